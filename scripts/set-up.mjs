/** The first step of every command: installs the dependencies and builds the packages. */
import { installDependencies } from './install.mjs'
import { step, StepError } from './step.mjs'
import { runTasks } from './turbo.mjs'

export async function setUp() {
  await installDependencies()
  await step('build the packages', async () => {
    const failed = (await runTasks(['build'], { quiet: true })).filter(({ passed }) => !passed)
    if (failed.length > 0) throw new StepError(`the build failed: ${failed.map(({ id }) => id).join(', ')}`)
  })
}
