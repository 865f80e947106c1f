/** The package and its smoke test as one file, for runtimes that cannot load TypeScript, and the other files that doors need. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const pathOf = (path) => fileURLToPath(new URL(path, import.meta.url))

/** The names of the files in the folder. */
export const COPY = 'copy.mjs'
export const DOORS = 'doors.mjs'
export const WASM = 'parser.wasm'

/** Writes the files into `folder`. */
export async function buildFiles(folder) {
  await build({
    stdin: { contents: `export { init } from '../src/index.ts'\nexport { smoke } from './smoke.ts'`, resolveDir: pathOf('../../test') },
    outfile: join(folder, COPY),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    logLevel: 'warning',
  })
  copyFileSync(pathOf('./doors.mjs'), join(folder, DOORS))
  copyFileSync(pathOf('../../wasm/parser.wasm'), join(folder, WASM))
}
