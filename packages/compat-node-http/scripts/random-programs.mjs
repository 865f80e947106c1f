/**
 * The long run of the random programs: each runs on the http of Node 26 and on ours, and must do the same in everything that users rely on.
 *
 *     node packages/compat-node-http/scripts/random-programs.mjs [--programs 20000] [--seed 1] [--only SEED,SEED…] [--jobs 2] [--reference NODE] [--runtime BINARY] [--json FILE]
 *
 * Prints a short program for each kind of difference, and a table of all kinds. Exits with 1 if a difference has no known reason.
 * Build the packages first. Run it with Node 26, or name a Node 26 with --reference. --runtime names what runs ours: another Node, or Deno.
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { runProgram } from '../../../scripts/program.mjs'

const sources = fileURLToPath(new URL('../test/random-programs', import.meta.url))
// Inside the package, so that imports of the packages find their builds.
const folder = fileURLToPath(new URL(`../.fuzz-random-programs-${process.pid}`, import.meta.url))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(2))
mkdirSync(folder, { recursive: true })
await build({
  entryPoints: ['main.ts', 'worker.ts'].map((name) => join(sources, name)),
  outdir: folder,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'es2022',
  external: ['@layered-http/compat-node-http'],
  alias: { '@layered-http/test-kit': fileURLToPath(new URL('../../../internal/test-kit/src/mutator.ts', import.meta.url)) },
  logLevel: 'warning',
})
cpSync(join(sources, 'helpers.cjs'), join(folder, 'helpers.cjs'))
await runProgram(import.meta.url, () => import(pathToFileURL(join(folder, 'main.js')).href))
