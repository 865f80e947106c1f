/** ESLint rule: no circular imports, type imports included. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import ts from 'typescript'

export const circlesRule = {
  meta: { type: 'problem', docs: { description: 'no circles of imports' }, schema: [] },
  create(context) {
    const file = context.filename
    const check = (source) => {
      if (typeof source?.value !== 'string') return
      const target = fileOf(source.value, file)
      const way = target === undefined ? undefined : wayBetween(target, file)
      if (way !== undefined) context.report({ node: source, message: `a circle: ${[file, ...way].map((each) => relative(context.cwd, each).split(sep).join('/')).join(' → ')}` })
    }
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source),
    }
  },
}

/** Returns the shortest path of imports from one file to another, both included; undefined if there is none. */
function wayBetween(start, end) {
  const cameFrom = new Map([[start, undefined]])
  // The loop also visits entries that are added while it runs, so nearer files come first.
  for (const file of cameFrom.keys()) {
    if (file === end) return wayTo(file, cameFrom)
    for (const next of importsOf(file)) if (!cameFrom.has(next)) cameFrom.set(next, file)
  }
  return undefined
}

function wayTo(file, cameFrom) {
  const way = []
  for (let at = file; at !== undefined; at = cameFrom.get(at)) way.unshift(at)
  return way
}

const imports = new Map()

/** Returns the files of the same package that a file imports. */
function importsOf(file) {
  if (!imports.has(file)) {
    const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true)
    imports.set(file, importedFiles.map(({ fileName }) => fileOf(fileName, file)).filter((target) => target !== undefined))
  }
  return imports.get(file)
}

/** Imports name the .js file that a source becomes. */
function fileOf(specifier, importer) {
  if (!specifier.startsWith('.')) return undefined
  const path = resolve(dirname(importer), specifier).replace(/\.js$/, '.ts')
  return existsSync(path) ? path : undefined
}
