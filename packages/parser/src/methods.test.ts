import { createRequire } from 'node:module'
import { METHODS as NODE_METHODS } from 'node:http'
import { expect, test } from 'vitest'
import { methodName, methodNames } from './methods.js'

interface Names {
  readonly memory: { readonly buffer: ArrayBuffer }
  llhttp_method_name(method: number): number
}

test("the names are llhttp's", () => {
  // The module of this package does not have them: they are data.
  const { Instance, Module } = (globalThis as unknown as { WebAssembly: { Instance: new (module: object, imports: object) => { exports: Names }; Module: new (bytes: Uint8Array) => object } }).WebAssembly
  const binary = createRequire(import.meta.url)('undici/lib/llhttp/llhttp-wasm.js') as Uint8Array
  const { exports } = new Instance(new Module(binary), { env: new Proxy({}, { get: () => () => 0 }) })
  const bytes = Buffer.from(exports.memory.buffer)
  const nameAt = (address: number): string => bytes.toString('latin1', address, bytes.indexOf(0, address))
  const names = Array.from({ length: 47 }, (_, code) => nameAt(exports.llhttp_method_name(code)))
  expect(names.map((_, code) => methodName(code))).toEqual(names)
})

test("the methods of HTTP are Node's", () => {
  // QUERY is newer than Node 20.
  expect(methodNames()).toEqual(expect.arrayContaining(NODE_METHODS))
  expect(methodNames().filter((name) => !NODE_METHODS.includes(name) && name !== 'QUERY')).toEqual([])
})
