/** A chart of what processes hold over the exchanges of a long life. Both axes are linear and begin at zero. */
import { document, isOurs, line, LINE, round, text, TOP, WIDTH } from '../../../../benchmarks/lib/render/svg.mjs'

const LEFT = 60
const LABELS = 190
const PLOT = 240
const STEPS = 5
const MIB = 1024 * 1024

/** @param series - `{ label, points: [exchanges, bytes][], dashes }` */
export function growthChart({ title, series }) {
  const points = series.flatMap((one) => one.points)
  const across = Math.max(...points.map(([exchanges]) => exchanges))
  const high = niceTop(Math.max(...points.map(([, bytes]) => bytes / MIB)))
  const bottom = TOP + PLOT
  const right = WIDTH - LABELS
  const x = (exchanges) => LEFT + (exchanges / across) * (right - LEFT)
  const y = (bytes) => bottom - (bytes / MIB / high) * PLOT
  const steps = Array.from({ length: STEPS + 1 }, (_, index) => index / STEPS)
  const grid = steps.flatMap((share) => [line(LEFT, y(share * high * MIB), right, y(share * high * MIB), 'grid'), text(LEFT - 8, y(share * high * MIB) + 4, String(round(share * high)), 'tick end')])
  const axis = steps.map((share) => text(x(share * across), bottom + 18, (share * across).toLocaleString('en-US'), 'tick middle'))
  const places = apart(series.map((one) => y(one.points.at(-1)[1])))
  const drawn = series.flatMap(({ label, points, dashes }, index) => [
    `<polyline points="${points.map(([exchanges, bytes]) => `${round(x(exchanges))},${round(y(bytes))}`).join(' ')}" class="line${isOurs(label) ? ' own' : ''}" stroke-dasharray="${dashes}"/>`,
    text(right + 10, places[index] + 4, label),
  ])
  return document({ title, unit: 'MiB by exchanges', better: '', height: bottom + 28, contents: [...grid, ...axis, ...drawn] })
}

/** The least of 1, 2 and 5 times a power of ten that is not below `value`. */
function niceTop(value) {
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= value)
}

/** The heights of labels, moved down where two would overlap. */
function apart(heights) {
  const order = heights.map((_, index) => index).sort((a, b) => heights[a] - heights[b])
  const places = [...heights]
  for (let i = 1; i < order.length; i++) places[order[i]] = Math.max(places[order[i]], places[order[i - 1]] + LINE - 6)
  return places
}
