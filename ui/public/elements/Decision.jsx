// A query that waits: it is shown, and somebody has it run, changes it first, or leaves it.
import { useState } from 'react'
import { Pencil, Play, X } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Textarea } from '@/components/ui/textarea'

export default function Decision() {
  const { sql, labels, decided } = props
  const [editing, setEditing] = useState(false)
  const [text, setText] = useState(sql)
  const [sent, setSent] = useState(false)

  const decide = async (decision) => {
    setSent(true)
    const payload = { decision, sql: text === sql ? null : text }
    const { response } = await callAction({ name: 'decide', payload })
    await updateElement({ ...props, sql: text, decided: response })
  }

  if (decided) return <p className="hoidap-answer text-sm text-muted-foreground">{decided}</p>
  return (
    <div className="hoidap-answer mt-2 flex max-w-full flex-col gap-2">
      {editing ? (
        <Textarea
          autoFocus
          aria-label={labels.editor}
          className="font-mono text-sm"
          rows={Math.min(16, text.split('\n').length + 1)}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) decide('run')
          }}
        />
      ) : (
        <pre className="max-w-full overflow-x-auto rounded-md border p-3 text-sm" tabIndex={0} aria-label={labels.editor}>
          {sql}
        </pre>
      )}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" disabled={sent || !text.trim()} onClick={() => decide('run')}>
          <Play /> {labels.run}
        </Button>
        {!editing && (
          <Button size="sm" variant="outline" disabled={sent} onClick={() => setEditing(true)}>
            <Pencil /> {labels.edit}
          </Button>
        )}
        <Button size="sm" variant="ghost" disabled={sent} onClick={() => decide('cancel')}>
          <X /> {labels.cancel}
        </Button>
      </div>
    </div>
  )
}
