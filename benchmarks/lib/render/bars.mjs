/** A chart of horizontal bars. A mark over each bar shows the range from the smallest value to the largest. */
import { document, isOurs, line, LINE, round, text, TOP, WIDTH } from './svg.mjs'

const LABELS = 190
const VALUES = 70
const BAR = 14
const GAP = 10

/**
 * @param chart.groups - `{ label, entries: [{ label, median, min, max, text }] }`
 * @param chart.oneScale - true if groups are compared; otherwise each group has a scale, since the largest would hide the others
 */
export function bars({ title, unit, groups, oneScale = false }) {
  const largest = (groups) => Math.max(...groups.flatMap(({ entries }) => entries.map(({ max }) => max)))
  let y = TOP
  const contents = groups.flatMap((group) => {
    const { label, entries } = group
    const scale = (WIDTH - LABELS - VALUES) / largest(oneScale ? groups : [group])
    const heading = text(0, (y += LINE) - 6, label)
    const rows = entries.flatMap((entry) => {
      const row = bar(entry, y, scale)
      y += LINE
      return row
    })
    y += GAP
    return [heading, ...rows]
  })
  return document({ title, unit, height: y, contents })
}

function bar({ label, median, min, max, text: value }, y, scale) {
  const middle = y + BAR / 2
  return [
    text(LABELS - 8, y + BAR - 2, label, 'end'),
    `<rect x="${LABELS}" y="${y}" width="${round(median * scale)}" height="${BAR}" class="${isOurs(label) ? 'ours' : 'other'}"/>`,
    line(LABELS + min * scale, middle, LABELS + max * scale, middle, 'range'),
    text(LABELS + max * scale + 6, y + BAR - 2, value),
  ]
}
