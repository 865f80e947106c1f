/**
 * The one llhttp instance of the process: compiled at first use, its callbacks routed to whoever is parsing.
 * What may live here: instantiation, the input buffer, C strings, the pool of idle llhttp structs.
 */
import { INPUT_BUFFER_SIZE, MAX_IDLE_INSTANCES } from '../limits.js'
import { LLHTTP_SIMD_WASM_BASE64, LLHTTP_WASM_BASE64 } from './binary.generated.js'
import type { LlhttpExports, LlhttpImports, WasmInstance, WasmModule } from './exports.js'

/** The two constructors in use, typed here: TypeScript knows them only together with a browser's DOM. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => WasmModule
  Instance: new (module: WasmModule, imports: { env: LlhttpImports }) => WasmInstance
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
  /** An llhttp struct in its start state. */
  borrow(type: number): number
  /** Takes a struct back; its state is thrown away. */
  giveBack(type: number, pointer: number): void
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

function compile(): WasmModule {
  try {
    return new WebAssembly.Module(decodeBase64(LLHTTP_SIMD_WASM_BASE64))
  } catch {
    // No SIMD on this processor or in this engine.
    return new WebAssembly.Module(decodeBase64(LLHTTP_WASM_BASE64))
  }
}

/** Compiles and starts llhttp. `imports` get every callback of every parser; only one parse runs at a time. */
export function instantiate(imports: LlhttpImports): Llhttp {
  const module = compile()
  const instance = new WebAssembly.Instance(module, { env: imports })
  const { exports } = instance
  exports._initialize()
  const input = exports.malloc(INPUT_BUFFER_SIZE)
  let view = new Uint8Array(exports.memory.buffer)
  const idle: number[][] = []

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
    borrow(type) {
      return idle[type]?.pop() ?? exports.llhttp_alloc(type)
    },
    giveBack(type, pointer) {
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
