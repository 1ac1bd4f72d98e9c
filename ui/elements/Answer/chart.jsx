// The chart of an answer, drawn by the Plotly that Chainlit ships, which is loaded when the first chart is shown. Its
// colours and its font are the page's; it has its height before it is there, so that nothing below it moves.
import { useEffect, useState } from 'react'
import { ChartBar, ChartColumn, ChartLine, ChartPie, ChartScatter, Hash } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'

const CHART_ICONS = { line: ChartLine, bar: ChartColumn, horizontal: ChartBar, pie: ChartPie, scatter: ChartScatter, number: Hash }
// A custom element can import nothing but what Chainlit hands it; the browser can import any file of this server.
const importFile = new Function('url', 'return import(url)')

function usePlot(url) {
  const [plot, setPlot] = useState({ Plot: null, failed: false })
  useEffect(() => {
    let here = true
    importFile(url)
      .then((file) => here && setPlot({ Plot: file.default, failed: !file.default }))
      .catch(() => here && setPlot({ Plot: null, failed: true }))
    return () => {
      here = false
    }
  }, [url])
  return plot
}

function useTheme() {
  const read = () => {
    const style = getComputedStyle(document.documentElement)
    const colour = (name) => `hsl(${style.getPropertyValue(name).trim()})`
    return {
      text: colour('--foreground'),
      quiet: colour('--muted-foreground'),
      lines: colour('--border'),
      behind: colour('--background'),
      series: [1, 2, 3, 4, 5, 6, 7, 8].map((number) => colour(`--chart-${number}`)),
      font: getComputedStyle(document.body).fontFamily
    }
  }
  const [theme, setTheme] = useState(read)
  useEffect(() => {
    const observer = new MutationObserver(() => setTheme(read()))
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'style'] })
    return () => observer.disconnect()
  }, [])
  return theme
}

function templateOf(theme) {
  const axis = { title: { font: { size: 13, color: theme.quiet } }, gridcolor: theme.lines, linecolor: theme.lines, tickcolor: theme.lines, tickfont: { color: theme.quiet } }
  return {
    layout: {
      colorway: theme.series,
      font: { family: theme.font, color: theme.text, size: 13 },
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      xaxis: axis,
      yaxis: axis,
      hoverlabel: { bgcolor: theme.behind, bordercolor: theme.lines, font: { color: theme.text }, align: 'left' }
    },
    data: { pie: [{ marker: { colors: theme.series, line: { color: theme.behind, width: 2 } } }] }
  }
}

function Figure({ figure, alt, labels, url }) {
  const { Plot, failed } = usePlot(url)
  const theme = useTheme()
  if (failed) return <p className="py-2 text-sm text-muted-foreground">{`${labels.not_drawn} ${alt}`}</p>
  const height = figure.layout.height
  return (
    <div role="img" aria-label={alt} className="hoidap-chart w-full" style={{ height }}>
      {Plot ? (
        <Plot
          data={structuredClone(figure.data)}
          layout={{ ...structuredClone(figure.layout), autosize: true, template: templateOf(theme) }}
          config={{ displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false }}
          style={{ width: '100%', height: '100%' }}
          useResizeHandler
        />
      ) : (
        <Skeleton className="h-full w-full rounded-md" />
      )}
    </div>
  )
}

function Numbers({ numbers, whose }) {
  return (
    <div className="py-2">
      {whose.length > 0 && <div className="text-sm font-medium">{whose.join(' · ')}</div>}
      <dl className="hoidap-numbers flex flex-wrap">
        {numbers.map((number, at) => (
          <div key={at} className="flex flex-col-reverse">
            <dt className="text-sm text-muted-foreground">{number.name}</dt>
            <dd className="hoidap-number text-4xl font-semibold tabular-nums">{number.value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Chart({ charts, labels, url }) {
  const [kind, setKind] = useState(charts.kind)
  const shown = charts.kinds.find((one) => one.kind === kind)
  return (
    <div className="hoidap-chart-part">
      {charts.kinds.length > 1 && (
        <div role="group" aria-label={labels.chart_kind} className="flex flex-wrap gap-1">
          {charts.kinds.map((one) => {
            const Icon = CHART_ICONS[one.kind]
            return (
              <Button
                key={one.kind}
                variant={one.kind === kind ? 'secondary' : 'ghost'}
                size="icon"
                className="h-8 w-8"
                title={one.name}
                aria-label={one.name}
                aria-pressed={one.kind === kind}
                onClick={() => setKind(one.kind)}
              >
                <Icon className="!size-4" />
              </Button>
            )
          })}
        </div>
      )}
      {shown.kind === 'number' ? (
        <Numbers numbers={shown.numbers} whose={shown.whose} />
      ) : (
        <Figure key={shown.kind} figure={shown.figure} alt={shown.alt} labels={labels} url={url} />
      )}
      {kind === charts.kind && kind !== 'number' && <p className="mt-1 text-xs text-muted-foreground">{charts.why}</p>}
    </div>
  )
}
