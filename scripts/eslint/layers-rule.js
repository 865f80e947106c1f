/** ESLint rule: every import of a package follows the table of layers.js. */
import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LAYERS, PRIVATE_PACKAGES } from '../../layers.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SCOPE = '@layered-http/'
const ROWS = { ...LAYERS, ...PRIVATE_PACKAGES }

export const layersRule = {
  meta: { type: 'problem', docs: { description: 'imports follow layers.js' }, schema: [] },
  create(context) {
    const importer = locate(context.filename)
    if (importer === undefined) return {}
    const check = (source) => {
      if (typeof source?.value !== 'string') return
      const reason = whyForbidden(source.value, importer)
      if (reason !== undefined) context.report({ node: source, message: reason })
    }
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source),
      TSExternalModuleReference: (node) => check(node.expression),
      "CallExpression[callee.name='require']": (node) => check(node.arguments[0]),
    }
  },
}

/** Returns the package of a file, and if it is a test; undefined outside of packages. */
function locate(file) {
  const [group, name, folder] = relative(ROOT, file).split(sep)
  if (ROWS[name] === undefined || group !== groupOf(name) || (folder !== 'src' && folder !== 'test')) return undefined
  return { name, file, home: resolve(ROOT, group, name), isTest: folder === 'test' || /\.test\.ts$/.test(file) || PRIVATE_PACKAGES[name]?.for === 'tests' }
}

/** Returns the reason why `importer` may not import `specifier`; undefined if it may. */
function whyForbidden(specifier, importer) {
  if (specifier.startsWith('.')) return whyForbiddenPath(specifier, importer)
  if (specifier.startsWith('node:')) {
    return importer.isTest || ROWS[importer.name].node ? undefined : `${importer.name} runs without Node: it may not import ${specifier} (layers.js)`
  }
  if (builtinModules.includes(specifier)) return `write node:${specifier}: the bare name could be a package's`
  if (specifier.startsWith(SCOPE)) return whyForbiddenSibling(specifier.slice(SCOPE.length), importer)
  if (importer.isTest && isDevDependency(specifier, importer)) return undefined
  return `${importer.name} may not import ${specifier}: it is not in layers.js`
}

function whyForbiddenPath(specifier, { file, home, name }) {
  const target = resolve(dirname(file), specifier)
  return target.startsWith(home + sep) ? undefined : `${specifier} leaves ${name}: import what another package exports, by its name`
}

function whyForbiddenSibling(path, importer) {
  const [name, ...rest] = path.split('/')
  if (ROWS[name] === undefined) return `there is no package ${SCOPE}${name}`
  const entry = ['.', ...rest].join('/')
  if (rest.length > 0 && !(entry in manifestOf(name).exports)) return `${SCOPE}${path} is inside of ${name}: import what its package.json exports`
  return maySee(name, importer) ? undefined : `${importer.name} may not import ${name} (layers.js)`
}

function maySee(name, importer) {
  if (ROWS[importer.name].imports.includes(name)) return true
  if (importer.isTest) return name === importer.name || isDevDependency(SCOPE + name, importer)
  return PRIVATE_PACKAGES[name]?.for === 'sources' && isDevDependency(SCOPE + name, importer)
}

/** True if the devDependencies of the package name it, or those of the workspace, which contain the tools. */
function isDevDependency(specifier, importer) {
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  return [manifestOf(importer.name), readManifest('.')].some(({ devDependencies = {} }) => name in devDependencies)
}

function manifestOf(name) {
  return readManifest(`${groupOf(name)}/${name}`)
}

function groupOf(name) {
  return name in PRIVATE_PACKAGES ? 'internal' : 'packages'
}

const manifests = new Map()
function readManifest(folder) {
  if (!manifests.has(folder)) manifests.set(folder, JSON.parse(readFileSync(resolve(ROOT, folder, 'package.json'), 'utf8')))
  return manifests.get(folder)
}
