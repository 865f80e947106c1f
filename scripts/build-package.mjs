/**
 * Builds the package in the current folder: each `./dist/x.js` of its `exports` is bundled from `src/x.ts`.
 *
 * Other packages of the workspace stay imports; only `@layered-http/shared`, which is private, is inlined. Each file has a source
 * map that contains the sources, which are not published. So `node --enable-source-maps` and debuggers show the lines of the sources.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const entries = Object.values(manifest.exports)
  .map((target) => (typeof target === 'string' ? target : target.default))
  .filter((target) => target.startsWith('./dist/'))

// Chunks are named by their content. Without this, chunks of an earlier build would be published too.
rmSync('dist/chunks', { recursive: true, force: true })

try {
  const { metafile } = await build({
    entryPoints: entries.map((target) => target.replace('./dist/', 'src/').replace(/\.js$/, '.ts')),
    outdir: 'dist',
    bundle: true,
    splitting: entries.length > 1,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    external: ['node:*', ...Object.keys(manifest.dependencies ?? {})],
    logLevel: 'warning',
    sourcemap: true,
    metafile: true,
  })
  for (const file of Object.keys(metafile.outputs)) if (file.endsWith('.map')) shorten(file)
} catch (failure) {
  // esbuild has printed the mistakes in the sources, with their lines.
  if (failure.errors === undefined) throw failure
  process.exitCode = 1
}

/** Removes the text of generated sources from a map: WebAssembly in base64 has no lines to show, and the file itself contains it. */
function shorten(file) {
  const map = JSON.parse(readFileSync(file, 'utf8'))
  map.sourcesContent = map.sourcesContent.map((text, i) => (map.sources[i].includes('.generated.') ? null : text))
  writeFileSync(file, JSON.stringify(map))
}
