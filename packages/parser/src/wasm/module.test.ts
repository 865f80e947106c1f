/** Where the WebAssembly comes from. Each test has a fresh copy of the parser, since a process starts llhttp once. */
import { readFileSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { encode } from '../../scripts/text-code.mjs'
import { decode } from './text-code.js'
import type * as Entry from '../index.js'

const FILE = new URL('../../wasm/parser.wasm', import.meta.url)
const NO_SIMD = new URL('../../wasm/parser-no-simd.wasm', import.meta.url)
const { Module } = (globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => object } }).WebAssembly

async function fresh(): Promise<typeof Entry> {
  vi.resetModules()
  return import('../index.js')
}

function reads({ RequestParser }: typeof Entry): string[] {
  return [...new RequestParser().parse(new TextEncoder().encode('GET / HTTP/1.1\r\nHost: a\r\nA: b\t\r\n\r\n'))].map(({ type }) => type)
}

afterEach(() => {
  vi.unstubAllGlobals()
  // The copies of these tests are not for other files.
  vi.resetModules()
})

test('text has the bytes of the file', async () => {
  const { ALPHABET, TEXT } = await import('./binary.generated.js')
  expect(Buffer.from(decode(TEXT, ALPHABET))).toEqual(readFileSync(FILE))
})

/** Calls `act` while `process` has other members. It has them again before anything else runs: the test runner sends its messages by `process`. */
function withProcess<Result>(members: object, act: () => Result): Result {
  const before = Object.getOwnPropertyDescriptors(process)
  const replaced = Object.keys(members)
  for (const key of replaced) Object.defineProperty(process, key, { value: (members as Record<string, unknown>)[key], configurable: true, writable: true })
  try {
    return act()
  } finally {
    for (const key of replaced) Object.defineProperty(process, key, (before as Record<string, PropertyDescriptor>)[key]!)
  }
}

interface WithCount {
  readonly WebAssembly: Record<string, unknown>
  readonly compiled: Uint8Array[]
}

/** A WebAssembly that notes what is compiled. */
function counting(): WithCount {
  const { WebAssembly } = globalThis as unknown as { WebAssembly: Record<string, unknown> }
  const compiled: Uint8Array[] = []
  class Counting {
    constructor(bytes: Uint8Array) {
      compiled.push(bytes)
      return new Module(bytes)
    }
  }
  return { WebAssembly: { Instance: WebAssembly.Instance, validate: WebAssembly.validate, Module: Counting }, compiled }
}

test('Node reads the file of the module', async () => {
  const entry = await fresh()
  const { WebAssembly, compiled } = counting()
  vi.stubGlobal('WebAssembly', WebAssembly)
  expect(reads(entry)).toEqual(['head', 'complete'])
  expect(compiled.map((bytes) => bytes instanceof Buffer)).toEqual([true])
})

test.each<[what: string, readFileSync: () => Uint8Array]>([
  ['cannot be read', () => {
    throw new Error('EACCES')
  }],
  ['is another one', () => readFileSync(NO_SIMD)],
  ['is empty', () => Buffer.alloc(0)],
])('Node takes the text if the file %s', async (_what, read) => {
  const entry = await fresh()
  const { WebAssembly, compiled } = counting()
  vi.stubGlobal('WebAssembly', WebAssembly)
  expect(withProcess({ getBuiltinModule: () => ({ readFileSync: read }) }, () => reads(entry))).toEqual(['head', 'complete'])
  expect(compiled.map((bytes) => [bytes instanceof Buffer, Buffer.from(bytes).equals(readFileSync(FILE))])).toEqual([[false, true]])
})

test.each(['deno', 'bun'])('%s takes the text', async (runtime) => {
  const entry = await fresh()
  const { WebAssembly, compiled } = counting()
  vi.stubGlobal('WebAssembly', WebAssembly)
  expect(withProcess({ versions: { node: '24.0.0', [runtime]: '2.0.0' } }, () => reads(entry))).toEqual(['head', 'complete'])
  expect(compiled[0]).not.toBeInstanceOf(Buffer)
})

test('any bytes come back from text', () => {
  for (const bytes of [new Uint8Array(0), Uint8Array.from({ length: 256 }, (_, i) => i), Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 7) % 251)]) {
    const { text, alphabet } = encode(bytes)
    expect(decode(text, alphabet)).toEqual(bytes)
    expect(text).toMatch(/^[ -~]*$/)
    expect(text).not.toMatch(/['"`\\$]/)
  }
})

test.each<[what: string, source: () => unknown]>([
  ['a compiled module', () => new Module(readFileSync(FILE))],
  ['bytes', () => readFileSync(FILE)],
  ['an ArrayBuffer', () => new Uint8Array(readFileSync(FILE)).buffer],
  ['the module without SIMD', () => readFileSync(NO_SIMD)],
  ['a Response', () => new Response(new Uint8Array(readFileSync(FILE)))],
  ['a promise of a Response', () => Promise.resolve(new Response(new Uint8Array(readFileSync(FILE))))],
  ['the URL of a file', () => FILE],
  ['a data: URL', () => new URL(`data:application/wasm;base64,${readFileSync(FILE, 'base64')}`)],
])('init takes %s', async (_what, source) => {
  const entry = await fresh()
  await entry.init(source() as Parameters<typeof entry.init>[0])
  // Nothing else is compiled: that is not possible any more.
  vi.stubGlobal('WebAssembly', undefined)
  expect(reads(entry)).toEqual(['head', 'complete'])
})

test.each<[what: string, source: unknown, error: object]>([
  ['a string', '/parser.wasm', { code: 'ERR_INVALID_ARG_TYPE', message: 'The "source" argument must be an instance of Uint8Array, ArrayBuffer, Response, or URL or WebAssembly.Module. Received type string (\'/parser.wasm\')' }],
  ['null', null, { code: 'ERR_INVALID_ARG_TYPE' }],
  ['an object', {}, { code: 'ERR_INVALID_ARG_TYPE' }],
  ['another module', new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]), { code: 'ERR_INVALID_ARG_VALUE', message: "The argument 'source' is not the WebAssembly of this version of the parser. Received another module" }],
  ['a response without the module', new Response('no', { status: 404 }), { code: 'ERR_INVALID_ARG_VALUE', message: "The argument 'source' is a response without the module. Received status 404" }],
  ['bytes that are not WebAssembly', new Uint8Array([1, 2, 3]), { name: 'CompileError' }],
])('init with %s is an error, and a later parser starts as usual', async (_what, source, error) => {
  const entry = await fresh()
  await expect(entry.init(source as Uint8Array)).rejects.toThrow(expect.objectContaining(error))
  expect(reads(entry)).toEqual(['head', 'complete'])
})

test('init does nothing if llhttp runs', async () => {
  const entry = await fresh()
  reads(entry)
  await entry.init('nothing reads this' as unknown as Uint8Array)
})

test('without WebAssembly there is one clear error', async () => {
  const entry = await fresh()
  vi.stubGlobal('WebAssembly', undefined)
  const error = expect.objectContaining({ code: 'ERR_WASM_UNAVAILABLE', message: 'The HTTP parser needs WebAssembly, which is not available here. Node has it unless it runs with --jitless' }) as Error
  expect(() => reads(entry)).toThrow(error)
  await expect(entry.init()).rejects.toThrow(error)
  expect(entry.methodNames()).toContain('GET')
})

test('where compiling is forbidden, the error says what to do, and init with a module helps', async () => {
  const entry = await fresh()
  const { WebAssembly } = globalThis as unknown as { WebAssembly: Record<string, unknown> }
  const module = new Module(readFileSync(FILE))
  const forbid = (): never => {
    throw new Error('code generation disallowed')
  }
  class Forbidden {
    static customSections = (Module as unknown as { customSections: unknown }).customSections
    constructor() {
      forbid()
    }
  }
  vi.stubGlobal('WebAssembly', { ...WebAssembly, Instance: WebAssembly.Instance, validate: WebAssembly.validate, Module: Forbidden, compile: () => Promise.reject(new Error('code generation disallowed')) })
  const error = expect.objectContaining({ code: 'ERR_WASM_UNAVAILABLE', message: 'The WebAssembly of the HTTP parser cannot be compiled here. Pass a compiled module to init(). The reason: code generation disallowed' }) as Error
  expect(() => reads(entry)).toThrow(error)
  await expect(entry.init()).rejects.toThrow(error)
  for (const source of [readFileSync(FILE), new Response(new Uint8Array(readFileSync(FILE))), FILE]) await expect(entry.init(source)).rejects.toThrow(error)
  await expect(entry.init(new Uint8Array([1, 2, 3]))).rejects.not.toHaveProperty('code')
  await entry.init(module)
  expect(reads(entry)).toEqual(['head', 'complete'])
})

test('without room for the memory, the error names the limit and has the reason', async () => {
  const entry = await fresh()
  const { WebAssembly } = globalThis as unknown as { WebAssembly: Record<string, unknown> }
  const reason = new RangeError('Out of memory')
  class Full {
    constructor() {
      throw reason
    }
  }
  vi.stubGlobal('WebAssembly', { ...WebAssembly, Module, validate: WebAssembly.validate, Memory: Full, Instance: Full })
  const error = expect.objectContaining({ code: 'ERR_WASM_UNAVAILABLE', message: expect.stringMatching(/^The HTTP parser gets no memory .*ulimit -v.*The reason: Out of memory$/) as string, cause: reason }) as Error
  expect(() => reads(entry)).toThrow(error)
  const { requireWebAssembly } = await import('./module.js')
  expect(requireWebAssembly).toThrow(error)
})

test('a processor without SIMD gets the other file', async () => {
  const entry = await fresh()
  const { WebAssembly } = globalThis as unknown as { WebAssembly: Record<string, unknown> }
  const compiled: number[] = []
  class Counting {
    static customSections = (Module as unknown as { customSections: unknown }).customSections
    constructor(bytes: Uint8Array) {
      compiled.push(bytes.length)
      return new Module(bytes)
    }
  }
  vi.stubGlobal('WebAssembly', { Instance: WebAssembly.Instance, validate: () => false, Module: Counting })
  expect(reads(entry)).toEqual(['head', 'complete'])
  expect(compiled).toEqual([readFileSync(NO_SIMD).length])
})
