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

describe('the published declarations have no member that is marked as internal', () => {
  test.each(PACKAGE_NAMES)('%s', (name) => {
    const folder = join(ROOT, 'packages', name, 'dist')
    const files = readdirSync(folder).filter((file) => file.endsWith('.d.ts'))
    expect(files).toContain('index.d.ts')
    for (const file of files) expect(readFileSync(join(folder, file), 'utf8'), file).not.toMatch(/@internal/)
  })
})
