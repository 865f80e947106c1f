/** ESLint rule: no import leads back to its own file, type imports included. */
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

/** The shortest way from one file to another along imports, both included; undefined if there is no way. */
function wayBetween(start, end) {
  const cameFrom = new Map([[start, undefined]])
  // Entries that are added while the loop runs are visited, too: nearer files first.
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

/** The files of the same package that a file imports. */
function importsOf(file) {
  if (!imports.has(file)) {
    const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true)
    imports.set(file, importedFiles.map(({ fileName }) => fileOf(fileName, file)).filter((target) => target !== undefined))
  }
  return imports.get(file)
}

/** Sources are named by the .js file that they become. */
function fileOf(specifier, importer) {
  if (!specifier.startsWith('.')) return undefined
  const path = resolve(dirname(importer), specifier).replace(/\.js$/, '.ts')
  return existsSync(path) ? path : undefined
}
