/**
 * `npm test`: runs every check, then prints one line with the sum: `N passed, M failed`.
 *
 * Each test counts as one check, and so does each of the others: lint, types, the API report of a package, the site of the documentation. Arguments go to turbo:
 * `npm test -- --force` repeats lint, types and reports even if nothing changed. Tests always run.
 */
import { findChromium, HOW_TO_INSTALL_CHROMIUM } from './chromium.mjs'
import { installDependencies } from './install.mjs'
import { hasBinaries, nodeBinary, VERSIONS, WHY_NO_BINARIES } from './node-binaries.mjs'
import { step, StepError } from './step.mjs'
import { Tally } from './tally.mjs'
import { runTasks } from './turbo.mjs'
import { runTests } from './vitest.mjs'

export default async function test(args) {
  const tally = new Tally()
  try {
    // Only the tests need them, so they are fetched meanwhile.
    const binaries = hasBinaries ? step(`fetch Node ${VERSIONS.join(', ')}`, () => Promise.all(VERSIONS.map(nodeBinary))) : undefined
    binaries?.catch(() => {})
    await installDependencies()
    await step('build, lint, types, API reports, documentation', async () => {
      const tasks = await runTasks(['build', 'lint', 'types', 'api', 'site'], { flags: args })
      tally.addTasks(tasks.filter(({ task }) => task !== 'build'))
      const failed = tasks.filter(({ task, passed }) => task === 'build' && !passed)
      if (failed.length > 0) throw new StepError(`the build failed: ${failed.map(({ id }) => id).join(', ')}`)
    })
    await binaries
    if (!hasBinaries) console.log(`> tests on Node ${VERSIONS.join(', ')}: left out: ${WHY_NO_BINARIES}`)
    if (findChromium() === undefined) console.log(`> tests in Chromium: left out: it is not installed (${HOW_TO_INSTALL_CHROMIUM})`)
    await step('tests', async () => tally.add(await runTests()))
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    console.error(`\nnpm test: ${error.message}`)
    tally.add({ passed: 0, failed: [error.message] })
  }
  tally.print()
  return tally.failed.length === 0 ? 0 : 1
}
