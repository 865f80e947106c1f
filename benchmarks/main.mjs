/** `node main.mjs <suite> …`: reads the arguments, runs the suites in that order, prints their tables. */
import { writeFileSync } from 'node:fs'
import { readArguments } from './lib/arguments.mjs'
import { killAll, killAllOnExit } from './lib/children.mjs'
import { describeMachine, machine } from './lib/machine.mjs'
import { progress } from './lib/progress.mjs'
import { loadSuites } from './lib/suites.mjs'

killAllOnExit()

try {
  const suites = await loadSuites()
  const options = readArguments(process.argv.slice(2), suites)
  const reports = []
  progress(describeMachine())
  for (const name of options.suites) {
    const { summary, run } = suites.get(name)
    progress(`\n${name}: ${summary}`)
    const { text, ...results } = await run(options)
    process.stdout.write(`\n${name}: ${summary}\n${describeMachine()}\n${text}\n`)
    reports.push({ suite: name, summary, ...results })
  }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ machine, options, reports }, null, 2)}\n`)
} catch (error) {
  process.stderr.write(`bench: ${process.env.DEBUG ? error.stack : error.message}\n`)
  process.exitCode = 1
} finally {
  killAll()
}
