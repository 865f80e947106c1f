/**
 * Builds the package in the current folder: each `./dist/x.js` of its `exports` is bundled from `src/x.ts`.
 *
 * Other packages of the workspace stay imports; only `@layered-http/shared`, which is private, is inlined. Each file has a source
 * map that contains the sources, which are not published. So `node --enable-source-maps` and debuggers show the lines of the sources.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { build } from 'esbuild'
import { foldChunks } from './fold-chunks.mjs'

const manifest = JSON.parse(readFileSync('package.json', 'utf8'))
const entries = Object.values(manifest.exports)
  .map((target) => (typeof target === 'string' ? target : target.default))
  .filter((target) => target.startsWith('./dist/'))

// Chunks are named by their content. Without this, chunks of an earlier build would be published too.
rmSync('dist/chunks', { recursive: true, force: true })

/** The deprecated modules. The preload has all of them. */
const DEPRECATED = ['_http_agent', '_http_client', '_http_common', '_http_incoming', '_http_outgoing', '_http_server']

/**
 * Sources that an entry loads besides those that it needs. esbuild puts code that different entries need into different chunks, even a few lines; with these, the code that
 * most programs load is in one chunk. Only for packages whose files have side effects: otherwise esbuild leaves such an import out.
 */
const TOGETHER = {
  '@layered-http/compat-node-http': {
    'testing.ts': ['./http.js', './module-objects.js'],
    ...Object.fromEntries(DEPRECATED.map((name) => [`${name}.ts`, DEPRECATED.filter((other) => other !== name).map((other) => `./${other}.js`)])),
  },
}[manifest.name] ?? {}

const loadedTogether = {
  name: 'loaded-together',
  setup(builder) {
    const isEntry = (path) => path.startsWith(`${process.cwd()}/src/`)
    builder.onLoad({ filter: /\/src\/\w+\.ts$/ }, ({ path }) => {
      const others = isEntry(path) ? TOGETHER[basename(path)] : undefined
      if (others === undefined) return undefined
      // At the end, so that lines stay where source maps have them.
      return { contents: `${readFileSync(path, 'utf8')}${others.map((other) => `import '${other}'\n`).join('')}`, loader: 'ts', resolveDir: dirname(path) }
    })
  },
}

/**
 * Entries of other packages whose values their port has as well, the very same ones. At run time they are imported from the port, which is loaded anyway: each module of a
 * program costs about 1 ms at its start. The types come from the entries, as written in the sources.
 */
const portsOnly = {
  name: 'ports-only',
  setup(builder) {
    builder.onResolve({ filter: /^@layered-http\/(streams|agent|agent\/https)$/ }, ({ path }) => ({ path: path.replace(/\/https$/, '') + '/port', external: true }))
  },
}

/** Entries that share no code with the others, but for a few functions without state: those get a copy, because otherwise they would be a chunk that all programs load. */
const ALONE = ['./dist/har.js', './dist/har-recorder.js']

/** The entry that other layers load. It contains the code that it shares with the other entries. The parser's is public as well, so it has no further names. */
const PORT = entries.includes('./dist/port.js') ? 'dist/port.js' : undefined

try {
  await bundle(entries.filter((target) => !ALONE.includes(target)))
  await bundle(entries.filter((target) => ALONE.includes(target)))
  if (PORT !== undefined) await foldChunks(PORT, shorten)
} catch (failure) {
  // esbuild has printed the mistakes in the sources, with their lines.
  if (failure.errors === undefined) throw failure
  process.exitCode = 1
}

async function bundle(targets) {
  if (targets.length === 0) return
  const { metafile } = await build({
    entryPoints: targets.map((target) => target.replace('./dist/', 'src/').replace(/\.js$/, '.ts')),
    outdir: 'dist',
    bundle: true,
    splitting: targets.length > 1,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    external: ['node:*', ...Object.keys(manifest.dependencies ?? {})],
    plugins: [portsOnly, loadedTogether],
    logLevel: 'warning',
    sourcemap: true,
    metafile: true,
  })
  for (const file of Object.keys(metafile.outputs)) if (file.endsWith('.map')) shorten(file)
}

/** Removes the text of generated sources from a map: WebAssembly in base64 has no lines to show, and the file itself contains it. */
function shorten(file) {
  const map = JSON.parse(readFileSync(file, 'utf8'))
  map.sourcesContent = map.sourcesContent.map((text, i) => (map.sources[i].includes('.generated.') ? null : text))
  writeFileSync(file, JSON.stringify(map))
}
