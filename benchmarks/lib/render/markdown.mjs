/** Reports as tables in Markdown. */
import { cell } from '../columns.mjs'
import { digitsFor } from '../grid.mjs'
import { withRange } from '../table.mjs'

const OURS = 'layered-http'
const REFERENCE = 'node:http'

/** Everything about one report: the table or tables, the conditions, and what is to be known about the numbers. */
export function markdownOf(report) {
  const tables = report.rows ? [peerTable(report)] : report.grids.map(gridTable)
  const warnings = (report.warnings ?? []).map((line) => `- ${line}`).join('\n')
  return [...tables, conditionsOf(report), ...(warnings ? [warnings] : [])].join('\n\n')
}

/** One row a suite, one column a file: how much of node:http's cost ours has. Undefined if nothing was measured. */
export function overviewOf(results) {
  const suites = [...new Set([...results.values()].flat().map(({ suite }) => suite))].sort()
  const rows = suites.flatMap((suite) => {
    const reports = [...results.values()].map((reports) => reports.find((report) => report.suite === suite))
    const { summary } = reports.find((report) => report !== undefined)
    const ratios = reports.map((report) => report?.ratios?.find(({ to }) => to === REFERENCE)?.value)
    // Suites of many cases have no one ratio.
    if (ratios.every((value) => value === undefined)) return []
    return [[`${suite}: ${summary}`, ...ratios.map((value) => (value === undefined ? '' : withRange(value)))]]
  })
  if (rows.length === 0) return undefined
  const quick = [...results.values()].flat().some((report) => report.quick)
  return [table([[`${OURS} / ${REFERENCE}`, ...results.keys()], ...rows]), ...(quick ? [QUICK] : [])].join('\n\n')
}

const QUICK = '**From a quick run on a busy machine: it shows that everything works, and the numbers mean nothing.**'

function peerTable({ columns, rows, ratios }) {
  const [main] = columns
  const ratioTo = (name) => ratios.find(({ key, to }) => key === main.key && to === name)?.value
  return table([
    ['', ...columns.map(({ title }) => title), `${rows[0].name} / it`],
    ...rows.map(({ name, values }) => {
      const ratio = ratioTo(name)
      return [name, ...columns.map((column) => (values[column.key] === undefined ? '' : cell(column, values[column.key]))), ratio === undefined ? '' : withRange(ratio)]
    }),
  ])
}

function gridTable({ name, unit, notes, cases }) {
  const body = cases.map((one) => [one.name, ...one.peers.map(({ value }) => withRange(value, digitsFor(value)))])
  return [table([[`${name}, ${unit}`, ...cases[0].peers.map((peer) => peer.name)], ...body]), ...notes].join('\n\n')
}

function conditionsOf({ conditions, machine, date, quick }) {
  const { node, platform, cpu, cores, pinning, ...others } = machine
  const runtimes = [`Node ${node.slice(1)}`, ...Object.entries(others).map(([name, version]) => `${name} ${version}`)].join(', ')
  const pinned = pinning ? ', each side pinned to a core' : ''
  const line = `${runtimes}; ${platform}, ${cpu}, ${cores} cores${pinned}; ${conditions}; ${date.slice(0, 10)}.`
  return quick ? `${QUICK}\n\n${line}` : line
}

function table([heading, ...rows]) {
  const line = (cells) => `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heading), line(heading.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}
