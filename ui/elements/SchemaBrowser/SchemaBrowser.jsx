// What the data holds: tables to look through and to search, and one of them at a time in full. The element is given
// the first page of tables; everything else it asks for over the page's own socket.
import { useEffect, useRef, useState } from 'react'
import { useRecoilValue, useSetRecoilState } from 'recoil'
import { sessionState, sideViewState } from '@chainlit/react-client'
import { ArrowRight, ChevronLeft, KeyRound, MessageCircle, Search } from 'lucide-react'
import { Input } from '@/components/ui/input'

const PAUSE = 200 // milliseconds without a key before it is searched
const NARROW = 768 // Chainlit's: below it the panel covers the conversation

function fill(label, values) {
  return label.replace(/\{(\w+)\}/g, (_, name) => values[name])
}

export default function SchemaBrowser() {
  const { first, diagram, opened, labels, locale } = props
  const socket = useRecoilValue(sessionState)?.socket
  const setSideView = useSetRecoilState(sideViewState)
  const [search, setSearch] = useState('')
  const [found, setFound] = useState(first)
  const [table, setTable] = useState(opened)
  const [problem, setProblem] = useState('')
  const last = useRef('')
  const box = useRef(null)

  const count = (label, value) => fill(labels[label], { count: value.toLocaleString(locale) })
  const look = async (asked) => {
    try {
      return await socket.timeout(15000).emitWithAck('hoidap_schema', asked)
    } catch {
      return { failed: true }
    }
  }

  const load = async (text, start) => {
    last.current = text
    const more = await look({ search: text, start })
    if (last.current !== text) return
    setProblem(more.tables ? '' : labels.failed)
    if (more.tables) setFound(start ? { ...more, tables: [...found.tables, ...more.tables] } : more)
  }

  useEffect(() => {
    if (search === last.current) return
    const timer = setTimeout(() => load(search, 0), PAUSE)
    return () => clearTimeout(timer)
  }, [search])

  const open = async (name) => {
    const it = await look({ table: name })
    setProblem(it.columns ? '' : it.failed ? labels.failed : labels.gone)
    if (it.columns) {
      setTable(it)
      document.getElementById('side-view-content')?.parentElement?.scrollTo({ top: 0 })
    }
  }

  const ask = (question) => {
    if (window.innerWidth < NARROW) setSideView(undefined)
    sendUserMessage(question)
  }

  const back = () => {
    setTable(null)
    setTimeout(() => box.current?.focus(), 0)
  }

  return (
    <div className="hoidap-schema flex flex-col gap-4 pb-6">
      {problem && (
        <p role="alert" className="text-sm text-destructive">
          {problem}
        </p>
      )}
      {table ? (
        <OpenedTable table={table} labels={labels} count={count} open={open} back={back} ask={ask} look={look} />
      ) : (
        <>
          <div className="hoidap-search relative">
            <Search size={16} aria-hidden="true" className="text-muted-foreground" />
            <Input
              ref={box}
              type="search"
              aria-label={labels.find}
              placeholder={labels.find}
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </div>
          {diagram && !search && (
            <div>
              <h3 className="mb-2 text-sm font-semibold">{labels.whole}</h3>
              <SchemaDiagram diagram={diagram} name={labels.whole} open={open} />
            </div>
          )}
          <div>
            <h3 aria-live="polite" className="mb-1 text-sm font-semibold">
              {found.total === 0 ? labels.none : count(search ? 'found' : 'count', found.total)}
            </h3>
            <ul className="divide-y">
              {found.tables.map((one) => (
                <li key={one.table}>
                  <button
                    type="button"
                    onClick={() => open(one.table)}
                    className="flex w-full flex-col rounded px-2 py-2 text-left text-sm hover:bg-accent"
                  >
                    <span className="flex w-full items-baseline gap-2">
                      <span className="font-medium">{one.label}</span>
                      <code className="min-w-0 truncate text-xs text-muted-foreground">{one.table}</code>
                      {one.rows !== null && (
                        <span className="ml-auto whitespace-nowrap text-xs text-muted-foreground">{count('rows', one.rows)}</span>
                      )}
                    </span>
                    {one.about && <span className="text-muted-foreground">{one.about}</span>}
                    {one.hits.length > 0 && (
                      <span className="text-xs text-muted-foreground">
                        {labels.columns}: {one.hits.join(' · ')}
                      </span>
                    )}
                  </button>
                </li>
              ))}
            </ul>
            {found.tables.length < found.total && (
              <button
                type="button"
                onClick={() => load(search, found.tables.length)}
                className="mt-2 w-full rounded-md border py-2 text-sm hover:bg-accent"
              >
                {labels.more}
              </button>
            )}
          </div>
        </>
      )}
    </div>
  )
}
