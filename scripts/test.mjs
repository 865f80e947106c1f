/**
 * `npm test`: every check there is, then one line with the sum: `N passed, M failed`.
 *
 * A test counts as one, and so does every other check (lint, types, the API report of a package, an example that runs).
 * Arguments go to turbo: `npm test -- --force` repeats what did not change, too.
 */
import { hasBinaries, nodeBinary, VERSIONS } from './node-binaries.mjs'
import { setUp } from './set-up.mjs'
import { runSmokeTest } from './smoke-test.mjs'
import { step, StepError } from './step.mjs'
import { Tally } from './tally.mjs'
import { runTasks } from './turbo.mjs'

const ON_WHAT_IS_PUBLISHED = '@layered-http/integration'

export default async function test(args) {
  const tally = new Tally()
  try {
    await setUp()
    await step('lint, types, API reports', async () => tally.addTasks(await runTasks(['lint', 'types', 'api'], { flags: args })))
    // One package at a time: vitest already uses every core.
    const flags = ['--concurrency=1', ...args]
    await step('tests', async () => tally.addTasks(await runTasks(['test'], { flags: [`--filter=!${ON_WHAT_IS_PUBLISHED}`, ...flags] })))
    await step('tests of what is published', async () => tally.addTasks(await runTasks(['test'], { flags: [`--filter=${ON_WHAT_IS_PUBLISHED}`, ...flags] })))
    // The tests had the applications on this Node already.
    await step(`smoke test on Node ${process.versions.node}`, async () => tally.add(await runSmokeTest(process.execPath)))
    if (!hasBinaries) console.log(`> smoke test on Node ${VERSIONS.join(', ')}: left out, the binaries are for Linux on x64`)
    else for (const version of VERSIONS) await step(`smoke test on Node ${version}`, async () => tally.add(await runSmokeTest(await nodeBinary(version), { apps: true })))
  } catch (error) {
    if (!(error instanceof StepError)) throw error
    console.error(`\nnpm test: ${error.message}`)
    tally.add({ passed: 0, failed: [error.message] })
  }
  tally.print()
  return tally.failed.length === 0 ? 0 : 1
}
