/** All suites in one table: the ratio of our cost to a peer's on each Node, beside the target. */
import { withRange } from '../table.mjs'
import { isMet, TARGETS, targetOf } from '../targets.mjs'
import { caseRatios, QUICK, ratioAboveFloor, ratioTo, table, targetText, verdict } from './markdown.mjs'

const REFERENCE = 'node:http'
/** Node's own modules, and its agent under its own requests. Ours is compared with the first of these that took part. */
const REFERENCES = [REFERENCE, 'node:https', "node's agent"]

/**
 * @param nodes - `{ node, reports }`
 * @returns undefined if nothing was measured
 */
export function overviewOf(nodes) {
  const all = nodes.flatMap(({ reports }) => reports)
  const suites = [...new Set(all.map(({ suite }) => suite))].sort()
  const rows = suites.flatMap((suite) => {
    const reports = nodes.map(({ reports }) => reports.find((report) => report.suite === suite))
    const name = `${suite}: ${reports.find((report) => report !== undefined).summary}`
    return comparisonsOf(suite).flatMap((comparison) => {
      const cells = reports.map((report) => (report === undefined ? '' : cellOf(report, comparison)))
      return cells.every((text) => text === '') ? [] : [[name, label(comparison), targetText(comparison.target), ...cells]]
    })
  })
  if (rows.length === 0) return undefined
  const heading = ['suite', 'ratio', 'target', ...nodes.map(({ node }) => node)]
  return [table([heading, ...rows]), ...(all.some(({ quick }) => quick) ? [QUICK] : [])].join('\n\n')
}

/**
 * Returns the ratio of our cost to Node's, with one line for each suite. Suites of many cases are left out.
 *
 * @returns undefined if nothing was measured
 */
export function ratiosOf(nodes) {
  const all = nodes.flatMap(({ reports }) => reports)
  const suites = [...new Set(all.filter(({ ratios }) => ratios).map(({ suite }) => suite))].sort()
  const rows = suites.map((suite) => {
    const cells = nodes.map(({ reports }) => {
      const report = reports.find((report) => report.suite === suite)
      const value = report && REFERENCES.map((to) => ratioTo(report, to)).find((ratio) => ratio !== undefined)
      return value === undefined ? '' : withRange(value)
    })
    return [all.find((report) => report.suite === suite).summary, ...cells]
  })
  if (rows.length === 0) return undefined
  return [table([['', ...nodes.map(({ node }) => node)], ...rows]), ...(all.some(({ quick }) => quick) ? [QUICK] : [])].join('\n\n')
}

/** Returns the comparisons of a suite: always with `node:http`, with other peers if there is a target. */
function comparisonsOf(suite) {
  const promised = TARGETS.filter((target) => target.suite === suite).map((target) => ({ ...target, target }))
  return targetOf({ suite, to: REFERENCE }) ? promised : [{ of: 'layered-http', to: REFERENCE }, ...promised]
}

function label({ suite, of, to, above, grid }) {
  return `${grid === undefined || grid === suite ? '' : `${grid}: `}${of} / ${to}${above ? ', above the floor' : ''}`
}

function cellOf(report, { grid, of, to, above, target }) {
  if (report.ratios) {
    const value = above ? ratioAboveFloor(report, to) : ratioTo(report, to)
    return value === undefined ? '' : verdict(value, target)
  }
  const values = caseRatios(report, grid, of, to).map(({ value }) => value)
  if (values.length === 0) return ''
  const medians = values.map(({ median }) => median)
  const met = values.filter((value) => isMet(target, value)).length
  return `${Math.min(...medians).toFixed(2)} to ${Math.max(...medians).toFixed(2)} in ${values.length} cases, met in ${met}`
}
