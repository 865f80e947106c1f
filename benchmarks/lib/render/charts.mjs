/** The charts of a suite. */
import { digitsFor } from '../grid.mjs'
import { TARGETS } from '../targets.mjs'
import { bars } from './bars.mjs'
import { lines } from './lines.mjs'

/**
 * @param measured - `{ node, report }`, one suite's report for each Node
 * @returns `{ name, alt, svg }` for each chart
 */
export function chartsOf(measured) {
  const [{ node, report }] = measured
  if (report.rows) return [peerChart(measured)]
  // A chart with all cases on one Node; for each case with a target, one chart with all Nodes.
  return [...promisedCharts(measured), ...report.grids.map((grid, index) => gridChart(report.suite, node, grid, index))]
}

/** A chart of the first column, the most important one, with a group for each Node. */
function peerChart(measured) {
  const [{ report }] = measured
  const [{ key, title }] = report.columns
  const groups = measured.map(({ node, report }) => ({ label: node, entries: report.rows.map(({ name, values }) => entry(name, values[key])) }))
  return { name: report.suite, alt: `${title}: ${described(groups)}`, svg: bars({ title: report.summary, unit: title, groups, oneScale: true }) }
}

function promisedCharts(measured) {
  const { suite } = measured[0].report
  const promised = new Map(TARGETS.filter((target) => target.suite === suite && target.grid).map(({ grid, shown }) => [`${grid}: ${shown}`, { grid, shown }]))
  return [...promised].map(([title, { grid, shown }], index) => {
    const groups = measured.map(({ node, report }) => ({ label: node, entries: peersOf(report, grid, shown).map(({ name, value }) => entry(name, value)) }))
    const { unit } = measured[0].report.grids.find(({ name }) => name === grid)
    return { name: `${suite}-nodes-${index + 1}`, alt: `${title}, ${unit}: ${described(groups)}`, svg: bars({ title, unit, groups, oneScale: true }) }
  })
}

function peersOf(report, grid, oneCase) {
  return report.grids.find(({ name }) => name === grid)?.cases.find(({ name }) => name === oneCase)?.peers ?? []
}

/** Draws lines over an axis if the cases are numbers, otherwise groups of bars. */
function gridChart(suite, node, { name, unit, cases }, index) {
  const alt = `${name}, ${unit}, ${node}, in ${cases.length} cases; the tables have the numbers`
  const isAxis = cases.length > 1 && cases.every((one) => /^[\d,]+$/.test(one.name))
  const chart = { title: `${name}, ${node}`, unit }
  const svg = isAxis
    ? lines({ ...chart, ticks: cases.map((one) => one.name), series: cases[0].peers.map((peer, at) => ({ label: peer.name, values: cases.map(({ peers }) => peers[at].value) })) })
    : bars({ ...chart, groups: cases.map((one) => ({ label: one.name, entries: one.peers.map(({ name, value }) => entry(name, value)) })) })
  return { name: `${suite}-${index + 1}`, alt, svg }
}

function entry(label, value) {
  return { label, ...value, text: withDigits(value) }
}

function described(groups) {
  return groups.map(({ label, entries }) => `${label}: ${entries.map(({ label, text }) => `${label} ${text}`).join(', ')}`).join('; ')
}

function withDigits(value) {
  return value.median.toLocaleString('en-US', { maximumFractionDigits: digitsFor(value) })
}
