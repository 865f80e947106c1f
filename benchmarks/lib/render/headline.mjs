/** The first numbers for a new reader: four kinds of work on one Node, in one chart. */
import { bars } from './bars.mjs'
import { caseRatios, ratioTo, table } from './markdown.mjs'

/** A version with long-term support, which most programs use. */
const NODE = 'Node 24'

const OURS = 'layered-http'

/** `show` returns the number in a common unit. `grid` and `one` name a case of a grid. */
const WORK = [
  { label: 'Answer a small request', suite: 'server', to: 'node:http', show: microseconds },
  { label: 'Send a request, read its response', suite: 'client', to: 'node:http', show: microseconds },
  { label: 'Parse a request of a browser', suite: 'parser', grid: 'parser', one: 'browser request, 10 fields', of: `${OURS}, rawHeaders`, to: 'Node native', show: nanoseconds },
  { label: 'Keep an idle connection open', suite: 'memory', to: 'node:http', show: kilobytes },
]

/**
 * @param nodes - `{ node, reports }`
 * @returns `{ text, chart }`, where the chart is `{ name, alt, svg }`; undefined if one of the numbers was not measured
 */
export function headlineOf(nodes) {
  const reports = nodes.find(({ node }) => node === NODE)?.reports ?? []
  const rows = WORK.map((work) => measured(work, reports.find(({ suite }) => suite === work.suite)))
  if (rows.includes(undefined)) return undefined
  const lines = rows.map(({ label, show, ours, theirs, ratio }) => [label, show(theirs), show(ours), percent(ratio.median)])
  const groups = rows.map(({ label, ratio }) => ({
    label,
    entries: [
      { label: OURS, median: ratio.median, min: ratio.min, max: ratio.max, text: percent(ratio.median) },
      { label: 'node:http', median: 1, min: 1, max: 1, text: '100 %' },
    ],
  }))
  return {
    text: table([['', 'node:http', OURS, 'cost with layered-http'], ...lines]),
    chart: {
      name: 'headline',
      alt: rows.map(({ label, ratio }) => `${label}: ${percent(ratio.median)} of the cost with node:http`).join('; '),
      svg: bars({ title: `layered-http beside node:http, ${NODE}`, unit: 'CPU time, or memory for the connection, in percent of node:http', groups, oneScale: true }),
    },
  }
}

/** Returns the work with the medians of both sides and their ratio. */
function measured(work, report) {
  if (report === undefined) return undefined
  const { grid, one, of = OURS, to } = work
  if (grid === undefined) {
    const [{ key }] = report.columns
    const value = (name) => report.rows.find((row) => row.name === name)?.values[key].median
    const ratio = ratioTo(report, to)
    return ratio && { ...work, ours: value(of), theirs: value(to), ratio }
  }
  const ratio = caseRatios(report, grid, of, to).find(({ name }) => name === one)?.value
  const peers = report.grids.find(({ name }) => name === grid)?.cases.find(({ name }) => name === one)?.peers ?? []
  const value = (name) => peers.find((peer) => peer.name === name)?.value.median
  return ratio && { ...work, ours: value(of), theirs: value(to), ratio }
}

function percent(ratio) {
  return `${Math.round(ratio * 100)} %`
}

function microseconds(value) {
  return `${value.toFixed(1)} µs of CPU`
}

function nanoseconds(value) {
  return microseconds(value / 1000)
}

function kilobytes(value) {
  return `${(value / 1000).toFixed(1)} kB of heap`
}
