// One table: what it is, what can be asked about it, its relations and its columns.
function OpenedTable({ table, labels, count, open, back, ask, look }) {
  const [questions, setQuestions] = useState(null)
  const heading = useRef(null)
  useEffect(() => {
    let left = false
    setQuestions(null)
    heading.current?.focus()
    look({ table: table.table, questions: true }).then((found) => !left && setQuestions(found.questions || []))
    return () => (left = true)
  }, [table.table])

  return (
    <section aria-label={table.label} className="flex flex-col gap-4">
      <div>
        <button type="button" onClick={back} className="mb-2 flex items-center gap-1 text-sm text-primary hover:underline">
          <ChevronLeft size={16} aria-hidden="true" /> {labels.back}
        </button>
        <h2 ref={heading} tabIndex={-1} className="text-lg font-semibold leading-tight outline-none">
          {table.label}
        </h2>
        <p className="text-sm text-muted-foreground">
          <code className="break-all">{table.table}</code>
          {table.view && ` · ${labels.view}`}
          {table.rows !== null && ` · ${count('rows', table.rows)}`}
        </p>
        {table.about && <p className="mt-1 text-sm">{table.about}</p>}
      </div>

      {questions !== null && questions.length === 0 ? null : (
        <div>
          <h3 className="mb-2 text-sm font-semibold">{labels.ask}</h3>
          <div aria-live="polite" className="hoidap-questions flex flex-col items-start gap-2">
            {questions === null ? (
              <span className="text-sm text-muted-foreground">{labels.loading}</span>
            ) : (
              questions.map((question) => (
                <button
                  key={question}
                  type="button"
                  onClick={() => ask(question)}
                  className="flex items-start gap-2 rounded-2xl border px-3 py-1.5 text-left text-sm hover:bg-accent"
                >
                  <MessageCircle size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-primary" /> {question}
                </button>
              ))
            )}
          </div>
        </div>
      )}

      <div>
        <h3 className="mb-2 text-sm font-semibold">{labels.relations}</h3>
        {table.diagram ? (
          <>
            <SchemaDiagram diagram={table.diagram} name={labels.relations} open={open} current={table.table} />
            {table.diagram.more > 0 && (
              <p className="text-sm text-muted-foreground">{count('more_tables', table.diagram.more)}</p>
            )}
          </>
        ) : (
          <p className="text-sm text-muted-foreground">{labels.apart}</p>
        )}
      </div>

      <div>
        <h3 className="mb-1 text-sm font-semibold">{labels.columns}</h3>
        <ul className="divide-y">
          {table.columns.map((column) => (
            <li key={column.name} className="py-2 text-sm">
              <div className="hoidap-facts">
                <span className="font-medium">{column.label}</span>
                <code className="break-all text-xs text-muted-foreground">{column.name}</code>
                <span className="text-xs text-muted-foreground">{column.type}</span>
                {column.primary && (
                  <span className="inline-flex items-center gap-1 text-xs text-primary">
                    <KeyRound size={12} aria-hidden="true" /> {labels.primary}
                  </span>
                )}
                {column.to && (
                  <button
                    type="button"
                    aria-label={fill(labels.to, { table: column.to_label })}
                    onClick={() => open(column.to)}
                    className="inline-flex items-center gap-1 text-xs text-primary hover:underline"
                  >
                    <ArrowRight size={12} aria-hidden="true" /> {column.to_label}
                  </button>
                )}
              </div>
              {column.about && <p className="text-muted-foreground">{column.about}</p>}
              {column.values.length > 0 && (
                <p className="text-xs text-muted-foreground">
                  {labels.values}: {column.values.join(' · ')}
                </p>
              )}
            </li>
          ))}
        </ul>
        {table.more > 0 && <p className="text-sm text-muted-foreground">{count('more_columns', table.more)}</p>}
      </div>
    </section>
  )
}
