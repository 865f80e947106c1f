/**
 * The one llhttp instance of the process: compiled at first use, its callbacks routed to whoever is parsing.
 * What may live here: instantiation, the input buffer, C strings, the pool of idle llhttp structs.
 */
import { INPUT_BUFFER_SIZE, MAX_IDLE_INSTANCES } from '../limits.js'
import { LLHTTP_SIMD_WASM_BASE64, LLHTTP_WASM_BASE64 } from './binary.generated.js'
import type { LlhttpExports, LlhttpImports, WasmInstance, WasmModule } from './exports.js'

/** What is in use of it, typed here: TypeScript knows them only together with a browser's DOM. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => WasmModule
  Instance: new (module: WasmModule, imports: { env: LlhttpImports }) => WasmInstance
  compile(bytes: Uint8Array): Promise<WasmModule>
  instantiate(module: WasmModule, imports: { env: LlhttpImports }): Promise<WasmInstance>
}

/** llhttp, ready to run. */
export interface Llhttp {
  readonly exports: LlhttpExports
  /** Address of the input buffer, {@link INPUT_BUFFER_SIZE} bytes. */
  readonly input: number
  /** All of WebAssembly memory. Growth detaches views, so ask each time and never keep it across a call. */
  heap(): Uint8Array
  /** The NUL-terminated string at `address`. */
  cString(address: number): string
  /** An llhttp struct in its start state. `lenient` is a sum of {@link Lenient}. */
  borrow(type: number, lenient: number): number
  /** Takes a struct back; its state and its leniency are thrown away. */
  giveBack(type: number, lenient: number, pointer: number): void
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

/** Compiles and starts llhttp. `imports` get every callback of every parser; only one parse runs at a time. */
export function instantiate(imports: LlhttpImports): Llhttp {
  let module: WasmModule
  try {
    module = new WebAssembly.Module(decodeBase64(LLHTTP_SIMD_WASM_BASE64))
  } catch {
    // No SIMD on this processor or in this engine.
    module = new WebAssembly.Module(decodeBase64(LLHTTP_WASM_BASE64))
  }
  return start(new WebAssembly.Instance(module, { env: imports }))
}

/** The same where a module of this size may not be compiled synchronously, as on the main thread of some browsers. */
export async function instantiateAsync(imports: LlhttpImports): Promise<Llhttp> {
  let module: WasmModule
  try {
    module = await WebAssembly.compile(decodeBase64(LLHTTP_SIMD_WASM_BASE64))
  } catch {
    module = await WebAssembly.compile(decodeBase64(LLHTTP_WASM_BASE64))
  }
  return start(await WebAssembly.instantiate(module, { env: imports }))
}

/** Each flag's setter, in the order of the bits of {@link Lenient}. */
function leniencySetters(exports: LlhttpExports): ((pointer: number, enabled: number) => void)[] {
  return [
    exports.llhttp_set_lenient_headers,
    exports.llhttp_set_lenient_chunked_length,
    exports.llhttp_set_lenient_keep_alive,
    exports.llhttp_set_lenient_transfer_encoding,
    exports.llhttp_set_lenient_version,
    exports.llhttp_set_lenient_data_after_close,
    exports.llhttp_set_lenient_optional_lf_after_cr,
    exports.llhttp_set_lenient_optional_crlf_after_chunk,
    exports.llhttp_set_lenient_optional_cr_before_lf,
    exports.llhttp_set_lenient_spaces_after_chunk_size,
  ]
}

function start(instance: WasmInstance): Llhttp {
  const { exports } = instance
  exports._initialize()
  const input = exports.malloc(INPUT_BUFFER_SIZE)
  let view = new Uint8Array(exports.memory.buffer)
  const idle: number[][] = []
  const setters = leniencySetters(exports)

  function heap(): Uint8Array {
    if (view.byteLength === 0) view = new Uint8Array(exports.memory.buffer)
    return view
  }

  return {
    exports,
    input,
    heap,
    cString(address) {
      let text = ''
      const bytes = heap()
      for (let at = address; at !== 0 && bytes[at] !== 0; at++) text += String.fromCharCode(bytes[at]!)
      return text
    },
    borrow(type, lenient) {
      const pointer = idle[type]?.pop() ?? exports.llhttp_alloc(type)
      if (pointer === 0) throw new RangeError('No WebAssembly memory is left for another parser')
      if (lenient !== 0) setters.forEach((set, bit) => set(pointer, (lenient >> bit) & 1))
      return pointer
    },
    giveBack(type, lenient, pointer) {
      // A reset keeps these.
      if (lenient !== 0) for (const set of setters) set(pointer, 0)
      const pool = (idle[type] ??= [])
      if (pool.length < MAX_IDLE_INSTANCES) {
        exports.llhttp_reset(pointer)
        pool.push(pointer)
      } else {
        exports.llhttp_free(pointer)
      }
    },
  }
}
