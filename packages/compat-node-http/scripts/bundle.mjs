/** Bundles TypeScript of this package's `test` folder, so that a script can run it on any Node. Imports of the packages stay imports, and find their builds. */
import { mkdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/** The test kit also has helpers for vitest, which a script does not use and cannot load. */
const withoutVitest = {
  name: 'without vitest',
  setup({ onResolve }) {
    onResolve({ filter: /^vitest$/ }, () => ({ path: 'vitest', external: true, sideEffects: false }))
  },
}

/**
 * @param entry - path of the entry, from this package's folder
 * @returns the path of the bundle, which exists until this process exits
 */
export async function bundle(entry) {
  // Inside the package, so that imports of the packages find their builds.
  const folder = fileURLToPath(new URL(`../.fuzz-${basename(entry, '.ts')}-${process.pid}`, import.meta.url))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(2))
  mkdirSync(folder, { recursive: true })
  const outfile = join(folder, 'bundle.mjs')
  await build({
    entryPoints: [fileURLToPath(new URL(`../${entry}`, import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    external: ['@layered-http/compat-node-http', '@layered-http/compat-node-http/https'],
    alias: { '@layered-http/test-kit': fileURLToPath(new URL('../../../internal/test-kit/src/index.ts', import.meta.url)) },
    plugins: [withoutVitest],
    logLevel: 'warning',
  })
  return outfile
}

export const load = async (entry) => import(pathToFileURL(await bundle(entry)).href)
