/**
 * Parser: bytes in, a tape out. No socket, no stream, no user code.
 *
 * A parser between two messages holds no WebAssembly memory: it borrows an llhttp struct when bytes come and
 * gives it back when they end on a message boundary, which for most traffic is every time. What a message cut
 * by the end of a chunk needs later (its text and spans so far) is kept in the parser itself.
 */
import { Errno, HeadVerdict, MessageType } from './constants.js'
import { ParseError } from './errors.js'
import { latin1 } from './latin1.js'
import { DEFAULT_MAX_HEADER_SIZE, INPUT_BUFFER_SIZE } from './limits.js'
import {
  BODY_SIZE,
  borrowTape,
  COMPLETE_SIZE,
  Field,
  HEAD_SIZE,
  HeadFlag,
  Kind,
  SPAN_SIZE,
  TRAILERS_SIZE,
  UPGRADE_SIZE,
  type Tape,
} from './tape.js'
import { instantiate, type Llhttp } from './wasm/instance.js'

/** How a parser is set up. */
export interface ParserOptions {
  /** Bytes of target or reason, names and values in one head; reaching it is an error. Default 16384; source: Node's `maxHeaderSize`. */
  maxHeaderSize?: number
}

/** Which part of a message llhttp is reading. */
const Section = { BETWEEN: 0, HEAD: 1, BODY: 2, TRAILERS: 3 } as const
/** Which span the last callback was about; a second callback for the same span is its continuation. */
const Part = { NONE: 0, LINE: 1, NAME: 2, VALUE: 3 } as const

/** Position of a text that has no byte in this chunk yet. */
const NO_TEXT = -1

const HEADER_OVERFLOW = { code: 'HPE_HEADER_OVERFLOW', reason: 'Header overflow' }

let llhttp: Llhttp | undefined

// The parse under way. llhttp calls back synchronously and nothing else runs meanwhile, so plain module
// variables serve every parser; a parser keeps its own copy only while a message is cut by a chunk's end.
let active: Parser
let tape: Tape
let section: number
let part: number
/** Where the open HEAD or TRAILERS record starts on the tape. */
let record: number
/** Chunk position where this chunk's part of the open record's text starts. */
let textStart: number
/** Length of the open record's text in earlier chunks. */
let carriedLength: number
/** Bytes of line, names and values so far. */
let headerBytes: number
/** Chunk offset of WebAssembly address 0: add it to an address. */
let toChunk: number
let keepAlive: boolean
let overflow: boolean

/**
 * Reads the messages of one direction of one connection.
 *
 * Feed chunks to {@link Parser.execute} as they come, call {@link Parser.finish} at the end of input.
 * After a tape with an error the parser answers every further chunk with the same error.
 */
export class Parser {
  /** Requests or responses. */
  readonly type: MessageType
  /** See {@link ParserOptions.maxHeaderSize}. */
  maxHeaderSize: number
  /** What to make of the next final head; a client sets it before the response to HEAD or CONNECT can arrive. */
  headVerdict: HeadVerdict = HeadVerdict.PROCEED

  /** @internal llhttp struct, 0 while none is borrowed */
  pointer = 0
  private section: number = Section.BETWEEN
  private part: number = Part.NONE
  private headerBytes = 0
  private keepAlive = true
  private carriedText = ''
  private carriedRecord: Int32Array | null = null
  private error: ParseError | null = null

  constructor(type: MessageType, options?: ParserOptions) {
    this.type = type
    this.maxHeaderSize = options?.maxHeaderSize || DEFAULT_MAX_HEADER_SIZE
  }

  /** Whether every byte so far belongs to a complete message, so that the end of input would be harmless. */
  get isBetweenMessages(): boolean {
    return this.section === Section.BETWEEN
  }

  /**
   * Parses a chunk. The tape refers to the chunk, so leave its bytes alone until the tape is released.
   * Errors are on the tape, behind the records of what was parsed before them; nothing is thrown.
   */
  execute(chunk: Uint8Array): Tape {
    const { exports, input } = this.begin(chunk)
    if (this.error === null) {
      const length = chunk.length
      for (let offset = 0; offset < length; ) {
        const piece = length - offset <= INPUT_BUFFER_SIZE && offset === 0 ? chunk : chunk.subarray(offset, offset + INPUT_BUFFER_SIZE)
        llhttp!.heap().set(piece, input)
        toChunk = offset - input
        const errno = exports.llhttp_execute(this.pointer, input, piece.length)
        offset += piece.length
        if (errno === Errno.OK) continue
        const stop = exports.llhttp_get_error_pos(this.pointer) + toChunk
        if (errno === Errno.PAUSED_UPGRADE) appendUpgrade(stop)
        else this.fail(errno, stop)
        break
      }
    }
    return this.end()
  }

  /**
   * The end of input. Completes a response whose body ends with the connection; anything else half-read is
   * an error on the tape (`HPE_INVALID_EOF_STATE`).
   */
  finish(): Tape {
    const { exports } = this.begin(NO_BYTES)
    if (this.error === null) {
      const errno = exports.llhttp_finish(this.pointer)
      if (errno !== Errno.OK) this.fail(errno, 0)
    }
    return this.end()
  }

  /**
   * After a tape that ended with an UPGRADE record: the offer is declined (RFC 9110 section 7.8), and the bytes from
   * the record's offset on are HTTP after all. Feed them to {@link Parser.execute}.
   */
  declineUpgrade(): void {
    if (this.pointer !== 0) llhttp!.exports.llhttp_resume_after_upgrade(this.pointer)
  }

  /** Gives WebAssembly memory back. For a connection that ends in the middle of a message; harmless at any time. */
  free(): void {
    if (this.pointer !== 0) {
      llhttp!.giveBack(this.type, this.pointer)
      this.pointer = 0
    }
    this.carriedRecord = null
    this.carriedText = ''
  }

  /** Makes this the active parse. */
  private begin(chunk: Uint8Array): Llhttp {
    llhttp ??= instantiate(callbacks)
    if (this.pointer === 0 && this.error === null) this.pointer = llhttp.borrow(this.type)
    active = this
    tape = borrowTape()
    tape.chunk = chunk
    tape.error = this.error
    section = this.section
    part = this.part
    keepAlive = this.keepAlive
    overflow = false
    if (section === Section.HEAD || section === Section.TRAILERS) this.restoreCarried()
    return llhttp
  }

  /** Ends the active parse, keeping what the next chunk needs. */
  private end(): Tape {
    if (section === Section.HEAD || section === Section.TRAILERS) this.carry()
    this.section = section
    this.part = part
    this.keepAlive = keepAlive
    // After `Connection: close` llhttp must remember to refuse what follows, so such a struct stays.
    if (section === Section.BETWEEN && keepAlive && this.pointer !== 0 && this.error === null) {
      llhttp!.giveBack(this.type, this.pointer)
      this.pointer = 0
    }
    return tape
  }

  /** Takes the open record off the tape: its chunk is about to go. */
  private carry(): void {
    const { chunk } = tape
    if (textStart !== NO_TEXT) this.carriedText += latin1(chunk, textStart, chunk.length)
    this.carriedRecord = tape.events.slice(record, tape.end)
    this.headerBytes = headerBytes
    tape.end = record
  }

  /** Puts the record that the last chunk cut back on the tape. */
  private restoreCarried(): void {
    const carried = this.carriedRecord!
    record = 0
    while (tape.events.length < carried.length + SPAN_SIZE) tape.grow()
    tape.events.set(carried)
    tape.end = carried.length
    tape.carriedText = this.carriedText
    carriedLength = this.carriedText.length
    textStart = carriedLength === 0 ? NO_TEXT : 0
    headerBytes = this.headerBytes
  }

  /** @internal the carried text is on the tape now */
  dropCarried(): void {
    this.carriedText = ''
    this.carriedRecord = null
  }

  private fail(errno: number, stop: number): void {
    const { exports, cString } = llhttp!
    const chunk = tape.chunk.length === 0 ? undefined : tape.chunk
    const error = overflow
      ? new ParseError(HEADER_OVERFLOW.code, HEADER_OVERFLOW.reason, stop, chunk)
      : new ParseError(cString(exports.llhttp_errno_name(errno)), cString(exports.llhttp_get_error_reason(this.pointer)), stop, chunk)
    if (section === Section.HEAD || section === Section.TRAILERS) tape.end = record
    section = Section.BODY
    this.error = error
    tape.error = error
    this.free()
  }
}

const NO_BYTES = new Uint8Array(0)

function openRecord(kind: number, size: number): void {
  record = tape.end
  if (record + size > tape.events.length) tape.grow()
  tape.events[record] = kind
  // A reused tape holds old numbers, and an empty line has no callback that would set these.
  if (kind === Kind.HEAD) tape.events[record + Field.LINE_START] = tape.events[record + Field.LINE_END] = 0
  tape.end = record + size
  textStart = NO_TEXT
  carriedLength = 0
  headerBytes = 0
  part = Part.NONE
}

/** Closes the open record at the end of its text, chunk position `textEnd`. */
function closeRecord(): void {
  const { events } = tape
  const carried = carriedLength !== 0
  events[record + Field.SIZE] = tape.end - record
  events[record + Field.CARRIED] = carried ? 1 : 0
  const start = textStart === NO_TEXT ? 0 : textStart
  events[record + Field.TEXT_START] = start
  events[record + Field.TEXT_END] = textStart === NO_TEXT ? 0 : Math.max(start, start + textLength() - carriedLength)
  active.dropCarried()
}

/** End of the last span: where the text of the open record ends. */
function textLength(): number {
  const { events } = tape
  const first = record + (events[record] === Kind.HEAD ? HEAD_SIZE : TRAILERS_SIZE)
  return tape.end > first ? events[tape.end - 1]! : events[record + Field.LINE_END]!
}

/** Text position of an address; the first span of a record decides where its text starts. */
function toText(address: number): number {
  const position = address + toChunk
  if (textStart === NO_TEXT) textStart = position
  return position - textStart + carriedLength
}

/** Counts bytes against the head limit. */
function takesTooMuch(length: number): boolean {
  headerBytes += length
  overflow = headerBytes >= active.maxHeaderSize
  return overflow
}

function appendUpgrade(offset: number): void {
  const at = tape.end
  if (at + UPGRADE_SIZE > tape.events.length) tape.grow()
  tape.events[at] = Kind.UPGRADE
  tape.events[at + 1] = offset
  tape.end = at + UPGRADE_SIZE
}

function onLine(_parser: number, address: number, length: number): number {
  if (takesTooMuch(length)) return Errno.USER
  const start = toText(address)
  if (part !== Part.LINE) {
    part = Part.LINE
    tape.events[record + Field.LINE_START] = start
  }
  tape.events[record + Field.LINE_END] = start + length
  return 0
}

const callbacks = {
  wasm_on_message_begin(): number {
    section = Section.HEAD
    openRecord(Kind.HEAD, HEAD_SIZE)
    return 0
  },

  wasm_on_url: onLine,
  wasm_on_status: onLine,

  wasm_on_header_field(_parser: number, address: number, length: number): number {
    if (section === Section.BODY) {
      section = Section.TRAILERS
      openRecord(Kind.TRAILERS, TRAILERS_SIZE)
    }
    if (takesTooMuch(length)) return Errno.USER
    const start = toText(address)
    let at = tape.end
    if (part !== Part.NAME) {
      part = Part.NAME
      if (at + SPAN_SIZE > tape.events.length) tape.grow()
      tape.end = at += SPAN_SIZE
      tape.events[at - 4] = start
    }
    // A field whose value is empty may get no callback for it; until one comes the value is the empty span here.
    tape.events[at - 3] = tape.events[at - 2] = tape.events[at - 1] = start + length
    return 0
  },

  wasm_on_header_value(_parser: number, address: number, length: number): number {
    if (takesTooMuch(length)) return Errno.USER
    const start = toText(address)
    const at = tape.end
    if (part !== Part.VALUE) {
      part = Part.VALUE
      tape.events[at - 2] = start
    }
    tape.events[at - 1] = start + length
    return 0
  },

  wasm_on_headers_complete(parser: number, status: number, upgrade: number, keepsAlive: number): number {
    const { exports } = llhttp!
    const { events } = tape
    const isRequest = active.type === MessageType.REQUEST
    closeRecord()
    section = Section.BODY
    part = Part.NONE
    events[record + Field.CODE] = isRequest ? exports.llhttp_get_method(parser) : status
    events[record + Field.VERSION] = (exports.llhttp_get_http_major(parser) << 8) | exports.llhttp_get_http_minor(parser)
    events[record + Field.FLAGS] = (keepsAlive !== 0 ? HeadFlag.KEEP_ALIVE : 0) | (upgrade !== 0 ? HeadFlag.UPGRADE : 0)
    if (isRequest || status < 200) return HeadVerdict.PROCEED
    return active.headVerdict
  },

  wasm_on_body(_parser: number, address: number, length: number): number {
    const at = tape.end
    if (at + BODY_SIZE > tape.events.length) tape.grow()
    const start = address + toChunk
    tape.events[at] = Kind.BODY
    tape.events[at + 1] = start
    tape.events[at + 2] = start + length
    tape.end = at + BODY_SIZE
    return 0
  },

  wasm_on_message_complete(parser: number): number {
    if (section === Section.TRAILERS) closeRecord()
    section = Section.BETWEEN
    keepAlive = llhttp!.exports.llhttp_should_keep_alive(parser) !== 0
    const at = tape.end
    if (at + COMPLETE_SIZE > tape.events.length) tape.grow()
    tape.events[at] = Kind.COMPLETE
    tape.events[at + 1] = keepAlive ? 1 : 0
    tape.end = at + COMPLETE_SIZE
    return 0
  },
}

let methods: readonly string[] | undefined

/** Methods of llhttp, numbered from 0 without a gap. */
const METHOD_COUNT = 47
/** Numbers of `PRI`, which only the preface of HTTP/2 uses, and of the methods of RTSP. */
const FIRST_OTHER_METHOD = 34
const LAST_OTHER_METHOD = 45

/** The name of the request method with llhttp's number `code`, as a HEAD record has it. */
export function methodName(code: number): string {
  return (methods ??= readMethods())[code]!
}

/** The request methods of HTTP that the parser accepts, sorted: `http.METHODS` of Node. */
export function methodNames(): string[] {
  methods ??= readMethods()
  return methods.filter((_, code) => code < FIRST_OTHER_METHOD || code > LAST_OTHER_METHOD).sort()
}

function readMethods(): string[] {
  const { exports, cString } = (llhttp ??= instantiate(callbacks))
  return Array.from({ length: METHOD_COUNT }, (_, code) => cString(exports.llhttp_method_name(code)))
}
