/** Compares two columns, and finds the differences that occur in every round. Pure functions. */

/** A name among the tests for the whole run, which fails if the time limit ends it. */
export const WHOLE_RUN = '(the run ends by itself)'

/** The status of a test that did not run, because the process ended before it or a hook failed. */
const ABSENT = { status: 'not run' }

/** Returns `[{ name, builtin, ours }]` of the tests that pass in one column only. */
export function differences(builtin, ours) {
  const names = new Set([...builtin.keys(), ...ours.keys()])
  const passed = ({ status }) => status === 'passed'
  return [...names]
    .map((name) => ({ name, builtin: builtin.get(name) ?? ABSENT, ours: ours.get(name) ?? ABSENT }))
    .filter((row) => passed(row.builtin) !== passed(row.ours))
}

/** Returns the differences of the first round that every later round shows in the same direction. The others are `flaky`. */
export function stable([first, ...later]) {
  const lost = ({ builtin }) => builtin.status === 'passed'
  const shown = (row) => later.every((round) => round.some((other) => other.name === row.name && lost(other) === lost(row)))
  return { differ: first.filter(shown), flaky: first.filter((row) => !shown(row)).map(({ name }) => name) }
}

/** Returns `{ tests, passed, failed, skipped }` of a column, without the entry of the whole run. */
export function count(results) {
  const statuses = [...results].filter(([name]) => name !== WHOLE_RUN).map(([, { status }]) => status)
  const of = (status) => statuses.filter((each) => each === status).length
  return { tests: statuses.length, passed: of('passed'), failed: of('failed'), skipped: of('skipped') }
}
