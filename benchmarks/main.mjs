/** `node main.mjs <suite> …`: reads the arguments, makes a plan, and runs each suite on each Node in a separate process. */
import { runInForeground } from '../scripts/foreground.mjs'
import { readArguments } from './lib/arguments.mjs'
import { fullTitle, planOf, TimeLeft } from './lib/plan.mjs'
import { progress, tell } from './lib/progress.mjs'
import { findRuntimes, nodesFor } from './lib/runtimes.mjs'
import { loadSuites } from './lib/suites.mjs'

/** Exit codes from here on are those of signals: a signal that stops one suite stops the others as well. */
const FIRST_SIGNAL_CODE = 129

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  tell(error)
  process.exitCode = 1
}

/** Runs all steps, also after a suite failed, since a run may take hours. Returns the exit code. */
async function main(words) {
  const suites = await loadSuites()
  const options = readArguments(words, suites)
  const runtimes = await findRuntimes(options.peers)
  const { steps, kept } = planOf({ suites, options, runtimes, nodes: await nodesFor(options.nodes) })
  if (kept > 0) progress(`${kept} measured before with the same settings, and kept`)

  const time = new TimeLeft(steps)
  if (steps.length > 1) progress(`${steps.length} suites, about ${time.left()} in all`)
  const failed = []
  for (const [index, step] of steps.entries()) {
    const title = fullTitle(step)
    progress(steps.length > 1 ? `\n${index + 1}/${steps.length}  ${title}  (${time.left()} left)` : `\n${title}`)
    time.begin()
    const code = await runInForeground('benchmarks/run-suite.mjs', [JSON.stringify({ ...options, suite: step.suite, json: step.json })], step.node.program)
    time.end(step)
    if (code >= FIRST_SIGNAL_CODE) return code
    if (code !== 0) failed.push(title)
  }
  if (failed.length > 0) process.stderr.write(`bench: failed:\n${failed.map((title) => `  ${title}\n`).join('')}`)
  return failed.length === 0 ? 0 : 1
}
