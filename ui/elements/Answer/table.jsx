// The rows of an answer: searched, sorted by a click on a column, ten to a page.
import { useMemo, useState } from 'react'
import { ArrowDown, ArrowUp, ChevronLeft, ChevronRight, Search } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'

const ROWS_A_PAGE = 10

const folded = (words) =>
  String(words ?? '').normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/đ/gi, 'd').toLowerCase()

function Cell({ text, labels }) {
  const [whole, setWhole] = useState(false)
  if (text.length <= CLIPPED) return text
  return (
    <span className="whitespace-normal">
      {whole ? text : text.slice(0, CLIPPED).trimEnd() + '… '}
      <button type="button" className="ml-1 underline" aria-expanded={whole} onClick={() => setWhole(!whole)}>
        {whole ? labels.less : labels.more}
      </button>
    </span>
  )
}

function Rows({ columns, rows, labels, locale }) {
  const [sort, setSort] = useState({ column: -1, down: false })
  const [page, setPage] = useState(0)
  const [sought, setSought] = useState('')

  const numeric = columns.map((_, at) => rows.some((row) => typeof row[at] === 'number'))
  const decimals = useMemo(() => columns.map((_, at) => decimalsOf(rows, at)), [rows])
  const show = (value, at) => said(value, columns[at], locale, labels, decimals[at])

  const found = useMemo(() => {
    const words = folded(sought).split(/\s+/).filter(Boolean)
    if (!words.length) return rows
    return rows.filter((row) => {
      const line = folded(row.map((value, at) => `${value ?? ''} ${show(value, at)}`).join(' '))
      return words.every((word) => line.includes(word))
    })
  }, [rows, sought])

  const sorted = useMemo(() => {
    if (sort.column < 0) return found
    const words = new Intl.Collator(locale, { numeric: true })
    const compare = (a, b) => {
      if (typeof a === 'number' && typeof b === 'number') return a - b
      return words.compare(String(a), String(b))
    }
    const sign = sort.down ? -1 : 1
    return [...found].sort((a, b) => {
      const [one, other] = [a[sort.column], b[sort.column]]
      if (one === null || other === null) return (one === null) - (other === null)
      return sign * compare(one, other)
    })
  }, [found, sort, locale])

  const last = Math.max(0, Math.ceil(sorted.length / ROWS_A_PAGE) - 1)
  const sortBy = (column) => {
    setSort({ column, down: sort.column === column ? !sort.down : numeric[column] })
    setPage(0)
  }

  return (
    <div>
      {rows.length > ROWS_A_PAGE && (
        <div className="hoidap-search relative mb-2 max-w-xs">
          <Search className="!size-4 text-muted-foreground" aria-hidden />
          <Input
            type="search"
            value={sought}
            aria-label={labels.search}
            placeholder={labels.search}
            className="h-8 pl-8"
            onChange={(event) => {
              setSought(event.target.value)
              setPage(0)
            }}
          />
        </div>
      )}
      <div className="hoidap-rows w-fit max-w-full overflow-auto rounded-md border" tabIndex={0} role="region" aria-label={labels.table}>
        <table className="caption-bottom text-sm">
          <TableHeader className="sticky top-0 z-10 bg-background">
            <TableRow>
              {columns.map((column, at) => (
                <TableHead
                  key={at}
                  className="h-9 px-3 whitespace-nowrap"
                  aria-sort={sort.column !== at ? 'none' : sort.down ? 'descending' : 'ascending'}
                >
                  <button
                    type="button"
                    title={`${fill(labels.sort, { column: column.name })} (${column.sql})`}
                    onClick={() => sortBy(at)}
                    className={`flex w-full items-center gap-1 font-medium ${numeric[at] ? 'justify-end' : ''}`}
                  >
                    {column.name}
                    {sort.column === at && (sort.down ? <ArrowDown size={14} /> : <ArrowUp size={14} />)}
                  </button>
                </TableHead>
              ))}
            </TableRow>
          </TableHeader>
          <TableBody>
            {sorted.slice(page * ROWS_A_PAGE, (page + 1) * ROWS_A_PAGE).map((row, r) => (
              <TableRow key={page * ROWS_A_PAGE + r}>
                {row.map((value, at) => (
                  <TableCell
                    key={at}
                    className={`px-3 py-1.5 ${numeric[at] ? 'text-right tabular-nums' : 'break-words'} ${
                      value === null || value === '' ? 'text-muted-foreground' : ''
                    }`}
                  >
                    <Cell text={show(value, at)} labels={labels} />
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </table>
        {sorted.length === 0 && <p className="px-3 py-2 text-sm text-muted-foreground">{labels.none_found}</p>}
      </div>
      {last > 0 && (
        <div className="mt-1 flex items-center gap-1 text-sm text-muted-foreground">
          <span aria-live="polite">
            {fill(labels.page, {
              first: page * ROWS_A_PAGE + 1,
              last: Math.min((page + 1) * ROWS_A_PAGE, sorted.length),
              total: sorted.length
            })}
          </span>
          <Button variant="ghost" size="icon" aria-label={labels.previous} disabled={page === 0} onClick={() => setPage(page - 1)}>
            <ChevronLeft />
          </Button>
          <Button variant="ghost" size="icon" aria-label={labels.next} disabled={page >= last} onClick={() => setPage(page + 1)}>
            <ChevronRight />
          </Button>
        </div>
      )}
    </div>
  )
}
