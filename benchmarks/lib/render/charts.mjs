/** Which charts a report has. */
import { digitsFor } from '../grid.mjs'
import { bars } from './bars.mjs'
import { lines } from './lines.mjs'

/** @returns `{ name, alt, svg }` for each chart */
export function chartsOf(report) {
  return report.rows ? [peerChart(report)] : report.grids.map((grid, index) => gridChart(report, grid, index))
}

/** The first column, which is the one that counts. */
function peerChart({ suite, summary, columns, rows }) {
  const [{ key, title }] = columns
  const entries = rows.map(({ name, values }) => ({ label: name, ...values[key], text: withDigits(values[key]) }))
  return { name: suite, alt: `${title}: ${entries.map(({ label, text }) => `${label} ${text}`).join(', ')}`, svg: bars({ title: summary, unit: title, groups: [{ entries }] }) }
}

/** Cases that are numbers are an axis, others are groups of bars. */
function gridChart({ suite }, { name, unit, cases }, index) {
  const alt = `${name}, ${unit}, in ${cases.length} cases; the table below has the numbers`
  const isAxis = cases.length > 1 && cases.every((one) => /^[\d,]+$/.test(one.name))
  const chart = { title: name, unit }
  const svg = isAxis
    ? lines({ ...chart, ticks: cases.map((one) => one.name), series: cases[0].peers.map((peer, at) => ({ label: peer.name, values: cases.map(({ peers }) => peers[at].value) })) })
    : bars({ ...chart, groups: cases.map((one) => ({ label: one.name, entries: one.peers.map(({ name, value }) => ({ label: name, ...value, text: withDigits(value) })) })) })
  return { name: `${suite}-${index + 1}`, alt, svg }
}

function withDigits(value) {
  return value.median.toLocaleString('en-US', { maximumFractionDigits: digitsFor(value) })
}
