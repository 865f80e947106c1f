/** The samples of a suite as a table, a row for each peer, and ratios below it. */
import { comparisonsAboveFloor } from './above-floor.mjs'
import { cell } from './columns.mjs'
import { ratio, spread } from './statistics.mjs'
import { table, withRange } from './table.mjs'

/**
 * @param samples - by name of the peer, ours first
 * @param columns - see `lib/columns.mjs`
 * @param conditions - one line
 * @param warn - gets the rows, returns lines of warnings about misleading numbers
 */
export function report({ samples, columns: possible, conditions, warn = () => [] }) {
  const all = [...samples]
  const columns = possible.filter(({ key }) => all.some(([, values]) => values[0][key] !== undefined))
  const rows = all.map(([name, values]) => ({
    name,
    values: Object.fromEntries(columns.map(({ key }) => [key, spread(column(values, key))])),
    samples: values,
  }))
  const [ours, ...others] = rows
  const ratios = columns.filter(({ compared }) => compared).flatMap(({ key, title }) =>
    others.map((other) => ({ key, title, to: other.name, value: ratio(column(ours.samples, key), column(other.samples, key)) })),
  )
  const above = comparisonsAboveFloor({ columns, rows })
  const warnings = [...warn(rows), ...above.filter(({ value }) => value.leftOut > 0).map(leftOutWarning)]
  const text = [conditions, '', renderRows(columns, rows), '', renderRatios(ours.name, ratios, above), ...warnings.map((line) => `\nwarning: ${line}`)].join('\n')
  return { text, conditions, columns, rows, ratios, warnings }
}

function column(samples, key) {
  return samples.map((sample) => sample[key])
}

function renderRows(columns, rows) {
  const heading = ['', ...columns.map(({ title }) => title)]
  return table([heading, ...rows.map(({ name, values }) => [name, ...columns.map((column) => (values[column.key] === undefined ? '' : cell(column, values[column.key])))])])
}

function renderRatios(ours, ratios, above) {
  const rows = ratios.map(({ title, to, value }) => [`${title}: ${ours} / ${to}`, withRange(value), (1 / value.median).toFixed(2)])
  // It may be 0 or less, which has no inverse.
  const rowsAbove = above.map(({ title, to, value }) => [`${title} above the floor: ${ours} / ${to}`, withRange(value), ''])
  return table([['ratio', 'median (range)', 'inverse'], ...rows, ...rowsAbove])
}

function leftOutWarning({ to, value: { leftOut } }) {
  return `in ${leftOut} rounds ${to} was hardly above the floor; the ratio above the floor leaves them out`
}
