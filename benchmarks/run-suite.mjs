/** `node run-suite.mjs <options as JSON>`: runs one suite on the Node that runs this, prints its tables and saves its samples. */
import { killAll, killAllOnExit } from './lib/children.mjs'
import { describeMachine, machine } from './lib/machine.mjs'
import { tell } from './lib/progress.mjs'
import { keepReport, settingsOf } from './lib/results.mjs'
import { findRuntimes } from './lib/runtimes.mjs'
import { loadSuites } from './lib/suites.mjs'

killAllOnExit()

try {
  const { suite, json, ...options } = JSON.parse(process.argv[2])
  const { summary, run } = (await loadSuites()).get(suite)
  const runtimes = await findRuntimes(options.peers)
  const versions = Object.fromEntries(Object.entries(runtimes).map(([name, { version }]) => [name, version]))
  const { text, ...results } = await run({ ...options, runtimes })
  process.stdout.write(`\n${suite}: ${summary}\n${describeMachine(versions)}\n${text}\n`)
  const date = new Date().toISOString()
  keepReport(json, { suite, summary, date, quick: options.quick, settings: settingsOf(options), machine: { ...machine, ...versions }, ...results })
} catch (error) {
  tell(error)
  process.exitCode = 1
} finally {
  killAll()
}
