/**
 * Moves the chunks that an entry of a built package imports into that entry, so that programs load fewer modules. The other files then import from the entry.
 *
 * The names that they need are exported by it with a `$` in front, because a chunk's name for something may be an entry's name for another thing. These names are no part of
 * the entry's interface: they have no types, and a release may change them.
 */
import { readFileSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { build } from 'esbuild'

/** An import from a file of the package, as esbuild prints it. */
const IMPORT = /^import (?:\{([^}]*)\} from )?"(\.[^"]*)";$/gm
/** The last statement of a chunk. */
const EXPORTS = /^export \{([^}]*)\};$/m

/**
 * @param entry - path of the entry, `dist/port.js`
 * @param finish - called with the path of the new source map
 */
export async function foldChunks(entry, finish) {
  const chunks = chunksOf(entry)
  if (chunks.length === 0) return
  const isFolded = (path) => path === entry || chunks.includes(path)
  const exported = chunks.map((chunk, index) => {
    const names = namesIn(EXPORTS.exec(readFileSync(chunk, 'utf8'))[1]).map(([, name]) => `${name} as ${foldedName(name, index)}`)
    return `export { ${names.join(', ')} } from './${relative(dirname(entry), chunk)}'\n`
  })
  await build({
    stdin: { contents: `export * from './${basename(entry)}'\n${exported.join('')}`, resolveDir: dirname(entry), sourcefile: 'folded.js' },
    outfile: entry,
    allowOverwrite: true,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    external: ['node:*', '@layered-http/*'],
    plugins: [
      {
        name: 'other-files',
        setup(builder) {
          builder.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
            const file = relative(process.cwd(), join(resolveDir, path))
            return isFolded(file) ? undefined : { path: `./${relative(dirname(entry), file)}`, external: true }
          })
        },
      },
    ],
    logLevel: 'warning',
    sourcemap: true,
  })
  finish(`${entry}.map`)
  for (const file of scriptsOf(dirname(entry))) if (!isFolded(file)) redirect(file, chunks, entry)
  for (const chunk of chunks) for (const file of [chunk, `${chunk}.map`]) rmSync(file)
  if (readdirSync(dirname(chunks[0])).length === 0) rmdirSync(dirname(chunks[0]))
}

/** Returns the name under which the entry exports `name` of a chunk. Two chunks may have the same name for different things. */
function foldedName(name, index) {
  return '$'.repeat(index + 1) + name
}

/** Makes `file` import from `entry` what it imports from `chunks`. */
function redirect(file, chunks, entry) {
  const text = readFileSync(file, 'utf8')
  const path = relative(dirname(file), entry)
  const specifier = path.startsWith('.') ? path : `./${path}`
  const redirected = text.replace(IMPORT, (statement, list, from) => {
    const index = chunks.indexOf(join(dirname(file), from))
    if (index < 0) return statement
    if (list === undefined) return `import "${specifier}";`
    // As many lines as before, because of the source map.
    return `import {\n${namesIn(list).map(([name, local]) => `  ${foldedName(name, index)} as ${local}`).join(',\n')}\n} from "${specifier}";`
  })
  if (redirected !== text) writeFileSync(file, redirected)
}

/** Returns the pairs of `a as b, c`: a and b, c and c. */
function namesIn(list) {
  return list.split(',').map((one) => one.trim()).filter((one) => one !== '').map((one) => {
    const [first, second = first] = one.split(' as ')
    return [first, second]
  })
}

/** Returns the paths of the chunks that an entry imports, also through other chunks. */
function chunksOf(entry) {
  const found = new Set()
  const follow = (file) => {
    for (const [, , from] of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const chunk = join(dirname(file), from)
      if (found.has(chunk)) continue
      found.add(chunk)
      follow(chunk)
    }
  }
  follow(entry)
  return [...found]
}

function scriptsOf(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.js')).map((name) => join(folder, name))
}
