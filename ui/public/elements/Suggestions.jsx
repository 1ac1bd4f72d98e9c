// Questions that go on with the answer above; a click asks one. Only the last answer of a conversation has any.
import { CornerDownRight } from 'lucide-react'
import { useChatData, useChatMessages } from '@chainlit/react-client'
import { Button } from '@/components/ui/button'

function Suggestions({ message, questions, label, ask }) {
  const { disabled } = useChatData()
  const { messages } = useChatMessages()
  const last = (steps) => (steps.length ? last(steps[steps.length - 1].steps ?? []) ?? steps[steps.length - 1] : undefined)
  if (last(messages)?.id !== message) return null
  return (
    <div className="hoidap-suggestions flex flex-col items-start gap-1" role="group" aria-label={label}>
      {questions.map((question) => (
        <Button
          key={question}
          variant="outline"
          size="sm"
          className="h-auto max-w-full whitespace-normal py-1.5 text-left font-normal"
          disabled={disabled}
          onClick={() => ask(question)}
        >
          <CornerDownRight aria-hidden />
          {question}
        </Button>
      ))}
    </div>
  )
}

// kept for the same reason as the answer element
const kept = (globalThis.hoidap ??= {})
kept.Suggestions ??= Suggestions
export default <kept.Suggestions {...props} ask={sendUserMessage} />
