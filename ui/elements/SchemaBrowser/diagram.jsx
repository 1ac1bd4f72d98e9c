// Tables as buttons, and the keys between them as lines behind the buttons. Where they stand was worked out by the
// server, in per cent and in rows, so that they fit any width.
const BOX = 46
const ROW = 84

function SchemaDiagram({ diagram, name, open, current }) {
  const frame = useRef(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(entry.contentRect.width))
    watch.observe(frame.current)
    return () => watch.disconnect()
  }, [])

  const middle = (box) => ((box.x + diagram.width / 2) * width) / 100
  const place = Object.fromEntries(diagram.boxes.map((box) => [box.table, box]))
  const lines = diagram.links.map(([source, target]) => {
    const [from, to] = [place[source], place[target]]
    const [x1, x2] = [middle(from), middle(to)]
    const up = from.y > to.y
    const y1 = from.y * ROW + (up ? 0 : BOX)
    const y2 = to.y * ROW + (up || from.y === to.y ? BOX : 0)
    const bend = from.y === to.y ? y1 + 26 : (y1 + y2) / 2
    return { key: `${source} ${target}`, path: `M ${x1} ${y1} C ${x1} ${bend} ${x2} ${bend} ${x2} ${y2}`, x2, y2 }
  })

  return (
    <div ref={frame} role="group" aria-label={name} className="relative" style={{ height: (diagram.rows - 1) * ROW + BOX + 14 }}>
      <svg aria-hidden="true" className="absolute inset-0 h-full w-full overflow-visible text-muted-foreground">
        {width > 0 &&
          lines.map((line) => (
            <g key={line.key} fill="none" stroke="currentColor" strokeWidth="1.25">
              <path d={line.path} opacity="0.7" />
              <circle cx={line.x2} cy={line.y2} r="3" fill="currentColor" />
            </g>
          ))}
      </svg>
      {diagram.boxes.map((box) => {
        const isCurrent = box.table === current
        return (
          <button
            key={box.table}
            type="button"
            title={box.table}
            aria-current={isCurrent ? 'true' : undefined}
            onClick={() => open(box.table)}
            className={`absolute flex flex-col items-center justify-center rounded-md border px-1 text-center ${
              isCurrent ? 'border-primary bg-primary text-primary-foreground' : 'bg-background hover:bg-accent'
            }`}
            style={{ left: `${box.x}%`, width: `${diagram.width}%`, top: box.y * ROW, height: BOX }}
          >
            <span className="w-full truncate text-xs font-medium">{box.label}</span>
            <span className={`hoidap-small w-full truncate ${isCurrent ? '' : 'text-muted-foreground'}`}>{box.table}</span>
          </button>
        )
      })}
    </div>
  )
}
