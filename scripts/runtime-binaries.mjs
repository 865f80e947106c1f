/** Binaries of Bun, Deno and workerd: named by BUN, DENO or WORKERD, in PATH, or installed in .cache/peers only for this purpose. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { ROOT } from './step.mjs'

/** Separate from the dependencies of the workspace. */
const FOLDER = join(ROOT, '.cache/peers')

const EXTENSION = process.platform === 'win32' ? '.exe' : ''

/** The npm package `name` has a dependency for each platform, in `scope`, with the binary at `file`. */
const PACKAGES = {
  bun: { scope: '@oven', file: `bin/bun${EXTENSION}`, version: /^(\S+)/ },
  deno: { scope: '@deno', file: `deno${EXTENSION}`, version: /^deno (\S+)/ },
  workerd: { scope: '@cloudflare', file: `bin/workerd${EXTENSION}`, version: /^workerd (\S+)/ },
}

/** Returns `{ binary, version }` of the first binary that runs here; undefined if none does. */
export function runtimeBinary(name) {
  const { scope, file, version: pattern } = PACKAGES[name]
  const packages = join(FOLDER, 'node_modules', scope)
  const installed = existsSync(packages) ? readdirSync(packages).map((folder) => join(packages, folder, file)) : []
  for (const binary of [process.env[name.toUpperCase()], name, ...installed]) {
    const version = binary && binaryVersion(binary, pattern)
    if (version) return { binary, version }
  }
  return undefined
}

/** Returns the command that installs the runtime, for when {@link runtimeBinary} finds nothing. */
export function howToInstall(name) {
  return `npm install --prefix ${relative(ROOT, FOLDER)} --ignore-scripts ${name}`
}

/** Returns the match of `pattern` in the output of --version; undefined if the binary does not run. */
export function binaryVersion(binary, pattern) {
  const { stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8' })
  return pattern.exec(stdout ?? '')?.[1]
}
