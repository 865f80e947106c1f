/** `npm run pack -- FOLDER`: builds all packages, and packs them into FOLDER as they would be published. Prints the line that installs them. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { installDependencies } from './install.mjs'
import { readOptions } from './options.mjs'
import { ROOT, run, step, StepError } from './step.mjs'
import { runTasks } from './turbo.mjs'

/** Tarballs of an earlier run have other versions, and would be installed too. */
const OURS = /^layered-http-.+\.tgz$/

export default async function pack(args) {
  const [folder] = readOptions(args, {}, { words: 1 }).words
  if (folder === undefined) throw new StepError('name a folder for the packages: npm run pack -- FOLDER')
  const target = resolve(folder)
  await installDependencies()
  await step('build the packages and their types', async () => {
    const failed = (await runTasks(['build', 'api'], { quiet: true })).filter(({ passed }) => !passed)
    if (failed.length > 0) throw new StepError(`the build failed: ${failed.map(({ id }) => id).join(', ')}`)
  })
  await packInto(target)
  // Shells of Windows do not replace the star. Without a registry npm installs them too, but repeats each of eight requests for 70 s.
  console.log(`\nIn your app:\n\n  npm install ${process.platform === 'win32' ? packagesIn(target).join(' ') : join(target, '*.tgz')}\n\nWithout a connection to a registry, add --offline: otherwise npm waits for it for minutes.`)
  return 0
}

/** Packs the packages as they are built, into a folder that may have older ones. */
export async function packInto(folder) {
  mkdirSync(folder, { recursive: true })
  removeTarballs(folder)
  const code = await run('pnpm', ['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', folder], { quiet: true, env: { PATH: join(ROOT, 'node_modules/.bin') + delimiter + process.env.PATH } })
  if (code !== 0) throw new StepError(`packing failed (${code})`)
}

/** Removes the tarballs of ours from a folder. */
export function removeTarballs(folder) {
  for (const file of packagesIn(folder)) rmSync(file)
}

function packagesIn(folder) {
  return readdirSync(folder).filter((file) => OURS.test(file)).map((file) => join(folder, file))
}
