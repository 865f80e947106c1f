/**
 * Parser: bytes in, a tape out. No socket, no stream, no user code.
 *
 * A parser between two messages holds no WebAssembly memory: it borrows an llhttp struct when bytes come, and gives it back when they end
 * with a complete message, which most chunks do. If a chunk ends inside a message, the parser keeps the message's text and spans so far.
 */
import { invalidArgType, invalidArgValue, isUint8Array } from '@layered-http/shared'
import { Errno, HeadVerdict, MessageType } from './constants.js'
import { ParseError } from './errors.js'
import { guardsFor } from './guards.js'
import { leniencyOf } from './leniency.js'
import { DEFAULT_MAX_CHUNK_EXTENSIONS_SIZE, DEFAULT_MAX_HEADER_SIZE, DEFAULT_MAX_HEADERS_COUNT, INPUT_BUFFER_SIZE } from './limits.js'
import { llhttp } from './llhttp.js'
import { checkParserOptions, type ParserOptions } from './parser-options.js'
import { begin, fail, finish, isRefused, isUpgrade, place, suspend, upgrade } from './recorder.js'
import { executeRelaxed } from './relaxed.js'
import { Bytes, Fact, Section, Word } from './state.js'
import type { Tape } from './records.js'
import { finishedError, freedError } from './unusable.js'

const NO_BYTES = new Uint8Array(0)

/**
 * Reads the messages of one direction of one connection.
 *
 * Feed chunks to {@link Parser.execute} as they come, call {@link Parser.finish} at the end of input and {@link Parser.free} when the
 * connection ends before that. After a tape with an error, each later chunk gets an error of the same code and reason.
 */
export class Parser {
  /** Requests or responses. */
  readonly type: MessageType
  /** See {@link ParserOptions.maxHeaderSize}. */
  maxHeaderSize: number
  /** See {@link ParserOptions.maxHeadersCount}; 0 is no limit. */
  maxHeadersCount: number
  /** See {@link ParserOptions.maxChunkExtensionsSize}. */
  maxChunkExtensionsSize: number
  /** A sum of `Lenient` numbers, see {@link ParserOptions.lenient}. */
  readonly lenient: number
  /** See {@link ParserOptions.relaxedHeaderValues}. */
  readonly relaxedHeaderValues: boolean
  /** The input after the next final head. A client sets it before the response to HEAD or CONNECT can arrive. */
  headVerdict: HeadVerdict = HeadVerdict.PROCEED
  /** For clients that pipeline: what follows the next final heads, in order; {@link Parser.headVerdict} when the list is empty. */
  headVerdicts: HeadVerdict[] | null = null

  // The fields of `ParseState`. Not by `implements`, which would make that interface public.
  /** @internal address of the llhttp struct, 0 while none is borrowed */
  pointer = 0
  /** @internal a sum of Guard */
  readonly guards: number
  /** True if no option changes what is accepted. */
  private readonly isPlain: boolean

  // Kept for the recorder between two chunks of a message.
  /** @internal */
  section: number = Section.BETWEEN
  /** @internal */
  part = 0
  /** @internal */
  facts = 0
  /** @internal */
  keepAlive = true
  /** @internal */
  headerBytes = 0
  /** @internal */
  sizeLine = 0
  /** @internal */
  extensionBytes = 0
  /** @internal */
  lastBytes = ''
  /** @internal */
  carriedText = ''
  /** @internal */
  carriedRecord: Int32Array<ArrayBuffer> | null = null
  /** @internal */
  carriedEnd = 0

  private error: ParseError | null = null

  /** @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE or ERR_OUT_OF_RANGE for a wrong type or a wrong option, which the message names */
  constructor(type: MessageType, options?: ParserOptions) {
    if (type !== MessageType.REQUEST && type !== MessageType.RESPONSE) throw invalidArgValue('type', type, 'must be MessageType.REQUEST or MessageType.RESPONSE')
    if (options !== undefined) checkParserOptions(options)
    if (options?.strict && type === MessageType.RESPONSE) throw invalidArgValue('options.strict', true, 'is for requests')
    this.type = type
    this.maxHeaderSize = options?.maxHeaderSize || DEFAULT_MAX_HEADER_SIZE
    this.maxHeadersCount = options?.maxHeadersCount ?? DEFAULT_MAX_HEADERS_COUNT
    this.maxChunkExtensionsSize = options?.maxChunkExtensionsSize || DEFAULT_MAX_CHUNK_EXTENSIONS_SIZE
    this.lenient = leniencyOf(options?.lenient ?? 0)
    this.guards = guardsFor(this.lenient, options?.strict ?? false)
    this.relaxedHeaderValues = options?.relaxedHeaderValues ?? false
    this.isPlain = this.lenient === 0 && !this.relaxedHeaderValues
  }

  /** True if all bytes so far belong to complete messages: the input may end here. */
  get isBetweenMessages(): boolean {
    return this.section === Section.BETWEEN || this.section === Section.UPGRADED || this.section === Section.ENDED
  }

  /**
   * Parses a chunk. The tape refers to the chunk, so leave its bytes alone until the tape is released.
   * An error in the input is `tape.error`, after the records of what came before it.
   *
   * @throws Error ERR_PARSER_FREED after {@link Parser.free}, ERR_PARSER_FINISHED after {@link Parser.finish}, ERR_INVALID_ARG_TYPE when `chunk` is not a Uint8Array
   */
  execute(chunk: Uint8Array): Tape {
    // The first test is the quick one; a Uint8Array of another realm passes the second.
    if (!(chunk instanceof Uint8Array) && !isUint8Array(chunk)) throw invalidArgType('chunk', 'Uint8Array', chunk)
    if (this.section >= Section.UPGRADED) return this.tapeWithoutParse(chunk)
    const wasm = llhttp()
    const tape = begin(wasm, this, chunk)
    const { length } = chunk
    // Most chunks are one read of a socket with complete messages. Straight code, because each call costs here.
    if (this.pointer === 0 && length <= INPUT_BUFFER_SIZE && this.isPlain) {
      const { heap, input, words } = wasm
      heap.set(chunk, input)
      heap[input + length] = 0
      words[Word.INPUT_END] = input + length
      const errno = wasm.readMessages(wasm.shared[this.type]!, input, length)
      if (errno === Errno.OK && words[Word.SECTION] === Section.BETWEEN && words[Word.KEEP_ALIVE] === 1) {
        tape.end = (words[Word.END]! - wasm.tapeStart) / Bytes.NUMBER
        return tape
      }
      // The chunk ends inside a message, or with the last of the connection, or with an error: the struct now belongs to this parser.
      this.pointer = wasm.takeShared(this.type)
      if (errno !== Errno.OK) this.read(tape, this.stopAt(tape, errno, 0))
    } else {
      this.pointer ||= wasm.takeShared(this.type)
      const passed = this.section === Section.BODY && (this.facts & Fact.CODED) === 0 ? wasm.passBody(this.pointer, length) : 0
      this.read(tape, passed)
      this.end(tape)
      // The body started with the chunk, but llhttp read only its end.
      if (passed > 0) tape.events[1] = 0
      return tape
    }
    this.end(tape)
    return tape
  }

  /** Parses the chunk of the tape from a position on. */
  private read(tape: Tape, from: number): void {
    const wasm = llhttp()
    const { length } = tape.chunk
    for (let at = from; at < length && !isRefused(); ) {
      const size = place(at)
      const errno = this.relaxedHeaderValues ? executeRelaxed(wasm, this.pointer, size) : wasm.execute(this.pointer, wasm.input, size)
      at = errno === Errno.OK ? at + size : this.stopAt(tape, errno, at)
    }
  }

  /** Handles a stop of llhttp in a piece of the chunk that starts at `at`. Returns where to go on: the end of the chunk to go on nowhere. */
  private stopAt(tape: Tape, errno: number, at: number): number {
    const { exports, input } = llhttp()
    const stop = at + exports.llhttp_get_error_pos(this.pointer) - input
    if (errno === Errno.PAUSED_UPGRADE && !isUpgrade()) {
      exports.llhttp_resume_after_upgrade(this.pointer)
      return stop
    }
    if (errno === Errno.PAUSED_UPGRADE) upgrade(stop)
    else this.fail(tape, errno, stop)
    return tape.chunk.length
  }

  /**
   * The end of input. It completes a response whose body ends with the connection. Any other unfinished message is an error on the tape
   * (`HPE_INVALID_EOF_STATE`). A second call adds nothing: its tape is empty, or has the same error.
   *
   * @throws Error ERR_PARSER_FREED after {@link Parser.free}
   */
  finish(): Tape {
    if (this.section >= Section.UPGRADED) return this.tapeWithoutParse(NO_BYTES)
    const wasm = llhttp()
    const tape = begin(wasm, this, NO_BYTES)
    this.pointer ||= wasm.takeShared(this.type)
    const errno = wasm.exports.llhttp_finish(this.pointer)
    if (errno !== Errno.OK) this.fail(tape, errno, 0)
    this.end(tape)
    if (this.section === Section.BETWEEN) {
      this.giveBack()
      this.section = Section.ENDED
    }
    return tape
  }

  /**
   * After a tape that ended with an UPGRADE record: declines the upgrade (RFC 9110 section 7.8). The bytes from the record's offset on are HTTP:
   * feed them to {@link Parser.execute}. Until this is called, each later chunk is one UPGRADE record.
   */
  declineUpgrade(): void {
    if (this.section !== Section.UPGRADED) return
    this.section = Section.BETWEEN
    if (this.pointer !== 0) llhttp().exports.llhttp_resume_after_upgrade(this.pointer)
  }

  /** Forgets everything, also errors, {@link Parser.finish} and {@link Parser.free}: the next chunk is the start of a connection's input. */
  reset(): void {
    this.giveBack()
    this.forget()
    this.error = null
    this.section = Section.BETWEEN
    this.keepAlive = true
  }

  /**
   * Ends the parser and gives its WebAssembly memory back. Needed when a connection ends inside a message; harmless at any time. Tapes stay
   * readable. After {@link Parser.reset} the parser can be used again.
   */
  free(): void {
    this.giveBack()
    this.forget()
    this.section = Section.FREED
  }

  /** Returns the tape of a chunk that is not parsed: after an upgrade, an error or the end. */
  private tapeWithoutParse(chunk: Uint8Array): Tape {
    if (this.section === Section.FREED) throw freedError()
    if (this.section === Section.ENDED && chunk !== NO_BYTES) throw finishedError()
    const tape = begin(llhttp(), this, chunk)
    // The same error, with the new chunk.
    if (this.error !== null) tape.error = new ParseError(this.error.code, this.error.reason, 0, chunk.length === 0 ? undefined : chunk, this.error.overflow)
    if (this.section === Section.UPGRADED && chunk.length > 0) upgrade(0)
    finish()
    return tape
  }

  /** Ends the parse that {@link begin} started. */
  private end(tape: Tape): void {
    suspend()
    if (this.error === null && isRefused()) this.fail(tape, Errno.USER, 0)
    finish()
    if (this.error !== null) this.forget()
    // After `Connection: close` llhttp refuses what follows. The struct has that state, so the parser keeps it.
    else if (this.keepAlive && this.isBetweenMessages) this.giveBack()
  }

  private fail(tape: Tape, errno: number, stop: number): void {
    const wasm = llhttp()
    const { exports } = wasm
    const chunk = tape.chunk.length === 0 ? undefined : tape.chunk
    const refused = fail(stop)
    const code = refused?.refusal.code ?? wasm.cString(exports.llhttp_errno_name(errno))
    const reason = refused?.refusal.reason ?? wasm.cString(exports.llhttp_get_error_reason(this.pointer))
    this.error = tape.error = new ParseError(code, reason, refused?.at ?? stop, chunk, refused?.overflow)
    this.giveBack()
  }

  private giveBack(): void {
    if (this.pointer === 0) return
    llhttp().giveBack(this.type, this.lenient, this.pointer)
    this.pointer = 0
  }

  /** Drops what is kept of an unfinished message. */
  private forget(): void {
    this.carriedRecord = null
    this.carriedText = ''
    this.lastBytes = ''
  }
}
