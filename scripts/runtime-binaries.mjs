/** Binaries of Bun and Deno: named by BUN or DENO, in PATH, or installed for this purpose alone in .cache/peers. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { ROOT } from './step.mjs'

/** Outside of the workspace's own dependencies. */
const FOLDER = join(ROOT, '.cache/peers')

/** The npm package `name` brings along one for each platform, in `scope`, with the binary at `file`. */
const PACKAGES = {
  bun: { scope: '@oven', file: 'bin/bun', version: /^(\S+)/ },
  deno: { scope: '@deno', file: 'deno', version: /^deno (\S+)/ },
}

/** `{ binary, version }` of the first that runs here; undefined if there is none. */
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

/** What to type where {@link runtimeBinary} finds nothing. */
export function howToInstall(name) {
  return `npm install --prefix ${relative(ROOT, FOLDER)} --ignore-scripts ${name}`
}

/** What `pattern` finds in what the binary says to --version; undefined if it does not run. */
export function binaryVersion(binary, pattern) {
  const { stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8' })
  return pattern.exec(stdout ?? '')?.[1]
}
