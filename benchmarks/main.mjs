/** `node main.mjs <suite> …`: reads the arguments, runs the suites in that order, prints their tables. */
import { runInForeground } from '../scripts/foreground.mjs'
import { readArguments } from './lib/arguments.mjs'
import { killAll, killAllOnExit } from './lib/children.mjs'
import { describeMachine, machine } from './lib/machine.mjs'
import { progress } from './lib/progress.mjs'
import { keepReport } from './lib/results.mjs'
import { findRuntimes, nodeFor } from './lib/runtimes.mjs'
import { loadSuites } from './lib/suites.mjs'

killAllOnExit()

try {
  const words = process.argv.slice(2)
  const suites = await loadSuites()
  const options = readArguments(words, suites)
  const program = await nodeFor(options.node)
  process.exitCode = program === process.execPath ? await runSuites(suites, options) : await runInForeground('benchmarks/main.mjs', words, program)
} catch (error) {
  tell(error)
  process.exitCode = 1
} finally {
  killAll()
}

/** A suite that fails does not keep the others from running, as they may take an hour. Answers the exit code. */
async function runSuites(suites, options) {
  const runtimes = await findRuntimes(options.peers)
  const versions = Object.fromEntries(Object.entries(runtimes).map(([name, { version }]) => [name, version]))
  const failed = []
  progress(describeMachine(versions))
  for (const name of options.suites) {
    const { summary, run } = suites.get(name)
    progress(`\n${name}: ${summary}`)
    try {
      const { text, ...results } = await run({ ...options, runtimes })
      process.stdout.write(`\n${name}: ${summary}\n${describeMachine(versions)}\n${text}\n`)
      keepReport(options.json, { suite: name, summary, date: new Date().toISOString(), quick: options.quick, machine: { ...machine, ...versions }, ...results })
    } catch (error) {
      tell(error)
      failed.push(name)
    }
  }
  if (failed.length > 0) process.stderr.write(`bench: failed: ${failed.join(', ')}\n`)
  return failed.length === 0 ? 0 : 1
}

function tell(error) {
  process.stderr.write(`bench: ${process.env.DEBUG ? error.stack : error.message}\n`)
}
