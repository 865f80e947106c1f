/**
 * `npm run test:long`: tests that take too long for `npm test` and check things that rarely change: the recordings of Node, and
 * programs on every line of Node in every way. Their files end with `.long.ts`. Arguments go to vitest.
 */
import { setUp } from './set-up.mjs'
import { step } from './step.mjs'
import { Tally } from './tally.mjs'
import { runTasks } from './turbo.mjs'
import { runTests } from './vitest.mjs'

export default async function testLong(args) {
  const tally = new Tally()
  await setUp()
  await step('declarations', async () => tally.addTasks(await runTasks(['api'])))
  await step('long tests', async () => tally.add(await runTests(['--mode', 'long', ...args])))
  tally.print()
  return tally.failed.length === 0 ? 0 : 1
}
