// The rows as a file. CSV is written here; Excel by the server, which has the rows in its history of this conversation.
import { useState } from 'react'
import { Download } from 'lucide-react'
import { Button } from '@/components/ui/button'

// What a spreadsheet would take for a formula is text with an apostrophe before it; numbers stay numbers.
const csvCell = (value) => {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(String(value)) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const csv = (columns, rows) =>
  // the mark by which Excel knows UTF-8
  '\ufeff' + [columns.map((column) => column.name), ...rows].map((row) => row.map(csvCell).join(',') + '\r\n').join('')

function save(content, type, name) {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

function Downloads({ id, columns, rows, file, labels, callAction }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')

  const excel = async () => {
    setBusy(true)
    setProblem('')
    try {
      const { response } = await callAction({ name: 'download_excel', payload: { element: id } })
      if (!response?.content) throw new Error('no file')
      const bytes = Uint8Array.from(atob(response.content), (letter) => letter.charCodeAt(0))
      save(bytes, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', `${file}.xlsx`)
    } catch {
      setProblem(labels.no_file)
    }
    setBusy(false)
  }

  return (
    <div className="ml-auto flex items-center gap-1">
      {problem && <span role="alert" className="text-xs text-destructive">{problem}</span>}
      <Button variant="ghost" size="sm" className="h-8 px-2" aria-label={labels.as_csv} title={labels.as_csv}
        onClick={() => save(csv(columns, rows), 'text/csv;charset=utf-8', `${file}.csv`)}>
        <Download />
        CSV
      </Button>
      <Button variant="ghost" size="sm" className="h-8 px-2" aria-label={labels.as_excel} title={labels.as_excel} disabled={busy} onClick={excel}>
        <Download />
        Excel
      </Button>
    </div>
  )
}
