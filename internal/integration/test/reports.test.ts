/** Rules for the public API of all packages, checked in their API reports and declarations. The build checks that the reports are up to date. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PACKAGE_NAMES, ROOT } from './support/tarballs.js'

const END = '.api.md'
const reports = PACKAGE_NAMES.flatMap((name) => {
  const folder = join(ROOT, 'packages', name, 'etc')
  return readdirSync(folder).map((file) => ({ name: file.slice(0, -END.length), text: readFileSync(join(folder, file), 'utf8') }))
})

/** Modules of Node that export symbols. Compat exports the same ones. */
const HAVE_SYMBOLS_IN_NODE = ['_http_common', '_http_incoming', '_http_outgoing', '_http_server'].map((module) => `compat-node-http.${module}`)

describe('no entry exports a symbol, since fields under it could not be renamed without a new major version', () => {
  test.each(reports.filter(({ name }) => !HAVE_SYMBOLS_IN_NODE.includes(name)))('$name', ({ text }) => {
    expect(text.match(/^.*unique symbol;$/gm) ?? []).toEqual([])
  })
})

/** Entries whose names are those of a module of Node. */
const NODES_OWN = ['compat-node-http', 'compat-node-http.https', ...['agent', 'client', 'common', 'incoming', 'outgoing', 'server'].map((module) => `compat-node-http._http_${module}`)]

describe('every exported name has a comment, for editors and for the API pages', () => {
  // API Extractor marks what has no comment. A name that is a type and a value needs one.
  test.each(reports.filter(({ name }) => !NODES_OWN.includes(name)))('$name', ({ text }) => {
    const declarations = [...text.matchAll(/^\/\/ @public(.*)\nexport (?:abstract )?(?:const|let|type|interface|class|function|enum) ([\w$]+)/gm)]
    expect(declarations.length > 0 || !/^export /m.test(text)).toBe(true)
    const documented = new Set(declarations.filter(([, mark]) => !mark!.includes('undocumented')).map(([, , name]) => name))
    expect(declarations.map(([, , name]) => name).filter((name) => !documented.has(name))).toEqual([])
  })
})

describe('the published declarations have no member that is marked as internal', () => {
  test.each(PACKAGE_NAMES)('%s', (name) => {
    const folder = join(ROOT, 'packages', name, 'dist')
    const files = readdirSync(folder).filter((file) => file.endsWith('.d.ts'))
    expect(files).toContain('index.d.ts')
    for (const file of files) expect(readFileSync(join(folder, file), 'utf8'), file).not.toMatch(/@internal/)
  })
})
