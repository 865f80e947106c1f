/**
 * llhttp and the recorder as an instance of their WebAssembly module.
 * What may live here: addresses in its memory, C strings, the pool of idle llhttp structs.
 */
import { codedError } from '@layered-http/shared'
import { INPUT_BUFFER_SIZE, MIN_PASSED_BODY, TAPE_CAPACITY } from '../limits.js'
import { Address, Bytes, Struct, Word } from '../state.js'
import type { LlhttpExports, RecorderImports, WasmModule } from './exports.js'
import { instantiate } from './module.js'

/** Bytes by which memory grows. Source: WebAssembly. */
const PAGE_SIZE = 64 * 1024

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
  /** By type: more such structs. They stay, because memory never shrinks. */
  private readonly idle: number[][] = [[], [], []]
  /** The end of the memory in use. */
  private end = Address.HEAP as number
  private readonly setters: ((pointer: number, enabled: number) => void)[]

  constructor(readonly exports: LlhttpExports) {
    exports._initialize()
    this.execute = exports.llhttp_execute
    this.readMessages = exports.readMessages
    this.setters = leniencySetters(exports)
    this.input = this.allocate(Bytes.AROUND_INPUT + INPUT_BUFFER_SIZE + Bytes.AROUND_INPUT) + Bytes.AROUND_INPUT
    this.tapeStart = this.allocate(TAPE_CAPACITY * Bytes.NUMBER)
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
    return this.idle[type]!.pop() ?? this.makeStruct(type)
  }

  private makeStruct(type: number): number {
    const pointer = this.allocate(Struct.SIZE)
    const struct = new DataView(this.exports.memory.buffer, pointer, Struct.SIZE)
    struct.setUint8(Struct.TYPE, type)
    struct.setUint32(Struct.SETTINGS, Address.SETTINGS, true)
    this.exports.llhttp_reset(pointer)
    return pointer
  }

  /** Returns the address of new memory, filled with 0 and aligned to 64 bits. */
  private allocate(bytes: number): number {
    const { end } = this
    const { memory } = this.exports
    const newEnd = end + Math.ceil(bytes / 8) * 8
    const missing = newEnd - memory.buffer.byteLength
    if (missing > 0) {
      try {
        memory.grow(Math.ceil(missing / PAGE_SIZE))
      } catch {
        throw codedError(RangeError, 'ERR_MEMORY_ALLOCATION_FAILED', 'No WebAssembly memory is left for another parser')
      }
    }
    this.end = newEnd
    return end
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
    const at = (pointer + Struct.CONTENT_LENGTH) / Uint32Array.BYTES_PER_ELEMENT
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
    if (before !== 0) this.idle[type]!.push(before)
  }

  private setLeniency(pointer: number, lenient: number): void {
    this.setters.forEach((set, bit) => set(pointer, (lenient >> bit) & 1))
  }
}

/** Starts llhttp. All parsers share `imports`; only one parse runs at a time. */
export function start(module: WasmModule, imports: RecorderImports): Llhttp {
  return new Llhttp(instantiate(module, imports))
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
