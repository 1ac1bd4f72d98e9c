// The rows of an answer: sorted by a click on a column, ten to a page. Every cell is a text node, so that
// nothing in the data can become markup. Words come in `props.labels`, in the reader's language.
import { useMemo, useState } from 'react'
import { ArrowDown, ArrowUp, ChevronLeft, ChevronRight } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'

const PAGE = 10

export default function AnswerTable() {
  const { columns, rows, labels, locale, notes } = props
  const [sort, setSort] = useState({ column: -1, down: false })
  const [page, setPage] = useState(0)

  const sorted = useMemo(() => {
    if (sort.column < 0) return rows
    const words = new Intl.Collator(locale, { numeric: true })
    const compare = (a, b) => {
      if (a === null || b === null) return (a === null) - (b === null)
      if (typeof a === 'number' && typeof b === 'number') return a - b
      return words.compare(String(a), String(b))
    }
    const sign = sort.down ? -1 : 1
    return [...rows].sort((a, b) => sign * compare(a[sort.column], b[sort.column]))
  }, [rows, sort, locale])

  const numeric = columns.map((_, i) => rows.some((row) => typeof row[i] === 'number'))
  // as many decimals in every row of a column, at most two, so that the digits stand below each other
  const decimals = columns.map((_, i) =>
    Math.max(0, ...rows.map((row) => (typeof row[i] === 'number' ? Math.min(2, (String(row[i]).split('.')[1] || '').length) : 0)))
  )
  const last = Math.ceil(sorted.length / PAGE) - 1
  const fill = (label, values) => label.replace(/\{(\w+)\}/g, (_, name) => values[name])

  const show = (value, column, digits) => {
    if (value === null || value === '') return <span className="text-muted-foreground">{labels.nothing}</span>
    if (typeof value === 'boolean') return value ? labels.yes : labels.no
    if (typeof value !== 'number') return String(value)
    // years, codes and keys keep their digits together
    const grouped = !Number.isInteger(value) || (Math.abs(value) >= 10000 && !/(id|code|no|year|mã|năm)$/i.test(column))
    return value.toLocaleString(locale, {
      useGrouping: grouped,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits
    })
  }

  const sortBy = (column) => {
    setSort({ column, down: sort.column === column ? !sort.down : numeric[column] })
    setPage(0)
  }

  return (
    <div className="hoidap-answer mt-2 max-w-full">
      {rows.length > 0 && (
        <div className="w-fit max-w-full rounded-md border overflow-x-auto">
          <Table>
            <TableHeader>
              <TableRow>
                {columns.map((column, i) => (
                  <TableHead
                    key={i}
                    className="h-9 px-3 whitespace-nowrap"
                    aria-sort={sort.column !== i ? 'none' : sort.down ? 'descending' : 'ascending'}
                  >
                    <button
                      type="button"
                      title={fill(labels.sort, { column })}
                      onClick={() => sortBy(i)}
                      className={`flex w-full items-center gap-1 font-medium ${numeric[i] ? 'justify-end' : ''}`}
                    >
                      {column}
                      {sort.column === i && (sort.down ? <ArrowDown size={14} /> : <ArrowUp size={14} />)}
                    </button>
                  </TableHead>
                ))}
              </TableRow>
            </TableHeader>
            <TableBody>
              {sorted.slice(page * PAGE, (page + 1) * PAGE).map((row, r) => (
                <TableRow key={page * PAGE + r}>
                  {row.map((value, i) => (
                    <TableCell key={i} className={`px-3 py-1.5 ${numeric[i] ? 'text-right tabular-nums' : ''}`}>
                      {show(value, columns[i], decimals[i])}
                    </TableCell>
                  ))}
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </div>
      )}
      {last > 0 && (
        <div className="mt-1 flex items-center gap-1 text-sm text-muted-foreground">
          <span>
            {fill(labels.page, {
              first: page * PAGE + 1,
              last: Math.min((page + 1) * PAGE, sorted.length),
              total: sorted.length
            })}
          </span>
          <Button variant="ghost" size="icon" aria-label={labels.previous} disabled={page === 0} onClick={() => setPage(page - 1)}>
            <ChevronLeft />
          </Button>
          <Button variant="ghost" size="icon" aria-label={labels.next} disabled={page === last} onClick={() => setPage(page + 1)}>
            <ChevronRight />
          </Button>
        </div>
      )}
      {notes.length > 0 && <p className="mt-1 text-xs text-muted-foreground">{notes.join(' · ')}</p>}
    </div>
  )
}
