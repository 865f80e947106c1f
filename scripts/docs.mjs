/** `npm run docs [-- --build | --check [--screenshots FOLDER]]`: the documentation as a site. PORT names the port, DOCS_BASE the folder on a host. */
import { parseArgs } from 'node:util'
import { installDependencies } from './install.mjs'
import { runInForeground } from './foreground.mjs'
import { step, StepError } from './step.mjs'
import { runTasks } from './turbo.mjs'

export default async function docs(args) {
  const { values } = parseArgs({ args, options: { build: { type: 'boolean' }, check: { type: 'boolean' }, screenshots: { type: 'string' } } })
  await installDependencies()
  await step('build the site', async () => {
    const failed = (await runTasks(['site'], { quiet: true })).filter(({ passed }) => !passed)
    if (failed.length > 0) throw new StepError(`the build failed: ${failed.map(({ id }) => id).join(', ')}`)
  })
  if (values.build) {
    console.log('The site is in docs/.vitepress/dist')
    return 0
  }
  if (values.check) return runInForeground('scripts/docs/check.mjs', values.screenshots === undefined ? [] : ['--screenshots', values.screenshots])
  return runInForeground('scripts/docs/serve.mjs', [])
}
