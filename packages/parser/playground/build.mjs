/** Builds the playground: static files in one folder, without a server behind them. */
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const pathOf = (path) => fileURLToPath(new URL(path, import.meta.url))

/** Not committed. */
export const FOLDER = pathOf('./dist')

/** Writes index.html, style.css and playground.js into `folder`. */
export async function buildPlayground(folder = FOLDER) {
  mkdirSync(folder, { recursive: true })
  await build({
    entryPoints: [pathOf('./src/page.ts')],
    outfile: join(folder, 'playground.js'),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // The sources of the package, as the paths of tsconfig.json name them.
    tsconfig: pathOf('./tsconfig.json'),
    logLevel: 'warning',
  })
  for (const name of ['index.html', 'style.css']) copyFileSync(pathOf(`./${name}`), join(folder, name))
}
