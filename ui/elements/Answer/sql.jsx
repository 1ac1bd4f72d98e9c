// The SQL that was run: highlighted, in words, and to be edited and run again. What somebody has typed stays where it
// is until they take it back, whatever becomes of the query.
import { useState } from 'react'
import { Pencil, Play } from 'lucide-react'
import { Markdown } from '@/components/markdown'
import { Button } from '@/components/ui/button'
import { Textarea } from '@/components/ui/textarea'

function Sql({ sql, code, explanation, question, labels, callAction }) {
  const [edited, setEdited] = useState(null)
  const [running, setRunning] = useState(false)
  const [problem, setProblem] = useState('')

  const run = async () => {
    if (running || !edited.trim()) return
    setRunning(true)
    setProblem('')
    try {
      const { response } = await callAction({ name: 'run_sql', payload: { sql: edited, question } })
      if (response?.problem) setProblem(response.problem)
    } catch {
      setProblem(labels.not_run)
    }
    setRunning(false)
  }
  const keys = (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      run()
    }
    if (event.key === 'Escape') setEdited(null)
  }

  return (
    <div className="hoidap-sql max-w-full">
      {explanation.length > 0 && (
        <>
          <h4 className="text-sm font-medium">{labels.in_words}</h4>
          <ul className="mb-2 mt-1 list-disc pl-4 text-sm">
            {explanation.map((line, at) => (
              <li key={at}>{line}</li>
            ))}
          </ul>
        </>
      )}
      {edited === null ? (
        <>
          <Markdown allowHtml={false} latex={false} renderMarkdown>{code}</Markdown>
          <Button variant="outline" size="sm" onClick={() => setEdited(sql)}>
            <Pencil />
            {labels.edit_sql}
          </Button>
        </>
      ) : (
        <div className="flex flex-col gap-2">
          <Textarea
            autoFocus
            spellCheck={false}
            aria-label={labels.your_sql}
            value={edited}
            rows={Math.min(16, edited.split('\n').length + 1)}
            className="font-mono text-sm"
            onChange={(event) => setEdited(event.target.value)}
            onKeyDown={keys}
          />
          {problem && <p role="alert" className="text-sm text-destructive">{problem}</p>}
          <div className="flex items-center gap-2">
            <Button size="sm" disabled={running || !edited.trim()} onClick={run}>
              <Play />
              {labels.run_sql}
            </Button>
            <Button variant="ghost" size="sm" onClick={() => setEdited(null)}>
              {labels.cancel}
            </Button>
            <span className="text-xs text-muted-foreground">Ctrl+Enter</span>
          </div>
        </div>
      )}
    </div>
  )
}
