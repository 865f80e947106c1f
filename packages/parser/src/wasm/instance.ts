/**
 * The one WebAssembly instance of the process, llhttp and the recorder: compiled at first use.
 * What may live here: instantiation, addresses in its memory, C strings, the pool of idle llhttp structs.
 */
import { codedError } from '@layered-http/shared'
import { INPUT_BUFFER_SIZE, MAX_IDLE_STRUCTS, MIN_PASSED_BODY, TAPE_CAPACITY } from '../limits.js'
import { Address, Bytes, Word } from '../state.js'
import { LLHTTP_SIMD_WASM_BASE64, LLHTTP_WASM_BASE64 } from './binary.generated.js'
import type { LlhttpExports, RecorderImports, WasmInstance, WasmModule } from './exports.js'

/** The parts in use. TypeScript declares them only together with a browser's DOM. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => WasmModule
  Instance: new (module: WasmModule, imports: { js: RecorderImports }) => WasmInstance
  compile(bytes: Uint8Array): Promise<WasmModule>
  instantiate(module: WasmModule, imports: { js: RecorderImports }): Promise<WasmInstance>
}

/** Offset of the rest of Content-Length in llhttp's struct. The binary is pinned by its sha256. */
const STRUCT_CONTENT_LENGTH = 32

/** llhttp and the recorder, ready to run. Growth of the memory detaches the views of it: see {@link Llhttp.refreshViews}. */
export class Llhttp {
  /** Parses a range of memory: `llhttp_execute`. */
  readonly execute: LlhttpExports['llhttp_execute']
  /** The same for input that starts between two messages: `readMessages`. */
  readonly readMessages: LlhttpExports['readMessages']
  /** Address of the input buffer. */
  readonly input: number
  /** Address of the tape. */
  readonly tapeStart: number
  /** All of WebAssembly memory. */
  heap!: Uint8Array
  /** The same as 32-bit numbers, for llhttp's structs. */
  private structs!: Uint32Array
  /** The state of the parse, see `state.ts`. */
  words!: Int32Array
  /** The tape. */
  numbers!: Int32Array
  /** By type: a struct in its start state and without leniency, with which nearly every parse begins; 0 when there is none. */
  readonly shared = [0, 0, 0]
  /** By type: more such structs. */
  private readonly idle: number[][] = [[], [], []]
  private readonly setters: ((pointer: number, enabled: number) => void)[]

  constructor(readonly exports: LlhttpExports) {
    exports._initialize()
    this.execute = exports.llhttp_execute
    this.readMessages = exports.readMessages
    this.setters = leniencySetters(exports)
    this.input = exports.malloc(Bytes.AROUND_INPUT + INPUT_BUFFER_SIZE + Bytes.AROUND_INPUT) + Bytes.AROUND_INPUT
    this.tapeStart = exports.malloc(TAPE_CAPACITY * Bytes.NUMBER)
    this.refreshViews()
  }

  /** Makes new views. Needed when growth has detached them: then their length is 0. */
  refreshViews(): void {
    const { buffer } = this.exports.memory
    this.heap = new Uint8Array(buffer)
    this.structs = new Uint32Array(buffer)
    this.words = new Int32Array(buffer, Address.STATE, Word.COUNT)
    this.numbers = new Int32Array(buffer, this.tapeStart, TAPE_CAPACITY)
  }

  /** Returns the NUL-terminated string at `address`. */
  cString(address: number): string {
    if (this.heap.length === 0) this.refreshViews()
    let text = ''
    for (let at = address; at !== 0 && this.heap[at] !== 0; at++) text += String.fromCharCode(this.heap[at]!)
    return text
  }

  /**
   * Called before a parse by a parser that owns no struct. A lenient parser gets one of its own, whose address is returned. For any
   * other parser a shared struct is ready afterwards, and 0 is returned.
   *
   * @throws RangeError ERR_MEMORY_ALLOCATION_FAILED when there is no memory left
   */
  prepare(type: number, lenient: number): number {
    if (lenient === 0) {
      if (this.shared[type] === 0) this.shared[type] = this.take(type)
      return 0
    }
    const pointer = this.take(type)
    this.setLeniency(pointer, lenient)
    return pointer
  }

  private take(type: number): number {
    const pointer = this.idle[type]!.pop() ?? this.exports.llhttp_alloc(type)
    if (pointer === 0) throw codedError(RangeError, 'ERR_MEMORY_ALLOCATION_FAILED', 'No WebAssembly memory is left for another parser')
    return pointer
  }

  /** Returns the shared struct, which now belongs to a parser in the middle of a message. */
  takeShared(type: number): number {
    const pointer = this.shared[type]!
    this.shared[type] = 0
    return pointer
  }

  /**
   * Skips bytes for a struct in the middle of a body with a length. Returns how many of the next `length` bytes llhttp need not read: they
   * are body, and llhttp reads at least one byte after them. The rest of the length is a 64-bit number in the struct. Only its lower half is
   * used, so above 4 GiB fewer bytes may be skipped, which does no harm.
   */
  passBody(pointer: number, length: number): number {
    const at = (pointer + STRUCT_CONTENT_LENGTH) / Uint32Array.BYTES_PER_ELEMENT
    const rest = this.structs[at]!
    const passed = Math.min(rest, length) - 1
    if (passed < MIN_PASSED_BODY) return 0
    this.structs[at] = rest - passed
    return passed
  }

  /** Takes a struct back and resets its state and leniency. */
  giveBack(type: number, lenient: number, pointer: number): void {
    // A reset keeps the leniency.
    if (lenient !== 0) this.setLeniency(pointer, 0)
    // Even after a complete message: after a 101 that names no protocol, llhttp returns to its start state only with the next byte.
    this.exports.llhttp_reset(pointer)
    const before = this.shared[type]!
    this.shared[type] = pointer
    if (before === 0) return
    if (this.idle[type]!.length < MAX_IDLE_STRUCTS) this.idle[type]!.push(before)
    else this.exports.llhttp_free(before)
  }

  private setLeniency(pointer: number, lenient: number): void {
    this.setters.forEach((set, bit) => set(pointer, (lenient >> bit) & 1))
  }
}

/** Compiles and starts llhttp. All parsers share `imports`; only one parse runs at a time. */
export function instantiate(imports: RecorderImports): Llhttp {
  let module: WasmModule
  try {
    module = new WebAssembly.Module(decodeBase64(LLHTTP_SIMD_WASM_BASE64))
  } catch {
    // This processor or engine has no SIMD.
    module = new WebAssembly.Module(decodeBase64(LLHTTP_WASM_BASE64))
  }
  return new Llhttp(new WebAssembly.Instance(module, { js: imports }).exports)
}

/** The same, asynchronously: some browsers refuse to compile a module of this size synchronously on the main thread. */
export async function instantiateAsync(imports: RecorderImports): Promise<Llhttp> {
  let module: WasmModule
  try {
    module = await WebAssembly.compile(decodeBase64(LLHTTP_SIMD_WASM_BASE64))
  } catch {
    module = await WebAssembly.compile(decodeBase64(LLHTTP_WASM_BASE64))
  }
  return new Llhttp((await WebAssembly.instantiate(module, { js: imports })).exports)
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

/** The setter of each flag, in the order of the bits of `Lenient`. */
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
