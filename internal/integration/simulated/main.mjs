/**
 * Our client and our server on a simulated network, with what a network does to connections: see README.md.
 *
 *     node internal/integration/simulated/main.mjs [--seeds 10000] [--seed 1] [--jobs 2] [--calm]
 *     node internal/integration/simulated/main.mjs [--calm] --only SEED
 *
 * Exits with 1 if an invariant was violated. It runs the sources; the parser must have been built once (`npx pnpm build`).
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { runProgram } from '../../../scripts/program.mjs'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = fileURLToPath(new URL('.', import.meta.url))

/** Imports of the packages lead to their sources, as in vitest.config.ts. */
const sources = {
  name: 'sources',
  setup({ onResolve }) {
    onResolve({ filter: /^@layered-http\/shared$/ }, () => ({ path: join(root, 'internal/shared/src/index.ts') }))
    // The rest of the test-kit needs vitest.
    onResolve({ filter: /^@layered-http\/test-kit$/ }, () => ({ path: join(root, 'internal/test-kit/src/mutator.ts') }))
    onResolve({ filter: /^@layered-http\// }, ({ path }) => {
      const [, name, entry = 'index'] = path.split('/')
      return { path: join(root, 'packages', name, 'src', `${entry}.ts`) }
    })
  },
}

// The processes of the run load the same file.
if (process.argv.includes('--worker')) {
  await import(pathToFileURL(process.env['SIMULATED_BUNDLE']).href)
} else {
  const out = join(folder, `.fuzz-${process.pid}`)
  process.on('exit', () => rmSync(out, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(2))
  mkdirSync(out, { recursive: true })
  const file = join(out, 'main.mjs')
  await build({ entryPoints: [join(folder, 'main.ts')], outfile: file, bundle: true, format: 'esm', platform: 'node', target: 'es2022', plugins: [sources], logLevel: 'warning' })
  process.env['SIMULATED_BUNDLE'] = file
  await runProgram(import.meta.url, () => import(pathToFileURL(file).href))
}
