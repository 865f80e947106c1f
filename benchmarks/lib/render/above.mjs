/** The costs above the floor in one small table, for users: a line for each kind of work, a column for each Node. */
import { withRange } from '../table.mjs'
import { TARGETS } from '../targets.mjs'
import { QUICK, ratioAboveFloor, table } from './markdown.mjs'

const REFERENCE = 'node:http'

/**
 * @param nodes - `{ node, reports }`
 * @returns undefined if nothing was measured
 */
export function aboveOf(nodes) {
  // In other suites the floor is most of the cost, or hardly any of it.
  const suites = [...new Set(TARGETS.filter(({ above }) => above).map(({ suite }) => suite))]
  const rows = suites.flatMap((suite) => {
    const reports = nodes.map(({ reports }) => reports.find((report) => report.suite === suite))
    const values = reports.map((report) => report && ratioAboveFloor(report, REFERENCE))
    if (values.every((value) => value === undefined)) return []
    return [[reports.find((report) => report !== undefined).summary, ...values.map((value) => (value === undefined ? '' : withRange(value)))]]
  })
  if (rows.length === 0) return undefined
  const quick = nodes.some(({ reports }) => reports.some((report) => report.quick && suites.includes(report.suite))) ? [QUICK] : []
  return [table([['', ...nodes.map(({ node }) => node)], ...rows]), ...quick].join('\n\n')
}
