/** Lint enforces layers.js: imports that the table does not allow are errors, and so are circular imports. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ESLint } from 'eslint'
import { describe, expect, test } from 'vitest'
import { LAYERS } from '../../../layers.js'
import { ROOT } from './support/tarballs.js'

const eslint = new ESLint({ cwd: ROOT })

const RULES = ['layered/layers', 'layered/circles', 'no-restricted-globals']

/** Returns the messages of the import rules for a file with that text. The file need not exist. */
async function complaints(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: join(ROOT, file) })
  const fatal = result!.messages.filter((message) => message.fatal)
  expect(fatal).toEqual([])
  return result!.messages.filter(({ ruleId }) => RULES.includes(ruleId!)).map(({ message }) => message)
}

describe('an import against the table is an error', () => {
  test.each([
    ['server → client', 'packages/server/src/x.ts', "import { request } from '@layered-http/client'", 'server may not import client'],
    ['client → server', 'packages/client/src/x.ts', "import { Server } from '@layered-http/server'", 'client may not import server'],
    ['server → agent', 'packages/server/src/x.ts', "import { Agent } from '@layered-http/agent'", 'server may not import agent'],
    ['agent → streams', 'packages/agent/src/x.ts', "import { IncomingMessage } from '@layered-http/streams'", 'agent may not import streams'],
    ['streams → parser', 'packages/streams/src/x.ts', "import { Parser } from '@layered-http/parser'", 'streams may not import parser'],
    ['anything → compat', 'packages/client/src/x.ts', "import http from '@layered-http/compat-node-http'", 'client may not import compat-node-http'],
    ['parser → node:', 'packages/parser/src/x.ts', "import { Socket } from 'node:net'", 'parser runs without Node'],
    ['headers → node:', 'packages/headers/src/x.ts', "import { inspect } from 'node:util'", 'headers runs without Node'],
    ['parser → a global that only Node has', 'packages/parser/src/x.ts', "export const bytes = Buffer.from('')", "Unexpected use of 'Buffer'"],
    ['a source → test-kit', 'packages/agent/src/x.ts', "import '@layered-http/test-kit'", 'agent may not import test-kit'],
    ['a source → an npm package', 'packages/client/src/x.ts', "import { Pool } from 'undici'", 'client may not import undici'],
    ['a source → a tool', 'packages/client/src/x.ts', "import { test } from 'vitest'", 'client may not import vitest'],
    ['shared → a package', 'internal/shared/src/x.ts', "import { isToken } from '@layered-http/headers'", 'shared may not import headers'],
    ['a source file of another package', 'packages/server/src/x.ts', "import { latin1 } from '@layered-http/parser/src/latin1.js'", 'is inside of parser'],
    ['a built file of another package', 'packages/server/src/x.ts', "import { receiveBody } from '@layered-http/streams/dist/port.js'", 'is inside of streams'],
    ['an entry that does not exist', 'packages/server/src/x.ts', "import { receiveBody } from '@layered-http/streams/internal'", 'is inside of streams'],
    ['a path out of the package', 'packages/server/src/x.ts', "import { Parser } from '../../parser/src/parser.js'", 'leaves server'],
    ['a built-in module without node:', 'packages/server/src/x.ts', "import net from 'net'", 'write node:net'],
    ['a test of server → client', 'packages/server/src/x.test.ts', "import { request } from '@layered-http/client'", 'server may not import client'],
  ])('%s', async (_case, file, text, expected) => {
    expect(await complaints(file, text)).toEqual([expect.stringContaining(expected)])
  })
})

describe('the rule finds every syntax of an import', () => {
  test.each([
    ["import type { ClientRequest } from '@layered-http/client'"],
    ["export { request } from '@layered-http/client'"],
    ["export * from '@layered-http/client'"],
    ["export const load = () => import('@layered-http/client')"],
    ["export type Request = import('@layered-http/client').ClientRequest"],
    ["import client = require('@layered-http/client')"],
    ["export const client = require('@layered-http/client')"],
  ])('%s', async (text) => {
    expect(await complaints('packages/server/src/x.ts', text)).toEqual([expect.stringContaining('server may not import client')])
  })
})

describe('an import that the table allows is not an error', () => {
  test.each([
    ['server → parser', 'packages/server/src/x.ts', "import { Parser } from '@layered-http/parser'"],
    ['server → the port of streams', 'packages/server/src/x.ts', "import { receiveBody } from '@layered-http/streams/port'"],
    ['client → agent', 'packages/client/src/x.ts', "import { Agent } from '@layered-http/agent'"],
    ['streams → node:stream', 'packages/streams/src/x.ts', "import { Readable } from 'node:stream'"],
    ['agent → shared, which its manifest names', 'packages/agent/src/x.ts', "import { codedError } from '@layered-http/shared'"],
    ['a path within the package', 'packages/streams/src/incoming/x.ts', "import { Stage } from '../outgoing/fields.js'"],
    ['a test → tools, test-kit and Node', 'packages/parser/src/x.test.ts', "import 'vitest'\nimport '@layered-http/test-kit'\nimport 'node:net'\nexport const bytes = Buffer.from('')"],
    ['a test → its own package', 'packages/headers/test/x.test.ts', "import { isToken } from '@layered-http/headers'"],
  ])('%s', async (_case, file, text) => {
    expect(await complaints(file, text)).toEqual([])
  })
})

describe('a circle of imports is an error', () => {
  // index.ts imports every file of its package.
  test.each([
    ["import { Parser } from './index.js'"],
    ["import type { Parser } from './index.js'"],
    ["export { Parser } from './index.js'"],
    ["export * from './index.js'"],
    ["export const load = () => import('./index.js')"],
    ["export type Parser = import('./index.js').Parser"],
  ])('%s', async (text) => {
    expect(await complaints('packages/parser/src/parser.ts', text)).toEqual([expect.stringMatching(/^a circle: packages\/parser\/src\/parser\.ts → packages\/parser\/src\/index\.ts → .*packages\/parser\/src\/parser\.ts$/)])
  })

  test('a file that imports itself is an error', async () => {
    expect(await complaints('packages/parser/src/parser.ts', "import { Parser } from './parser.js'")).toEqual(['a circle: packages/parser/src/parser.ts → packages/parser/src/parser.ts'])
  })

  test('an import without a circle is allowed', async () => {
    expect(await complaints('packages/parser/src/x.ts', "import { Parser } from './index.js'")).toEqual([])
  })
})

test.each(Object.entries(LAYERS))('the manifest of %s depends on the packages in its row', async (name, { imports }) => {
  const { dependencies = {} } = JSON.parse(await readFile(join(ROOT, 'packages', name, 'package.json'), 'utf8')) as { dependencies?: object }
  expect(Object.keys(dependencies).sort()).toEqual(imports.map((other) => `@layered-http/${other}`).sort())
})
