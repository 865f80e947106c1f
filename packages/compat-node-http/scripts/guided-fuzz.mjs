/**
 * Fuzzing that is guided by coverage: an input that reaches new code of ours is kept and changed further.
 *
 *     node packages/compat-node-http/scripts/guided-fuzz.mjs server|client|messages|options [--minutes 60] [--seed 1] [--json FILE] [--input JSON]
 *
 * Prints each kind of broken rule once, with a short input; progress is on stderr. Exits with 1 if a rule was broken. An input that is worth it becomes a file of
 * test/fuzz/cases, which `npm test` runs. Build the packages first, for the generated sources.
 * Run it with Node 26: errors are compared with its http. `--input` runs one input alone, as it was printed.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { runProgram } from '../../../scripts/program.mjs'
import { countPlaces } from './instrument.mjs'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const sources = fileURLToPath(new URL('../test/fuzz', import.meta.url))
const folder = fileURLToPath(new URL(`../.fuzz-guided-${process.pid}`, import.meta.url))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(2))
mkdirSync(folder, { recursive: true })

/** The sources of the packages and of the mutator. The other sources of the test kit need vitest, which is not loaded here. */
const workspace = {
  name: 'workspace',
  setup(builder) {
    builder.onResolve({ filter: /^@layered-http\// }, ({ path }) => {
      const [, name, ...rest] = path.split('/')
      if (name === 'test-kit') return { path: join(root, 'internal/test-kit/src/mutator.ts') }
      const group = name === 'shared' ? 'internal' : 'packages'
      return { path: join(root, group, name, 'src', `${rest.length === 0 ? 'index' : rest.join('/')}.ts`) }
    })
  },
}
await build({
  entryPoints: ['main.ts', 'worker.ts'].map((name) => join(sources, name)),
  outdir: folder,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'es2022',
  plugins: [workspace, countPlaces()],
  sourcemap: 'inline',
  logLevel: 'warning',
})
await runProgram(import.meta.url, () => import(pathToFileURL(join(folder, 'main.js')).href))
