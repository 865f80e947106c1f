/** Tables as text: the first column is aligned left, numbers are aligned right. */

const GAP = '   '

/** @param rows - arrays of strings, the first of them the heading */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  const line = (row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(GAP).trimEnd()
  const [heading, ...body] = rows
  return [line(heading), widths.map((width) => '─'.repeat(width)).join(GAP), ...body.map(line)].join('\n')
}

/** `7.61 (7.50–7.80)`: the median and its range. */
export function withRange({ median, min, max }, digits = 2) {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`
}

/** `98,214` */
export function whole(value) {
  return Math.round(value).toLocaleString('en-US')
}

/** `87 %` */
export function percent(share) {
  return `${Math.round(share * 100)} %`
}
