// What stands below an answer's sentence: its chart, its rows and its SQL in tabs, files to take away, and the small
// print. Words come in `labels`, in the reader's language.
import { useState } from 'react'
import { ChartColumn, CircleAlert, Code, Hash, Table2 } from 'lucide-react'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'

function Answer({ id, question, file, columns, rows, charts, sqlFirst, sql, code, explanation, doubts, notes, locale, labels, plotly, callAction }) {
  const hasTable = rows.length > 1 || columns.length > 1
  const [tab, setTab] = useState(sqlFirst && sql ? 'sql' : charts ? 'chart' : hasTable ? 'table' : '')
  const tabs = [
    charts && (charts.kind === 'number' ? ['chart', Hash, labels.chart_number] : ['chart', ChartColumn, labels.chart]),
    hasTable && ['table', Table2, labels.table],
    sql && ['sql', Code, labels.sql]
  ].filter(Boolean)

  return (
    <div className="hoidap-answer max-w-full">
      {tabs.length > 0 && (
        <Tabs value={tab} onValueChange={setTab}>
          <div className="flex flex-wrap items-center gap-2">
            <TabsList className="h-9">
              {tabs.map(([name, Icon, label]) => (
                <TabsTrigger key={name} value={name} className="gap-1.5" onClick={() => tab === name && name === 'sql' && !charts && !hasTable && setTab('')}>
                  <Icon size={16} aria-hidden />
                  {label}
                </TabsTrigger>
              ))}
            </TabsList>
            {rows.length > 0 && (
              <Downloads id={id} columns={columns} rows={rows} file={file} labels={labels} callAction={callAction} />
            )}
          </div>
          {charts && (
            <TabsContent value="chart">
              <Chart charts={charts} labels={labels} url={plotly} />
            </TabsContent>
          )}
          {hasTable && (
            <TabsContent value="table">
              <Rows columns={columns} rows={rows} labels={labels} locale={locale} />
            </TabsContent>
          )}
          {sql && (
            <TabsContent value="sql" forceMount className={tab === 'sql' ? '' : 'hidden'}>
              <Sql sql={sql} code={code} explanation={explanation} question={question} labels={labels} callAction={callAction} />
            </TabsContent>
          )}
        </Tabs>
      )}
      {doubts.map((doubt, at) => (
        <p key={at} className="mt-2 flex items-start gap-1.5 text-sm hoidap-doubt">
          <CircleAlert size={16} className="mt-0.5 shrink-0" aria-hidden />
          <span>{doubt}</span>
        </p>
      ))}
      {notes.length > 0 && <p className="mt-1 text-xs text-muted-foreground">{notes.join(' · ')}</p>}
    </div>
  )
}

// Chainlit compiles this file again whenever its surroundings change, as with every question; the component that was
// made first is kept, or each time the chart would be drawn anew and an edited query would be lost.
const kept = (globalThis.hoidap ??= {})
kept.Answer ??= Answer
export default <kept.Answer {...props} callAction={callAction} plotly={apiClient.buildEndpoint('/public/plotly.js')} />
