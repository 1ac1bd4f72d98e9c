// Cells as the reader's language writes them. Every cell ends as a text node, so that nothing in the data can become
// markup.

const CLIPPED = 140 // characters of a cell that are shown before somebody asks for the rest

const fill = (label, values) => label.replace(/\{(\w+)\}/g, (_, name) => values[name])

// As many decimals in every row of a column, at most two, so that the digits stand below each other.
const decimalsOf = (rows, at) =>
  Math.max(0, ...rows.map((row) => (typeof row[at] === 'number' ? Math.min(2, (String(row[at]).split('.')[1] || '').length) : 0)))

function said(value, column, locale, labels, decimals) {
  if (value === null || value === '') return labels.nothing
  if (typeof value === 'boolean') return value ? labels.yes : labels.no
  if (typeof value === 'number') {
    // years and keys keep their digits together, and so do short whole numbers that may be either
    const together = ['year', 'key'].includes(column.kind) || (!column.kind && Number.isInteger(value) && Math.abs(value) < 10000)
    const digits = decimals === undefined ? { maximumFractionDigits: 2 } : { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
    return value.toLocaleString(locale, { useGrouping: !together, ...digits })
  }
  const date = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?)?$/.exec(value)
  if (!date) return String(value)
  const [, year, month, day, time] = date
  const said = locale === 'vi-VN' ? `${day}/${month}/${year}` : `${year}-${month}-${day}`
  return time && time !== '00:00' ? `${said} ${time}` : said
}
