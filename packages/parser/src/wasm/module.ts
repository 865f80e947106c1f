/**
 * The WebAssembly module: where it comes from, and that it is the one of this version.
 *
 * Usually it is the text in `binary.generated.ts`, compiled at first use. Where compiling is not allowed at that time, or at all, a program passes a source to `init`.
 */
import { codedError, invalidArgType, invalidArgValue, isUint8Array, type Hidden } from '@layered-http/shared'
import { ALPHABET, IDENTITIES, SECTION, TEXT } from './binary.generated.js'
import type { LlhttpExports, RecorderImports, WasmInstance, WasmModule } from './exports.js'
import { decode } from './text-code.js'

/** The parts in use. TypeScript declares them only together with a browser's DOM. */
interface WebAssemblyApi {
  readonly Memory: new (size: { initial: number }) => unknown
  readonly Module: {
    new (bytes: Uint8Array | ArrayBuffer): WasmModule
    customSections(module: WasmModule, name: string): ArrayBuffer[]
  }
  readonly Instance: new (module: WasmModule, imports: { js: RecorderImports }) => WasmInstance
  compile(bytes: Uint8Array | ArrayBuffer): Promise<WasmModule>
  validate(bytes: Uint8Array | ArrayBuffer): boolean
}

/** What a host may have. Each is looked for when it is needed. */
interface Host {
  readonly WebAssembly?: WebAssemblyApi
  readonly fetch?: (url: string) => Promise<ResponseLike>
  readonly process?: {
    getBuiltinModule?(name: 'node:fs'): { readFileSync(path: URLLike): Uint8Array } | undefined
    readonly versions?: { readonly node?: string; readonly deno?: string; readonly bun?: string }
  }
}
const host = globalThis as unknown as Host

/** A `Response` of `fetch`. */
export interface ResponseLike {
  readonly ok?: boolean
  readonly status?: number
  arrayBuffer(): Promise<ArrayBuffer>
}

/** A `URL`. */
export interface URLLike {
  readonly href: string
  readonly protocol: string
}

/** A compiled `WebAssembly.Module`, its bytes, a `Response` with them, or the `URL` of them. */
export type WasmSource = WasmModule | Uint8Array | ArrayBuffer | ResponseLike | URLLike

/** The files with and without SIMD, from the folder of the built code. */
const FILES = ['../../wasm/parser.wasm', '../../wasm/parser-no-simd.wasm'] as const

/** A module whose only function returns a vector: valid where the engine and the processor have SIMD. Validating the whole parser takes 1 to 3 ms. */
const WITH_SIMD = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, 10, 1, 8, 0, 0x41, 0, 0xfd, 15, 0xfd, 98, 11])

/**
 * Throws if WebAssembly is not there at all, as in Node with `--jitless`, or if there is no room for its memory.
 *
 * Before Node 24, V8 reserves about 10 GB of addresses for each memory, however small. Under `ulimit -v` it gets none. A memory of one page shows that in 0.1 ms, long before the first
 * parser has one.
 *
 * @throws Error ERR_WASM_UNAVAILABLE
 */
export function requireWebAssembly(): void {
  const { Memory } = webAssembly(requireWebAssembly)
  try {
    new Memory({ initial: 1 })
  } catch (cause) {
    throw noMemory(cause)
  }
}

function noMemory(cause: unknown): Error {
  const message = `The HTTP parser gets no memory for WebAssembly. Node 20 and 22 reserve about 10 GB of addresses for it, which a limit of the address space (ulimit -v, LimitAS=) may forbid. The reason: ${(cause as Error).message}`
  return Object.assign(codedError(Error, 'ERR_WASM_UNAVAILABLE', message), { cause })
}

function webAssembly(hidden: Hidden = webAssembly): WebAssemblyApi {
  const { WebAssembly } = host
  if (WebAssembly !== undefined) return WebAssembly
  throw codedError(Error, 'ERR_WASM_UNAVAILABLE', 'The HTTP parser needs WebAssembly, which is not available here. Node has it unless it runs with --jitless', hidden)
}

/**
 * Compiles the module in this package.
 *
 * @throws Error ERR_WASM_UNAVAILABLE if that is not possible here; `cause` has the reason
 */
export function compileOwn(): WasmModule {
  const api = webAssembly()
  try {
    return new api.Module(ownBytes(api))
  } catch (cause) {
    throw notCompiled(cause)
  }
}

/** The same, asynchronously: some browsers refuse to compile a module of this size synchronously on the main thread. */
export async function compileOwnLater(): Promise<WasmModule> {
  const api = webAssembly()
  try {
    return await api.compile(ownBytes(api))
  } catch (cause) {
    throw notCompiled(cause)
  }
}

function notCompiled(cause: unknown): Error {
  const message = `The WebAssembly of the HTTP parser cannot be compiled here. Pass a compiled module to init(). The reason: ${(cause as Error).message}`
  return Object.assign(codedError(Error, 'ERR_WASM_UNAVAILABLE', message), { cause })
}

/**
 * Returns the bytes of the build that this processor can run. In Node they are read from the file, which takes 0.2 ms; decoding the text takes 4 ms and leaves 3 MB of
 * memory. The text is for everything else: other runtimes, bundles, a Node that may not read files.
 */
function ownBytes(api: WebAssemblyApi): Uint8Array {
  // No SIMD: only Node has a file for that. Elsewhere, compiling reports what is missing.
  return ownFile(api.validate(WITH_SIMD) ? 0 : 1) ?? decode(TEXT, ALPHABET)
}

declare const URL: new (path: string, base: string) => URLLike

/** Returns the bytes of a file of this package; undefined if it is not there, or another one is in its place, as it may be for a bundle. */
function ownFile(build: 0 | 1): Uint8Array | undefined {
  const { versions } = host.process ?? {}
  // Deno would ask its user for the permission to read.
  if (versions?.node === undefined || versions.deno !== undefined || versions.bun !== undefined) return undefined
  try {
    const bytes = readFile(new URL(FILES[build], import.meta.url))
    // The identity is the last section of the module.
    return bytes !== undefined && String.fromCharCode(...bytes.subarray(-IDENTITIES[build]!.length)) === IDENTITIES[build] ? bytes : undefined
  } catch {
    return undefined
  }
}

/** Returns the bytes of a file, in Node and in runtimes that have its modules; otherwise undefined. */
function readFile(url: URLLike): Uint8Array | undefined {
  return host.process?.getBuiltinModule?.('node:fs')?.readFileSync(url)
}

/**
 * Returns the module of a source.
 *
 * @throws ERR_INVALID_ARG_TYPE for any other value, ERR_INVALID_ARG_VALUE if it is another module than that of this version of the package, ERR_WASM_UNAVAILABLE if it may
 *   not be compiled here, and what `fetch` throws and what compiling throws for bytes that are not WebAssembly
 */
export async function moduleOf(source: WasmSource): Promise<WasmModule> {
  const api = webAssembly()
  const found = await load(source)
  const module = isBytes(found) ? await compileFound(api, found) : found
  const [section] = api.Module.customSections(module, SECTION)
  const identity = section === undefined ? undefined : String.fromCharCode(...new Uint8Array(section))
  if (identity === undefined || !IDENTITIES.includes(identity)) throw invalidArgValue('source', module, 'is not the WebAssembly of this version of the parser', 'another module')
  return module
}

async function compileFound(api: WebAssemblyApi, bytes: Uint8Array | ArrayBuffer): Promise<WasmModule> {
  try {
    return await api.compile(bytes)
  } catch (cause) {
    // Where compiling is forbidden, validating is not.
    throw api.validate(bytes) ? notCompiled(cause) : cause
  }
}

/** Returns bytes, or a compiled module. */
async function load(source: WasmSource): Promise<WasmModule> {
  if (isBytes(source) || tagOf(source) === 'WebAssembly.Module') return source
  if (isResponse(source)) {
    if (source.ok === false) throw invalidArgValue('source', source, 'is a response without the module', `status ${source.status}`)
    return source.arrayBuffer()
  }
  if (isUrl(source)) {
    const file = source.protocol === 'file:' ? readFile(source) : undefined
    return file ?? load(await host.fetch!(source.href))
  }
  throw invalidArgType('source', ['WebAssembly.Module', 'Uint8Array', 'ArrayBuffer', 'Response', 'URL'], source)
}

function isBytes(source: unknown): source is Uint8Array | ArrayBuffer {
  return isUint8Array(source) || tagOf(source) === 'ArrayBuffer'
}

function isResponse(source: unknown): source is ResponseLike {
  return typeof (source as Partial<ResponseLike> | null)?.arrayBuffer === 'function'
}

function isUrl(source: unknown): source is URLLike {
  return typeof (source as Partial<URLLike> | null)?.href === 'string'
}

/** Returns the class of an object, also of another realm. */
function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}

/**
 * Starts a module.
 *
 * @throws Error ERR_WASM_UNAVAILABLE if there is no room for its memory
 */
export function instantiate(module: WasmModule, imports: RecorderImports): LlhttpExports {
  const { Instance } = webAssembly()
  try {
    return new Instance(module, { js: imports }).exports
  } catch (cause) {
    // Any other error would be a defect of the module.
    throw cause instanceof RangeError ? noMemory(cause) : cause
  }
}
