/** Runs a suite in one column: its results, whether it ended by itself, and the implementation that handled its requests. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { COLUMNS } from './columns.mjs'
import { WHOLE_RUN } from './compare.mjs'
import { runGroup } from './process-group.mjs'

/** Characters of the end of a run's output that are kept if it has no results. */
const MAX_OUTPUT = 4_000

/** Returns `{ results, handledBy, seconds, output }`. */
export async function runSuite(project, column, { suite, node, jobs, limit }) {
  const folder = mkdtempSync(join(tmpdir(), 'layered-http-ecosystem-'))
  const [report, witness] = ['results', 'witness'].map((name) => join(folder, name))
  for (const file of [report, witness]) writeFileSync(file, '')
  const start = performance.now()
  try {
    const env = environment(project, column, { node, report, witness })
    const { timedOut, stdout, stderr } = await runGroup(node, project.run.command({ suite, jobs }), { cwd: suite, env, limit })
    const results = project.run.read(readFileSync(report, 'utf8'), stdout)
    if (results.size > 0) results.set(WHOLE_RUN, { status: timedOut ? 'failed' : 'passed' })
    const handledBy = [...new Set(readFileSync(witness, 'utf8').split('\n').filter(Boolean))].sort()
    return { results, handledBy, seconds: Math.round((performance.now() - start) / 1000), output: `${stdout}\n${stderr}`.slice(-MAX_OUTPUT) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Returns the environment: the suite's variables, its Node first in PATH, and the column's preload for all processes. */
function environment({ env = {} }, column, { node, report, witness }) {
  return {
    ...process.env,
    ...env,
    PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
    NODE_OPTIONS: [...COLUMNS[column], ...(env.NODE_OPTIONS === undefined ? [] : [env.NODE_OPTIONS])].join(' '),
    LAYERED_ECOSYSTEM_RESULTS: report,
    LAYERED_ECOSYSTEM_WITNESS: witness,
  }
}
