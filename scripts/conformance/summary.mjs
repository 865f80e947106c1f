/** A report as text: the number of passing tests in each column, by group, and every test on which the columns differ. */
import { table } from '../../benchmarks/lib/table.mjs'
import { TITLES } from './columns.mjs'
import { GROUPS } from './groups.mjs'
import { nameOf } from './runtimes.mjs'

/** Returns rows `[group, total, passes of each column …]` of the groups that have tests, and the tests that fail in any column. */
export function tally({ columns, tests }) {
  const groups = GROUPS.map(({ name }) => ({ name, members: tests.filter(({ group }) => group === name) })).filter(({ members }) => members.length > 0)
  const passes = (members, column) => members.filter(({ results }) => results[column].passed).length
  return {
    rows: groups.map(({ name, members }) => [name, members.length, ...columns.map((column) => passes(members, column))]),
    failing: tests.filter(({ results }) => columns.some((column) => !results[column].passed)),
  }
}

/** Returns `passes`, `fails` or `time limit`. */
export function verdict({ passed, timedOut }) {
  return passed ? 'passes' : timedOut ? 'time limit' : 'fails'
}

export function summary(report) {
  const { rows, failing } = tally(report)
  const { columns } = report
  const titles = columns.map((column) => TITLES[column])
  const parts = [nameOf(report.node), table([['group', 'tests', ...titles], ...rows.map((row) => row.map(String))])]
  if (failing.length > 0) parts.push(table([['not passed', ...titles], ...failing.map(({ name, results }) => [name, ...columns.map((column) => verdict(results[column]))])]))
  return parts.join('\n\n')
}
