/** Runs tasks of the workspace through turbo, which skips those whose inputs did not change. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { removeStaleChunks } from './stale-chunks.mjs'
import { ROOT, run, StepError } from './step.mjs'

const SUMMARIES = join(ROOT, '.turbo/runs')

/**
 * Runs `tasks` and returns the result of each: `{ id: '<package>#<task>', task, directory, passed }`.
 *
 * @param options.flags - more arguments of `turbo run`
 * @param options.quiet - show the output of the tasks only if one fails
 */
export async function runTasks(tasks, { flags = [], quiet = false } = {}) {
  rmSync(SUMMARIES, { recursive: true, force: true })
  const code = await run('turbo', ['run', ...tasks, '--summarize', '--continue=dependencies-successful', '--output-logs=new-only', '--log-order=grouped', ...flags], {
    quiet,
    env: {
      PATH: join(ROOT, 'node_modules/.bin') + delimiter + process.env.PATH,
      TURBO_TELEMETRY_DISABLED: '1',
      TURBO_NO_UPDATE_NOTIFIER: '1',
      DO_NOT_TRACK: '1',
    },
  })
  if (!existsSync(SUMMARIES)) throw new StepError(`turbo did not start (${code})`)
  const [summary] = readdirSync(SUMMARIES)
  const all = JSON.parse(readFileSync(join(SUMMARIES, summary), 'utf8')).tasks.map(outcomeOf)
  const wanted = all.filter(({ task, exists }) => exists && tasks.includes(task))
  // A task that depends on a failed one does not run, and is missing in the summary.
  if (code !== 0 && wanted.every(({ passed }) => passed)) {
    const failed = all.filter(({ passed }) => !passed).map(({ id }) => id)
    wanted.push({ id: `${[...tasks, ...flags].join(' ')}: not run, because of ${failed.join(', ') || 'turbo itself'}`, directory: '', passed: false })
  }
  for (const { task, directory } of wanted) if (task === 'build') removeStaleChunks(join(ROOT, directory, 'dist'))
  return wanted
}

function outcomeOf({ taskId, task, directory, command, cache, execution }) {
  return { id: taskId, task, directory, exists: command !== '<NONEXISTENT>', passed: command === '<NONEXISTENT>' || cache.status === 'HIT' || execution?.exitCode === 0 }
}
