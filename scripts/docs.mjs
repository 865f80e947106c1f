/** `npm run docs [-- --build | --check [--screenshots FOLDER]]`: the documentation as a site. PORT names the port, DOCS_BASE the folder on a host. */
import { installDependencies } from './install.mjs'
import { runInForeground } from './foreground.mjs'
import { readOptions, usageLines } from './options.mjs'
import { step, StepError } from './step.mjs'
import { runTasks } from './turbo.mjs'

const OPTIONS = {
  build: { type: 'boolean', usage: '--build (builds only)' },
  check: { type: 'boolean', usage: '--check (looks at every page in Chromium)' },
  screenshots: { type: 'string', usage: '--screenshots FOLDER (with --check: keeps pictures)' },
}

export const USAGE = usageLines(OPTIONS)

export default async function docs(args) {
  const values = readOptions(args, OPTIONS)
  if (values.screenshots !== undefined && !values.check) throw new StepError('--screenshots needs --check, which makes the pictures')
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
