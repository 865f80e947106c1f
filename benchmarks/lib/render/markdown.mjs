/** Reports as tables in Markdown. `measured` is always a list of `{ node, report }`, one suite's reports with a heading for each Node. */
import { comparisonsAboveFloor } from '../above-floor.mjs'
import { cell } from '../columns.mjs'
import { digitsFor } from '../grid.mjs'
import { withRange } from '../table.mjs'
import { isMet, targetOf } from '../targets.mjs'

export const QUICK = '**From a quick run on a busy machine: it shows that everything works, and the numbers mean nothing.**'

/** Returns everything about one suite: costs and ratios with a column for each Node, and the details of each Node in a closed section. */
export function markdownOf(measured) {
  const quick = measured.some(({ report }) => report.quick) ? [QUICK] : []
  const tables = measured[0].report.rows ? [costTable(measured), ratioTable(measured)] : gridNames(measured).map((name) => gridRatioTable(measured, name))
  return [...quick, ...tables.filter((text) => text !== undefined), ...measured.map(details)].join('\n\n')
}

/** Returns the costs of a suite as one table: a column for each Node, or the first grid of the first Node. */
export function briefOf(measured) {
  const quick = measured.some(({ report }) => report.quick) ? [QUICK] : []
  const [{ node, report }] = measured
  const tables = report.rows ? [costTable(measured)] : [`On ${node}:`, gridTable(report.grids[0])]
  return [...quick, ...tables].join('\n\n')
}

function costTable(measured) {
  const [column] = measured[0].report.columns
  const value = ({ report }, name) => report.rows.find((row) => row.name === name)?.values[column.key]
  return table([[column.title, ...headings(measured)], ...peerNames(measured).map((name) => [name, ...measured.map((one) => shown(value(one, name), (spread) => cell(column, spread)))])])
}

function ratioTable(measured) {
  const { suite, rows } = measured[0].report
  const [ours] = rows
  const others = peerNames(measured).filter((name) => name !== ours.name)
  const total = others.map((to) => ({ label: [to], target: targetOf({ suite, to }), ratio: ({ report }) => ratioTo(report, to) }))
  const above = others
    .map((to) => ({ label: [`${to}, above the floor`], target: targetOf({ suite, to, above: true }), ratio: ({ report }) => ratioAboveFloor(report, to) }))
    .filter(({ ratio }) => measured.some((one) => ratio(one) !== undefined))
  return withTargets(`${ours.name} / it`, measured, [...total, ...above])
}

/** Returns the ratio of ours to `to` in the compared column. */
export function ratioTo({ columns: [main], ratios }, to) {
  return ratios.find((ratio) => ratio.key === main.key && ratio.to === to)?.value
}

/** Returns the ratio of ours to `to` above the floor, in the compared column; undefined if there is none. */
export function ratioAboveFloor(report, to) {
  return comparisonsAboveFloor(report).find((comparison) => comparison.key === report.columns[0].key && comparison.to === to)?.value
}

/** Returns a table with one row for each case and pair; undefined if nothing is compared. */
function gridRatioTable(measured, grid) {
  const { suite } = measured[0].report
  const pairs = unique(measured.flatMap(({ report }) => gridOf(report, grid)?.ratios.map(({ ours, other }) => JSON.stringify([ours, other])) ?? [])).map((pair) => JSON.parse(pair))
  const cases = unique(measured.flatMap(({ report }) => gridOf(report, grid)?.cases.map(({ name }) => name) ?? []))
  const rows = pairs.flatMap(([of, to]) =>
    cases.map((one) => ({ label: [one, `${of} / ${to}`], target: targetOf({ suite, grid, of, to }), ratio: ({ report }) => caseRatios(report, grid, of, to).find(({ name }) => name === one)?.value })),
  )
  return rows.length === 0 ? undefined : withTargets([grid, 'ratio'], measured, rows)
}

/** Returns `{ name, value }` for each case of a grid. */
export function caseRatios(report, grid, of, to) {
  const { cases = [], ratios = [] } = gridOf(report, grid) ?? {}
  const pair = ratios.find(({ ours, other }) => ours === of && other === to)
  return pair === undefined ? [] : cases.map(({ name }, index) => ({ name, value: pair.cases[index] }))
}

/** @param rows - `{ label, target, ratio }`, where `ratio` returns the spread for one of `measured` */
function withTargets(heading, measured, rows) {
  const column = rows.some(({ target }) => target !== undefined)
  return table([
    [...[heading].flat(), ...(column ? ['target'] : []), ...headings(measured)],
    ...rows.map(({ label, target, ratio }) => [...label, ...(column ? [targetText(target)] : []), ...measured.map((one) => shown(ratio(one), (value) => verdict(value, target)))]),
  ])
}

export function targetText(target) {
  return target === undefined ? '' : `≤ ${target.most.toFixed(2)}`
}

export function verdict(value, target) {
  return target === undefined ? withRange(value) : `${withRange(value)}, ${isMet(target, value) ? 'met' : 'not met'}`
}

/** Returns one Node's results with every column and the conditions of the run. */
function details({ node, report }) {
  const tables = report.rows ? [peerTable(report)] : report.grids.map(gridTable)
  const warnings = (report.warnings ?? []).map((line) => `- ${line}`).join('\n')
  const contents = [...tables, conditionsOf(report), ...(warnings ? [warnings] : [])].join('\n\n')
  return `<details>\n<summary>${node} in detail</summary>\n\n${contents}\n\n</details>`
}

function peerTable({ columns, rows }) {
  return table([['', ...columns.map(({ title }) => title)], ...rows.map(({ name, values }) => [name, ...columns.map((column) => shown(values[column.key], (value) => cell(column, value)))])])
}

function gridTable({ name, unit, notes, cases }) {
  const body = cases.map((one) => [one.name, ...one.peers.map(({ value }) => withRange(value, digitsFor(value)))])
  return [table([[`${name}, ${unit}`, ...cases[0].peers.map((peer) => peer.name)], ...body]), ...notes].join('\n\n')
}

function conditionsOf({ conditions, machine, date }) {
  const { node, platform, cpu, cores, pinning, ...others } = machine
  const runtimes = [`Node ${node.slice(1)}`, ...Object.entries(others).map(([name, version]) => `${name} ${version}`)].join(', ')
  const pinned = pinning ? ', each side pinned to a core' : ''
  return `${runtimes}; ${platform}, ${cpu}, ${cores} cores${pinned}; ${conditions}; ${date.slice(0, 10)}.`
}

function headings(measured) {
  return measured.map(({ node }) => node)
}

/** Returns the peers of all Nodes, since some peers are missing on some Nodes. */
function peerNames(measured) {
  return unique(measured.flatMap(({ report }) => report.rows.map(({ name }) => name)))
}

function gridNames(measured) {
  return unique(measured.flatMap(({ report }) => report.grids.map(({ name }) => name)))
}

function gridOf(report, name) {
  return report.grids.find((grid) => grid.name === name)
}

function unique(values) {
  return [...new Set(values)]
}

/** Returns an empty cell for a case that was not measured. */
function shown(value, format) {
  return value === undefined ? '' : format(value)
}

export function table([heading, ...rows]) {
  const line = (cells) => `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heading), line(heading.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}
