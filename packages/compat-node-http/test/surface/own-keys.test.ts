/** Our objects have only enumerable keys that Node 26's objects have, so that `Object.keys`, JSON and spreading show no others. */
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { expect, test } from 'vitest'
import http from '@layered-http/compat-node-http'
import { ownKeys } from './own-keys.mjs'

const recorded = JSON.parse(readFileSync(new URL('./own-keys26.json', import.meta.url), 'utf8')) as Record<string, string[]>

/** Exceptions, by class: fields of every message, so that all messages have one shape. Node has them on a prototype or under a symbol. */
const OURS: Record<string, string[]> = {
  ServerResponse: ['agent', 'statusCode', 'statusMessage'],
}

test('every enumerable key of an object exists in Node 26', async () => {
  const found = await ownKeys(http)
  const ofThisNode = Object.keys(net.createServer())
  for (const [name, keys] of Object.entries(recorded)) {
    const known = new Set([...keys, ...(OURS[name.split(',')[0]!] ?? []), ...ofThisNode])
    expect([name, found[name]!.filter((key) => !known.has(key))]).toEqual([name, []])
  }
})

test("a server has all keys of Node 26's, in the same order", async () => {
  const ofThisNode = Object.keys(net.createServer())
  const ofHttp = (keys: readonly string[]): string[] => keys.filter((key) => !ofThisNode.includes(key))
  const found = await ownKeys(http)
  for (const name of ['Server', 'Server, after a response']) expect(ofHttp(found[name]!)).toEqual(ofHttp(recorded[name]!))
})

test('a server and an agent have only enumerable symbols of Node', () => {
  const symbols = (object: object): symbol[] => Object.getOwnPropertySymbols(object).filter((key) => Object.prototype.propertyIsEnumerable.call(object, key))
  const builtin = process.getBuiltinModule('node:http')
  const known = new Set([...symbols(net.createServer()), ...symbols(new builtin.Agent())])
  for (const object of [http.createServer(), http.createServer({ layered: { urlParts: true } } as object), new http.Agent({ layered: { stats: true } } as object)]) {
    expect(symbols(object).filter((key) => !known.has(key))).toEqual([])
  }
})
