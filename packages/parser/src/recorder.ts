/**
 * Recorder: the parse under way. llhttp calls back into this file, and each call appends to the tape.
 *
 * llhttp calls back synchronously and nothing else runs meanwhile, so plain module variables serve every parser; a parser
 * keeps its own copy only while a message is cut by a chunk's end ({@link begin}, {@link end}).
 *
 * Three kinds of positions: an address in WebAssembly memory, a chunk position (address + `toChunk`), and a text
 * position (chunk position - `textStart` + `carriedLength`), which is what spans on the tape are.
 */
import { Errno, HeadVerdict, Lenient, MessageType } from './constants.js'
import { CHUNK_EXTENSIONS_OVERFLOW, CLOSED_CONNECTION, EMPTY_TRANSFER_ENCODING, EXPECTED_LF, HEADER_OVERFLOW, INVALID_TRANSFER_ENCODING, LF_IN_REQUEST_LINE, type Refusal } from './errors.js'
import { hasTabAfterChunked, hasCloseOption } from './guards.js'
import { latin1 } from './latin1.js'
import { At, Flag, Rec, Size } from './layout.js'
import { INITIAL_TAPE_CAPACITY, MAX_KEPT_WHITE_SPACE } from './limits.js'
import type { Parser } from './parser.js'
import { Tape } from './tape.js'
import type { LlhttpExports, LlhttpImports } from './wasm/exports.js'

// Constant enums, because these numbers stand in the hottest code and are to be literals there.

/** What a parser is reading. */
export const enum Section {
  BETWEEN,
  HEAD,
  BODY,
  TRAILERS,
  /** Nothing: what comes is another protocol's. */
  UPGRADED,
  /** Nothing: the input was bad. */
  FAILED,
  /** Nothing: the parser was freed. */
  FREED,
}

/** Which span the last callback was about; a second callback for the same span is its continuation. */
const enum Part {
  NONE,
  LINE,
  NAME,
  VALUE,
}

/** What is known of the message under way. A sum. */
const enum Fact {
  /** A field's name is as long as one that needs a look, or may be. */
  INSPECT = 1,
  /** It has a Transfer-Encoding. */
  CODED = 2,
  /** It closes the connection, though llhttp did not see it. */
  CLOSES = 4,
  /** The chunk ended with the CR of the status line; the next must start with LF. */
  NEEDS_LF = 8,
  /** Another protocol follows it. */
  UPGRADES = 16,
}

/** Where the reading of a chunk-size line is. */
const enum SizeLine {
  BEFORE,
  DIGITS,
  EXTENSIONS,
  AFTER,
}

const enum Char {
  TAB = 0x09,
  LF = 0x0a,
  CR = 0x0d,
  SMALL_C = 0x63,
  SMALL_T = 0x74,
  /** The bit that tells an ASCII capital from its small letter. */
  SMALL = 0x20,
}

/** Lengths of the names that {@link inspectFields} looks for. */
const enum Length {
  CONNECTION = 10,
  TRANSFER_ENCODING = 17,
}

const enum Mark {
  /** Position of a text that has no byte in this chunk yet. */
  NO_TEXT = -1,
  /** Stands for no limit: more numbers than any tape holds. */
  NO_LIMIT = 0x3fffffff,
}

/** llhttp's number of CONNECT, which is followed by another protocol and never by a body. */
const METHOD_CONNECT = 5

const CONNECTION = 'connection'
const TRANSFER_ENCODING = 'transfer-encoding'

/** Guards are off where the caller asked for leniency of their kind. */
const LENIENT_ABOUT_CLOSE = Lenient.KEEP_ALIVE | Lenient.DATA_AFTER_CLOSE

let exports: LlhttpExports
let active: Parser
let tape: Tape
/** See {@link Section}. */
export let section: number
let part: number
let facts: number
let keepAlive: boolean
/** Where the open HEAD or TRAILERS record starts on the tape. */
let record: number
/** Where its last field may start on the tape. */
let lastField: number
/** Chunk position where this chunk's part of the open record's text starts. */
let textStart: number
/** Length of the open record's text before that: `active.carriedText`. */
let carriedLength: number
/** Bytes of line, names and values so far. */
let headerBytes: number
/** Chunk offset of WebAssembly address 0: add it to an address. */
let toChunk: number
/** Chunk position from which the bytes up to the next body data are a chunk-size line. */
let sizeLineStart: number
let sizeLine: number
let extensionBytes: number
/** Why a callback stopped the parse, and where if not where llhttp stands. */
let refusal: Refusal | null
let refusedAt: number

/** Whether there is anything in the chunk that looks like a status line which ends with CR CR; undefined until it matters. */
let hasCrCr: boolean | undefined

const NOT_SAID = -1
/** Bytes of a status line without reason, its end and half of the empty line after it: `HTTP/1.1 200 ` and CR LF CR. */
const STATUS_LINE_END = 16

/** Makes `parser` the active one, with an empty tape for `chunk`. */
export function begin(parser: Parser, chunk: Uint8Array, wasm: LlhttpExports): Tape {
  exports = wasm
  active = parser
  tape = Tape.borrow()
  tape.chunk = chunk
  section = parser.section
  keepAlive = parser.keepAlive
  facts = 0
  refusal = null
  hasCrCr = undefined
  if (section !== Section.BETWEEN) resume()
  return tape
}

/** Tells the recorder where the bytes that llhttp reads next belong in the chunk. */
export function place(offset: number): void {
  toChunk = offset
}

/** Ends the active parse; the parser keeps what the next chunk needs. */
export function end(): void {
  if (section !== Section.BETWEEN) suspend()
  active.section = section
  active.keepAlive = keepAlive
}

function suspend(): void {
  if (section === Section.HEAD || section === Section.TRAILERS) {
    // The chunk is about to go: its part of the text is copied, and the open record leaves the tape.
    carryText()
    if (part === Part.NONE && active.type === MessageType.RESPONSE) active.statusLineEnd = statusLineEnd(tape.chunk.length)
    carryRecord()
  } else if (section === Section.BODY && (facts & Fact.CODED) !== 0) {
    readSizeLine(Math.max(sizeLineStart, 0), tape.chunk.length)
    if (extensionBytes > active.maxChunkExtensionsSize) refuse(CHUNK_EXTENSIONS_OVERFLOW, tape.chunk.length)
  }
  active.part = part
  active.facts = facts
  active.headerBytes = headerBytes
  active.sizeLine = sizeLine
  active.extensionBytes = extensionBytes
}

/** Takes the open record off the tape. A large one takes the tape's numbers with it: copied at each chunk it would cost the square. */
function carryRecord(): void {
  active.carriedEnd = tape.end - record
  if (record === 0 && tape.end > INITIAL_TAPE_CAPACITY) {
    active.carriedRecord = tape.events
    tape.events = new Int32Array(INITIAL_TAPE_CAPACITY)
  } else {
    active.carriedRecord = tape.events.slice(record, tape.end)
  }
  tape.end = record
}

/** Puts it back. */
function restoreRecord(): void {
  const carried = active.carriedRecord!
  if (carried.length > INITIAL_TAPE_CAPACITY) tape.events = carried
  else tape.events.set(carried)
  record = 0
  tape.end = active.carriedEnd
  if (tape.end + Size.SPAN > tape.events.length) tape.grow()
}

function resume(): void {
  part = active.part
  facts = active.facts
  headerBytes = active.headerBytes
  sizeLineStart = 0
  sizeLine = active.sizeLine
  extensionBytes = active.extensionBytes
  if (section !== Section.HEAD && section !== Section.TRAILERS) return
  restoreRecord()
  carriedLength = active.carriedText.length
  textStart = Mark.NO_TEXT
  setLastField(tape.events[0] === Rec.HEAD ? Size.HEAD : Size.TRAILERS)
  if ((facts & Fact.NEEDS_LF) !== 0 && tape.chunk.length > 0) {
    facts &= ~Fact.NEEDS_LF
    if (tape.chunk[0] !== Char.LF) refuse(EXPECTED_LF, 0)
  }
}

/** The refusal that stopped the parse, null when llhttp's own error did. */
export function refused(): Refusal | null {
  return refusal
}

/** Where in the chunk the parse was refused, if llhttp stands at `stop`. */
export function refusedPosition(stop: number): number {
  return refusedAt === NOT_SAID ? stop : refusedAt
}

/** llhttp stopped at chunk position `stop`. A chunk-size line that is too long by then is the first thing wrong. */
export function inspectStop(stop: number): void {
  if (refusal === null && section === Section.BODY && (facts & Fact.CODED) !== 0 && hasTooManyExtensions(stop)) refuse(CHUNK_EXTENSIONS_OVERFLOW)
}

/** The parse is over for good. The record under way is taken off the tape. */
export function fail(): void {
  if (section === Section.HEAD || section === Section.TRAILERS) tape.end = record
  section = Section.FAILED
}

/** Whether llhttp's pause at the end of a message is meant. It also makes one after a 101 that names no protocol. */
export function isUpgrade(): boolean {
  return (facts & Fact.UPGRADES) !== 0
}

/** HTTP ends at `offset` of the chunk. */
export function upgrade(offset: number): void {
  const at = tape.end
  if (at + Size.PAIR > tape.events.length) tape.grow()
  tape.events[at] = Rec.UPGRADE
  tape.events[at + 1] = offset
  tape.end = at + Size.PAIR
  section = Section.UPGRADED
}

// Going back, for `relaxed.ts`

/** The recorder at one moment of a parse. */
export interface Moment {
  readonly numbers: readonly number[]
  readonly keepAlive: boolean
  readonly carriedText: string
  readonly carriedRecord: Int32Array<ArrayBuffer> | null
  readonly statusLineEnd: string
}

/** What {@link goBack} needs. */
export function remember(): Moment {
  const { carriedText, carriedRecord, statusLineEnd } = active
  // The last number of the tape is where an open value ends so far.
  const lastNumber = tape.end > 0 ? tape.events[tape.end - 1]! : 0
  return {
    numbers: [section, part, facts, record, lastField, textStart, carriedLength, headerBytes, sizeLineStart, sizeLine, extensionBytes, tape.end, tape.carried.length, lastNumber],
    keepAlive,
    carriedText,
    carriedRecord,
    statusLineEnd,
  }
}

/** Forgets what was recorded since. */
export function goBack(moment: Moment): void {
  let lastNumber: number
  ;[section, part, facts, record, lastField, textStart, carriedLength, headerBytes, sizeLineStart, sizeLine, extensionBytes, tape.end, tape.carried.length, lastNumber] =
    moment.numbers as Numbers
  if (tape.end > 0) tape.events[tape.end - 1] = lastNumber
  ;({ keepAlive } = moment)
  active.carriedText = moment.carriedText
  active.carriedRecord = moment.carriedRecord
  active.statusLineEnd = moment.statusLineEnd
}

type Numbers = [number, number, number, number, number, number, number, number, number, number, number, number, number, number]

// Records and texts

function openRecord(kind: number, size: number): void {
  record = tape.end
  if (record + size > tape.events.length) tape.grow()
  tape.events[record] = kind
  // A reused tape holds old numbers, and an empty line has no callback that would set these.
  if (kind === Rec.HEAD) tape.events[record + At.LINE_START] = tape.events[record + At.LINE_END] = 0
  tape.end = record + size
  textStart = Mark.NO_TEXT
  carriedLength = 0
  headerBytes = 0
  part = Part.NONE
  setLastField(tape.end)
}

function setLastField(first: number): void {
  const { maxHeadersCount } = active
  lastField = maxHeadersCount === 0 ? Mark.NO_LIMIT : first + (maxHeadersCount - 1) * Size.SPAN
}

/** Closes the open record at the end of its text. */
function closeRecord(): void {
  const { events } = tape
  // A response with too many fields loses the rest; until here they count as ever for limits and guards.
  if (tape.end > lastField + Size.SPAN) tape.end = lastField + Size.SPAN
  events[record + At.SIZE] = tape.end - record
  events[record + At.TEXT_START] = textStart === Mark.NO_TEXT ? 0 : textStart
  events[record + At.TEXT_END] = textStart === Mark.NO_TEXT ? 0 : Math.max(textStart, textEnd())
  if (carriedLength === 0) {
    events[record + At.CARRIED] = 0
  } else {
    events[record + At.CARRIED] = tape.carried.push(active.carriedText)
    active.carriedText = ''
    active.carriedRecord = null
  }
}

/** Chunk position of the end of the text so far. */
function textEnd(): number {
  const { events } = tape
  const first = record + (events[record] === Rec.HEAD ? Size.HEAD : Size.TRAILERS)
  const length = tape.end > first ? events[tape.end - 1]! : events[record + At.LINE_END]!
  return textStart + length - carriedLength
}

/** Moves the text so far from the chunk to the parser. The next span follows it without a gap, whatever lies between. */
function carryText(): void {
  if (textStart !== Mark.NO_TEXT) {
    const end = textEnd()
    if (end > textStart) active.carriedText += latin1(tape.chunk, textStart, end)
    textStart = Mark.NO_TEXT
  }
  carriedLength = active.carriedText.length
}

/** Text position of an address; the first span of a record in a chunk decides where its text starts there. */
function toText(address: number): number {
  const position = address + toChunk
  if (textStart === Mark.NO_TEXT) textStart = position
  return position - textStart + carriedLength
}

/** The byte at a text position. */
function byteAt(position: number): number {
  return position < carriedLength ? active.carriedText.charCodeAt(position) : tape.chunk[position - carriedLength + textStart]!
}

/** Whether the text at `start` is `word`, which is in small letters, in any case. */
function isAt(start: number, word: string): boolean {
  const { length } = word
  if (start < carriedLength) return valueAt(start, start + length).toLowerCase() === word
  const { chunk } = tape
  const from = start - carriedLength + textStart
  for (let i = 0; i < length; i++) if ((chunk[from + i]! | Char.SMALL) !== word.charCodeAt(i)) return false
  return true
}

/** Whether there is HTAB in the text positions [start, end). */
function hasTab(start: number, end: number): boolean {
  if (start < carriedLength) return valueAt(start, end).includes('\t')
  const { chunk } = tape
  const shift = textStart - carriedLength
  for (let at = start + shift; at < end + shift; at++) if (chunk[at] === Char.TAB) return true
  return false
}

/** The text positions [start, end) as a string. */
function valueAt(start: number, end: number): string {
  let value = ''
  for (let position = start; position < end; position++) value += String.fromCharCode(byteAt(position))
  return value
}

// Refusals

function refuse(why: Refusal, at = NOT_SAID): number {
  refusal = why
  refusedAt = at
  return Errno.USER
}

/** Counts bytes against the head limit. */
function takesTooMuch(length: number): boolean {
  headerBytes += length
  return headerBytes >= active.maxHeaderSize
}

/** The last bytes of input before chunk position `end`, where a status line without reason ends if one does. */
function statusLineEnd(end: number): string {
  const text = latin1(tape.chunk, Math.max(0, end - STATUS_LINE_END), end)
  return (active.statusLineEnd + text).slice(-STATUS_LINE_END)
}

/**
 * Whether the status line ended with CR CR, which llhttp before 9.4.2 takes for its end. Where there is a reason its
 * callback looks; this is for a line without one, which has none. `end` is the chunk position of the first field, or of
 * the chunk's end when there is no field.
 */
function endsWithTwoCr(end: number, hasFields: boolean): boolean {
  if ((active.lenient & Lenient.OPTIONAL_LF_AFTER_CR) !== 0) return false
  if (hasFields) return statusLineEnd(end).endsWith('\r\r')
  // Where in the chunk the line stands is not known, so one look at all of it serves every such line.
  return (hasCrCr ??= /HTTP\/\d\.\d \d{3} ?\r\r/.test(active.statusLineEnd + latin1(tape.chunk, 0, end)))
}

/**
 * Looks at the fields that say how the message ends and what becomes of the connection, where this llhttp reads less in
 * them than it should. Answers 0, or refuses.
 */
function inspectFields(): number {
  const { events } = tape
  const end = tape.end
  for (let at = record + Size.HEAD; at < end; at += Size.SPAN) {
    const start = events[at]!
    const length = events[at + 1]! - start
    if (length === Length.CONNECTION) {
      if ((byteAt(start) | Char.SMALL) === Char.SMALL_C) inspectConnection(start, events[at + 2]!, events[at + 3]!)
    } else if (length === Length.TRANSFER_ENCODING) {
      if ((byteAt(start) | Char.SMALL) === Char.SMALL_T && isAt(start, TRANSFER_ENCODING)) {
        facts |= Fact.CODED
        const why = inspectCoding(events[at + 2]!, events[at + 3]!)
        if (why !== null) return refuse(why)
      }
    }
  }
  return 0
}

/** `close` followed by HTAB is `close` (RFC 9110 section 5.6.3); llhttp knows since 9.4.2. */
function inspectConnection(name: number, start: number, end: number): void {
  if (!hasTab(start, end) || !isAt(name, CONNECTION) || (active.lenient & LENIENT_ABOUT_CLOSE) !== 0) return
  if (hasCloseOption(valueAt(start, end))) facts |= Fact.CLOSES
}

function inspectCoding(start: number, end: number): Refusal | null {
  // llhttp before 9.4.3 takes an empty coding for none. Later ones refuse it whatever the leniency.
  if (end === start) return EMPTY_TRANSFER_ENCODING
  if ((active.lenient & Lenient.TRANSFER_ENCODING) !== 0) return null
  // And takes `chunked` followed by HTAB for an unknown coding.
  return hasTab(start, end) && hasTabAfterChunked(valueAt(start, end)) ? INVALID_TRANSFER_ENCODING : null
}

/**
 * Reads the chunk positions [from, to), in which a chunk-size line may end, for the bytes of its extensions.
 * The bytes before the line (CRLF after data or head, the colon of an empty last field) are no hexadecimal digits.
 */
function readSizeLine(from: number, to: number): void {
  const { chunk } = tape
  for (let at = from; at < to && sizeLine !== SizeLine.AFTER; at++) {
    const byte = chunk[at]!
    if (isHexDigit(byte) && sizeLine <= SizeLine.DIGITS) sizeLine = SizeLine.DIGITS
    else if (sizeLine !== SizeLine.BEFORE) {
      if (byte === Char.LF || byte === Char.CR) sizeLine = SizeLine.AFTER
      else {
        sizeLine = SizeLine.EXTENSIONS
        extensionBytes++
      }
    }
  }
}

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | Char.SMALL) >= 0x61 && (byte | Char.SMALL) <= 0x66)
}

/** Whether the size line that ends before chunk position `to` holds too much. Exact, and free while the line is short. */
function hasTooManyExtensions(to: number): boolean {
  const from = Math.max(sizeLineStart, 0)
  if (to - from + extensionBytes <= active.maxChunkExtensionsSize) return false
  readSizeLine(from, to)
  return extensionBytes > active.maxChunkExtensionsSize
}

/** The next chunk-size line starts at chunk position `at` or behind it. */
function startSizeLine(at: number): void {
  sizeLineStart = at
  sizeLine = SizeLine.BEFORE
  extensionBytes = 0
}

/** What to make of a head. Only a final response's is a matter of what it answers. */
function verdictOf(isRequest: boolean, status: number): HeadVerdict {
  if (isRequest || status < 200) return HeadVerdict.PROCEED
  // Several responses may stand in one chunk, so a client that pipelines says all it knows beforehand.
  return active.headVerdicts?.shift() ?? active.headVerdict
}

/** Responses that end with their head (RFC 9112 section 6.3, rule 1). */
function isBodiless(status: number): boolean {
  return status < 200 || status === 204 || status === 304
}

// What llhttp calls

function onLine(address: number, length: number): number {
  if (takesTooMuch(length)) return refuse(HEADER_OVERFLOW)
  const start = toText(address)
  if (part !== Part.LINE) {
    part = Part.LINE
    tape.events[record + At.LINE_START] = start
  }
  tape.events[record + At.LINE_END] = start + length
  return 0
}

export const callbacks: LlhttpImports = {
  wasm_on_message_begin(): number {
    // llhttp saw no reason to close; the guard did.
    if (!keepAlive && (active.lenient & LENIENT_ABOUT_CLOSE) === 0) return refuse(CLOSED_CONNECTION)
    section = Section.HEAD
    facts = 0
    if (active.statusLineEnd !== '') active.statusLineEnd = ''
    openRecord(Rec.HEAD, Size.HEAD)
    return 0
  },

  wasm_on_url(_parser: number, address: number, length: number): number {
    // llhttp takes LF here for the end of an HTTP/0.9 request line, and goes on to read fields.
    const end = address + toChunk + length
    if (tape.chunk[end] === Char.LF && (active.lenient & Lenient.OPTIONAL_CR_BEFORE_LF) === 0) return refuse(LF_IN_REQUEST_LINE, end)
    return onLine(address, length)
  },

  wasm_on_status(_parser: number, address: number, length: number): number {
    const end = address + toChunk + length
    if (tape.chunk[end] === Char.CR && (active.lenient & Lenient.OPTIONAL_LF_AFTER_CR) === 0) {
      if (end + 1 === tape.chunk.length) facts |= Fact.NEEDS_LF
      else if (tape.chunk[end + 1] !== Char.LF) return refuse(EXPECTED_LF, end + 1)
    }
    return onLine(address, length)
  },

  wasm_on_header_field(_parser: number, address: number, length: number): number {
    if (section === Section.BODY) {
      if (hasTooManyExtensions(address + toChunk)) return refuse(CHUNK_EXTENSIONS_OVERFLOW)
      section = Section.TRAILERS
      openRecord(Rec.TRAILERS, Size.TRAILERS)
    }
    if (takesTooMuch(length)) return refuse(HEADER_OVERFLOW)
    const start = toText(address)
    let at = tape.end
    if (part !== Part.NAME) {
      if (part === Part.NONE && active.type === MessageType.RESPONSE && section === Section.HEAD && endsWithTwoCr(address + toChunk, true)) return refuse(EXPECTED_LF)
      if (at > lastField && active.type === MessageType.REQUEST) return refuse(HEADER_OVERFLOW)
      part = Part.NAME
      if (length === Length.CONNECTION || length === Length.TRANSFER_ENCODING) facts |= Fact.INSPECT
      if (at + Size.SPAN > tape.events.length) tape.grow()
      tape.end = at += Size.SPAN
      tape.events[at - 4] = start
    } else {
      // The name came in pieces.
      facts |= Fact.INSPECT
    }
    // A field whose value is empty may get no callback for it; until one comes the value is the empty span here.
    const { events } = tape
    events[at - 3] = events[at - 2] = events[at - 1] = start + length
    return 0
  },

  wasm_on_header_value(_parser: number, address: number, length: number): number {
    if (takesTooMuch(length)) return refuse(HEADER_OVERFLOW)
    let start = toText(address)
    const { events } = tape
    const at = tape.end
    const before = events[at - 1]!
    if (part !== Part.VALUE) {
      if (start - before > MAX_KEPT_WHITE_SPACE) {
        carryText()
        start = toText(address)
      }
      part = Part.VALUE
      events[at - 2] = start
    } else if (start !== before) {
      // A folded value goes on in another line. What lies between is no part of it.
      carryText()
      start = toText(address)
    }
    events[at - 1] = start + length
    return 0
  },

  wasm_on_headers_complete(parser: number, status: number, upgrade: number, keepsAlive: number): number {
    const { events } = tape
    if (facts !== 0) {
      const refusing = inspectFields()
      if (refusing !== 0) return refusing
      startSizeLine(textStart === Mark.NO_TEXT ? 0 : textEnd())
    }
    const isRequest = active.type === MessageType.REQUEST
    if (!isRequest && part === Part.NONE && endsWithTwoCr(tape.chunk.length, false)) return refuse(EXPECTED_LF)
    closeRecord()
    section = Section.BODY
    part = Part.NONE
    events[record + At.CODE] = isRequest ? exports.llhttp_get_method(parser) : status
    events[record + At.VERSION] = (exports.llhttp_get_http_major(parser) << 8) | exports.llhttp_get_http_minor(parser)
    events[record + At.FLAGS] =
      (keepsAlive !== 0 && (facts & Fact.CLOSES) === 0 ? Flag.KEEP_ALIVE : 0) | (upgrade !== 0 ? Flag.UPGRADE : 0)
    if (upgrade !== 0) facts |= Fact.UPGRADES
    const verdict = verdictOf(isRequest, status)
    if (verdict === HeadVerdict.NO_BODY_AND_UPGRADE) facts |= Fact.UPGRADES
    // A message that has no body has no chunks either, whatever its head says: what follows is no chunk-size line.
    if (verdict !== HeadVerdict.PROCEED || (!isRequest && isBodiless(status)) || (isRequest && upgrade !== 0 && events[record + At.CODE] === METHOD_CONNECT)) {
      facts &= ~Fact.CODED
    }
    return verdict
  },

  wasm_on_body(_parser: number, address: number, length: number): number {
    const start = address + toChunk
    if ((facts & Fact.CODED) !== 0) {
      if (hasTooManyExtensions(start)) return refuse(CHUNK_EXTENSIONS_OVERFLOW, start)
      startSizeLine(start + length)
    }
    const at = tape.end
    if (at + Size.BODY > tape.events.length) tape.grow()
    tape.events[at] = Rec.BODY
    tape.events[at + 1] = start
    tape.events[at + 2] = start + length
    tape.end = at + Size.BODY
    return 0
  },

  wasm_on_message_complete(parser: number): number {
    if (section === Section.TRAILERS) closeRecord()
    // The line of the last chunk is somewhere before the end of this chunk.
    else if ((facts & Fact.CODED) !== 0 && hasTooManyExtensions(tape.chunk.length)) return refuse(CHUNK_EXTENSIONS_OVERFLOW)
    section = Section.BETWEEN
    keepAlive = exports.llhttp_should_keep_alive(parser) !== 0 && (facts & Fact.CLOSES) === 0
    const at = tape.end
    if (at + Size.PAIR > tape.events.length) tape.grow()
    tape.events[at] = Rec.COMPLETE
    tape.events[at + 1] = keepAlive ? 1 : 0
    tape.end = at + Size.PAIR
    return 0
  },
}
