/** A chart of lines over growing cases. Cases have equal distances, values are drawn by their logarithm, so both axes are logarithmic in effect. */
import { document, isOurs, line, LINE, round, text, TOP, WIDTH } from './svg.mjs'

const LEFT = 60
const LABELS = 180
const PLOT = 240

/** Heights of grid lines: 1, 2 and 5 times each power of ten. */
const STEPS = [1, 2, 5]

/** Dashes by the place of a peer among the others. */
const DASHES = ['none', '8 4', '2 4', '8 4 2 4', '4 4']

/** @param chart.series - `{ label, values }`, where `values` has a spread for each of `ticks` */
export function lines({ title, unit, ticks, series }) {
  const all = series.flatMap(({ values }) => values)
  const low = Math.log10(Math.min(...all.map(({ min }) => min)))
  const high = Math.log10(Math.max(...all.map(({ max }) => max)))
  const bottom = TOP + PLOT
  const x = (index) => LEFT + 20 + (index * (WIDTH - LEFT - LABELS - 20)) / (ticks.length - 1)
  const y = (value) => bottom - 10 - ((Math.log10(value) - low) / (high - low || 1)) * (PLOT - 20)

  const grid = gridValues(10 ** low, 10 ** high).flatMap((value) => [
    line(LEFT, y(value), WIDTH - LABELS + 10, y(value), 'grid'),
    text(LEFT - 8, y(value) + 4, value.toLocaleString('en-US'), 'tick end'),
  ])
  const axis = ticks.map((tick, index) => text(x(index), bottom + 16, tick, 'tick middle'))
  const last = ticks.length - 1
  const places = apart(series.map(({ values }) => y(values[last].median)))
  const drawn = series.flatMap(({ label, values }, index) => {
    const points = values.map(({ median }, at) => `${round(x(at))},${round(y(median))}`).join(' ')
    return [
      `<polyline points="${points}" class="line${isOurs(label) ? ' own' : ''}" stroke-dasharray="${DASHES[index % DASHES.length]}"/>`,
      ...values.map(({ min, max }, at) => line(x(at), y(min), x(at), y(max), 'range')),
      text(x(last) + 14, places[index] + 4, label),
    ]
  })
  return document({ title, unit, height: bottom + 28, contents: [...grid, ...axis, ...drawn] })
}

function gridValues(from, to) {
  const values = []
  for (let power = Math.floor(Math.log10(from)); 10 ** power <= to; power++) {
    for (const step of STEPS) {
      const value = step * 10 ** power
      if (value >= from && value <= to) values.push(Number(value.toPrecision(1)))
    }
  }
  return values
}

/** Returns the heights of the labels. Labels that would overlap are moved down. */
function apart(heights) {
  const order = heights.map((_, index) => index).sort((a, b) => heights[a] - heights[b])
  const places = [...heights]
  for (let i = 1; i < order.length; i++) places[order[i]] = Math.max(places[order[i]], places[order[i - 1]] + LINE - 6)
  return places
}
