/** Pictures of imports, as Mermaid graphs that are made from the sources: between packages, or between the files of a folder. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const PACKAGES = fileURLToPath(new URL('../packages', import.meta.url))
const SCOPE = '@layered-http/'
/** These packages are inlined at build time, so they are not layers. */
const PRIVATE = new Set(['shared', 'test-kit'])
const IMPORT = /^(?:import|export)\b[^'"]*?\bfrom '([^']+)'/gm

/** Returns the graph of packages: an arrow for each entry that one package imports from another, with the name of the entry. */
export function drawPackages() {
  const edges = new Map()
  for (const name of readdirSync(PACKAGES).sort()) {
    for (const file of sources(join(PACKAGES, name, 'src'))) {
      for (const specifier of importsOf(file)) {
        if (!specifier.startsWith(SCOPE)) continue
        const [to, ...entry] = specifier.slice(SCOPE.length).split('/')
        if (PRIVATE.has(to)) continue
        const key = `${name} --> ${to}`
        if (!edges.has(key)) edges.set(key, new Set())
        edges.get(key).add(entry.length === 0 ? '.' : `./${entry.join('/')}`)
      }
    }
  }
  const lines = [...edges].sort(([a], [b]) => (a < b ? -1 : 1)).map(([edge, entries]) => `  ${edge.replace(' --> ', ` -- "${[...entries].sort().join(' ')}" --> `)}`)
  return ['graph TD', ...lines].join('\n')
}

/** Returns the graph of the files below `packages/<folder>`: an arrow for each import, types included. */
export function drawFiles(folder) {
  const root = join(PACKAGES, folder)
  const files = sources(root)
  const nameOf = (file) => relative(root, file).replace(/\.ts$/, '')
  const edges = files.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => resolve(dirname(file), specifier.replace(/\.js$/, '.ts')))
      .filter((target) => files.includes(target))
      .map((target) => `  ${nodeOf(nameOf(file))} --> ${nodeOf(nameOf(target))}`),
  )
  return ['graph LR', ...[...new Set(edges)].sort()].join('\n')
}

/** Returns a node with an identifier that Mermaid accepts and the file's name as its label. */
function nodeOf(name) {
  return `${name.replace(/[^a-zA-Z0-9]/g, '_')}[${name}]`
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') && !basename(entry.name).includes('.generated.'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

function importsOf(file) {
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, specifier]) => specifier)
}
