/** Runs tasks of the workspace through turbo, which skips those whose inputs did not change. */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { ROOT, run } from './step.mjs'

const SUMMARIES = join(ROOT, '.turbo/runs')

/**
 * Runs `tasks` and answers how each ended: `{ id: '<package>#<task>', task, directory, passed }`.
 *
 * @param options.flags - more arguments of `turbo run`
 * @param options.quiet - show what the tasks write only if one fails
 */
export async function runTasks(tasks, { flags = [], quiet = false } = {}) {
  rmSync(SUMMARIES, { recursive: true, force: true })
  await run('turbo', ['run', ...tasks, '--summarize', '--continue=dependencies-successful', '--output-logs=new-only', '--log-order=grouped', ...flags], {
    quiet,
    env: {
      PATH: join(ROOT, 'node_modules/.bin') + delimiter + process.env.PATH,
      TURBO_TELEMETRY_DISABLED: '1',
      TURBO_NO_UPDATE_NOTIFIER: '1',
      DO_NOT_TRACK: '1',
      LAYERED_HTTP_NODE: process.version,
    },
  })
  const [summary] = readdirSync(SUMMARIES)
  return JSON.parse(readFileSync(join(SUMMARIES, summary), 'utf8'))
    .tasks.filter(({ task, command }) => tasks.includes(task) && command !== '<NONEXISTENT>')
    .map(({ taskId, task, directory, cache, execution }) => ({ id: taskId, task, directory, passed: cache.status === 'HIT' || execution?.exitCode === 0 }))
}
