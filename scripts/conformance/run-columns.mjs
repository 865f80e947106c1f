/** Runs all tests on one Node, Bun or Deno in every column. */
import { COLUMNS, SHIM } from './columns.mjs'
import { killTestsOnExit, runTest } from './run-test.mjs'
import { runtimeOf } from './runtimes.mjs'

/** Returns a report: `{ node, columns, tests: [{ group, name, results: { column: result } }] }`. */
export async function runColumns(tests, { node, columns, jobs, limit }) {
  killTestsOnExit()
  const runtime = runtimeOf(node)
  const rows = tests.map((test) => ({ test, results: {} }))
  const total = rows.length * columns.length
  let done = 0
  const runRow = async ({ test, results }, slot) => {
    for (const column of columns) {
      results[column] = await runTest(test, { runtime, limit, slot, preload: [...SHIM, ...COLUMNS[column]] })
      done++
      if (!results[column].passed) progress(`${test.name}: ${results[column].timedOut ? 'time limit' : 'fails'} (${column})`)
      else if (done % 50 === 0) progress('')
    }
  }
  const progress = (line) => process.stderr.write(`  ${runtime.title} ${String(done).padStart(String(total).length)}/${total} ${line}\n`)
  // Tests in `sequential` run alone, because they need fixed ports or an idle machine.
  const isAlone = ({ test }) => test.name.startsWith('sequential/')
  await inParallel(rows.filter((row) => !isAlone(row)), jobs, runRow)
  await inParallel(rows.filter(isAlone), 1, runRow)
  return { node: runtime.title, columns, tests: rows.map(({ test: { group, name }, results }) => ({ group, name, results })) }
}

async function inParallel(items, jobs, act) {
  const queue = [...items]
  const job = async (_, slot) => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await act(item, slot)
  }
  await Promise.all(Array.from({ length: jobs }, job))
}
