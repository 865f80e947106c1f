/** Runs a suite in both columns, and repeats this while tests differ. Only differences that occur every time are reported. */
import { StepError } from '../step.mjs'
import { COLUMNS } from './columns.mjs'
import { count, differences, stable } from './compare.mjs'
import { runSuite } from './run-suite.mjs'

/** Returns `{ rounds, columns: { builtin, ours }, differ, flaky }`; the counts are those of the first round. */
export async function compareColumns({ project, rounds, ...options }) {
  const found = []
  let columns
  for (let round = 1; round <= rounds; round++) {
    const runs = {}
    for (const column of Object.keys(COLUMNS)) {
      runs[column] = await runSuite(project, column, options)
      process.stderr.write(`  round ${round}, ${column}: ${runs[column].results.size} results in ${runs[column].seconds} s\n`)
      check(runs[column], column, project)
    }
    columns ??= { builtin: describe(runs.builtin), ours: describe(runs.ours) }
    found.push(differences(runs.builtin.results, runs.ours.results))
    if (stable(found).differ.length === 0) break
  }
  return { rounds: found.length, columns, ...stable(found) }
}

function describe({ results, handledBy, seconds }) {
  return { ...count(results), seconds, handledBy }
}

/** @throws StepError if the run proves nothing about ours: no test ran, or no request went through it */
function check({ results, handledBy, output }, column, { sendsNothing }) {
  if (results.size === 0) throw new StepError(`no test of the suite ran (${column}):\n${output}`)
  if (column === 'ours' && !sendsNothing && !handledBy.some((line) => line.endsWith(' ours'))) throw new StepError('the suite sends no request through the preload')
  if (column === 'builtin' && handledBy.some((line) => line.endsWith(' ours'))) throw new StepError('the suite loads this package by itself')
}
