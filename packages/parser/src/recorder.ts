/**
 * The JavaScript half of the recorder: the work before, between and after the calls of llhttp.
 * The other half, which llhttp calls, is in `recorder/`.
 */
import { carryText, dropRecord, finishTape, handOverText, makeRoom, restoreRecord } from './carried.js'
import { REFUSALS, type Overflow, type Refusal } from './errors.js'
import { hasTooManyExtensions, hasTwoCr, inspectFields, inspectStrictly, lastBytes, nextVerdict, refuse } from './inspection.js'
import { Rec, Size } from './layout.js'
import { INPUT_BUFFER_SIZE } from './limits.js'
import { overflowOf } from './overflow.js'
import { active, numbers, setParse, tape, wasm, words } from './parse.js'
import type { ParseState } from './parse-state.js'
import { Bytes, Char, Fact, Guard, LlhttpType, Mark, Part, Refused, Section, Word } from './state.js'
import { Tape } from './records.js'
import type { RecorderImports } from './wasm/exports.js'
import type { Llhttp } from './wasm/instance.js'

/** The functions that the recorder in WebAssembly calls. */
export const imports: RecorderImports = { carryText, handOverText, inspectFields, inspectStrictly, hasTwoCr, nextVerdict }

/** Starts a parse of `chunk` by `parser`. Returns its tape, which is empty. */
export function begin(llhttp: Llhttp, parser: ParseState, chunk: Uint8Array): Tape {
  const lent = Tape.lend(chunk, llhttp.numbers)
  // A tape that is still lent has its own numbers by now. So memory may grow, and the tape in it may be overwritten.
  if (parser.pointer === 0 && parser.section < Section.UPGRADED) parser.pointer = llhttp.prepare(parser.type, parser.lenient)
  if (llhttp.heap.length === 0) {
    llhttp.refreshViews()
    lent.events = llhttp.numbers
  }
  setParse(llhttp, parser, lent)
  const { words } = llhttp
  words[Word.TYPE] = parser.type
  words[Word.GUARDS] = parser.guards
  words[Word.MAX_HEADER_SIZE] = Math.min(parser.maxHeaderSize, Mark.NO_LIMIT)
  const { maxHeadersCount } = parser
  words[Word.MAX_FIELD_BYTES] = maxHeadersCount === 0 ? Mark.NO_LIMIT : Math.min((maxHeadersCount - 1) * (Size.SPAN * Bytes.NUMBER), Mark.NO_LIMIT)
  words[Word.MAX_CHUNK_EXTENSIONS_SIZE] = Math.min(parser.maxChunkExtensionsSize, Mark.NO_LIMIT)
  words[Word.VERDICT] = parser.headVerdicts === null ? parser.headVerdict : Mark.ASK
  words[Word.TO_CHUNK] = -llhttp.input
  words[Word.INPUT_START] = llhttp.input
  words[Word.INPUT_END] = llhttp.input
  words[Word.PASSED] = 0
  words[Word.SECTION] = parser.section
  words[Word.KEEP_ALIVE] = parser.keepAlive ? 1 : 0
  words[Word.END] = llhttp.tapeStart
  words[Word.REFUSAL] = Refused.NOT
  if (parser.section !== Section.BETWEEN) resume()
  return lent
}

/** Copies a chunk, or the part from `offset` on that fits, to the input buffer. Returns the number of bytes. */
export function place(offset: number): number {
  const { chunk } = tape
  const { heap, input } = wasm
  let piece = chunk
  if (offset > 0 || chunk.length > INPUT_BUFFER_SIZE) {
    // Not by `subarray`, which may run the caller's code if the chunk's class is the caller's.
    piece = new Uint8Array(chunk.buffer, chunk.byteOffset + offset, Math.min(chunk.length - offset, INPUT_BUFFER_SIZE))
    if (offset > 0) {
      // The recorder may read the last bytes of the previous piece before this one.
      heap[input - 1] = chunk[offset - 1]!
      heap[input - 2] = chunk[offset - 2]!
      words[Word.TO_TEXT] = offset - input - words[Word.TEXT_START]! + words[Word.CARRIED_LENGTH]!
      // The previous piece may have ended inside a chunk-size line.
      if (hasTooManyExtensions(offset)) refuse(Refused.CHUNK_EXTENSIONS_OVERFLOW, offset)
      words[Word.SIZE_LINE_START] = input
      makeRoom()
      checkNext(offset)
      if (isRefused()) return 0
    }
  }
  const { length } = piece
  heap.set(piece, input)
  heap[input + length] = 0
  words[Word.TO_CHUNK] = offset - input
  words[Word.INPUT_END] = input + length
  return length
}

/** Called before {@link finish}: saves in the parser what the next chunk of the message needs, and refuses what is already too long. */
export function suspend(): void {
  const section = words[Word.SECTION]!
  const isHead = section === Section.HEAD || section === Section.TRAILERS
  if (isHead || section === Section.BODY) {
    active.facts = words[Word.FACTS]!
    if (isHead) {
      active.part = words[Word.PART]!
      active.headerBytes = words[Word.HEADER_BYTES]!
    } else if ((active.facts & Fact.CODED) !== 0) {
      if (hasTooManyExtensions(tape.chunk.length)) refuse(Refused.CHUNK_EXTENSIONS_OVERFLOW, tape.chunk.length)
      active.sizeLine = words[Word.SIZE_LINE]!
      active.extensionBytes = words[Word.EXTENSION_BYTES]!
    }
  }
  const needsLastBytes = active.type === LlhttpType.RESPONSE || (active.guards & Guard.STRICT) !== 0
  if (isHead && active.part === Part.NONE && needsLastBytes) active.lastBytes = lastBytes()
  else if (active.lastBytes !== '') active.lastBytes = ''
}

/** Ends the parse. */
export function finish(): void {
  finishTape()
  active.section = words[Word.SECTION]!
  active.keepAlive = words[Word.KEEP_ALIVE] !== 0
}

function resume(): void {
  words[Word.FACTS] = active.facts
  words[Word.PART] = active.part
  words[Word.HEADER_BYTES] = active.headerBytes
  words[Word.SIZE_LINE] = active.sizeLine
  words[Word.EXTENSION_BYTES] = active.extensionBytes
  words[Word.SIZE_LINE_START] = wasm.input
  if (active.section !== Section.HEAD && active.section !== Section.TRAILERS) return
  restoreRecord()
  words[Word.TEXT_START] = Mark.NO_TEXT
  words[Word.TEXT_END] = words[Word.CARRIED_LENGTH] = active.carriedText.length
  const { heap, input } = wasm
  const before = active.lastBytes
  words[Word.PASSED] = -before.length
  for (let back = 1; back <= 2; back++) heap[input - back] = before.length < back ? 0 : before.charCodeAt(before.length - back)
  checkNext(0)
}

/** If the input so far ended with the CR of a status line, or the SP after a target, refuses the byte at a chunk position that must not follow. */
function checkNext(position: number): void {
  const facts = words[Word.FACTS]!
  if ((facts & (Fact.NEEDS_LF | Fact.AFTER_TARGET)) === 0 || tape.chunk.length === 0) return
  words[Word.FACTS] = facts & ~(Fact.NEEDS_LF | Fact.AFTER_TARGET)
  const next = tape.chunk[position]
  if ((facts & Fact.NEEDS_LF) !== 0 && next !== Char.LF) refuse(Refused.EXPECTED_LF, position)
  if ((facts & Fact.AFTER_TARGET) === 0) return
  if (next === Char.SPACE) refuse(Refused.SPACE_IN_REQUEST_LINE, position)
  else if (next === Char.R || next === Char.I) refuse(Refused.UNSUPPORTED_VERSION, position)
}

/** True if a guard or a limit stopped the parse. */
export function isRefused(): boolean {
  return words[Word.REFUSAL] !== Refused.NOT
}

/** Records that llhttp or a refusal ended the parse at chunk position `stop`. Returns the refusal and its position; null for an error of llhttp. */
export function fail(stop: number): { refusal: Refusal; at: number; overflow: Overflow | undefined } | null {
  // If the chunk-size line is too long up to there, that is the first error.
  if (!isRefused() && hasTooManyExtensions(stop)) refuse(Refused.CHUNK_EXTENSIONS_OVERFLOW)
  const why = words[Word.REFUSAL]!
  const overflow = overflowOf(why)
  dropRecord()
  words[Word.SECTION] = Section.FAILED
  if (why === Refused.NOT) return null
  const at = words[Word.REFUSED_AT]!
  return { refusal: REFUSALS[why]!, at: at === Mark.LLHTTP_POSITION ? stop : at, overflow }
}

/** True if another protocol follows the message at whose end llhttp paused. It also pauses after a 101 that names no protocol. */
export function isUpgrade(): boolean {
  return (words[Word.FACTS]! & Fact.UPGRADES) !== 0
}

/** Records that HTTP ends at `offset` of the chunk. */
export function upgrade(offset: number): void {
  const at = lastIndex() + 1
  numbers[at] = Rec.UPGRADE
  numbers[at + 1] = offset
  words[Word.END]! += Size.PAIR * Bytes.NUMBER
  words[Word.SECTION] = Section.UPGRADED
}

// For `relaxed.ts`, which parses some bytes twice

/** The recorder at one snapshot of a parse. */
export interface Snapshot {
  readonly words: Int32Array
  readonly lastNumber: number
  readonly carriedText: string
  readonly carriedCount: number
}

/** Saves the state of the recorder. */
export function save(): Snapshot {
  return { words: words.slice(), lastNumber: numbers[lastIndex()]!, carriedText: active.carriedText, carriedCount: tape.carried.length }
}

/** Returns to a saved state: forgets what was recorded since. */
export function restore(snapshot: Snapshot): void {
  words.set(snapshot.words)
  if (words[Word.END] !== wasm.tapeStart) numbers[lastIndex()] = snapshot.lastNumber
  active.carriedText = snapshot.carriedText
  tape.carried.length = snapshot.carriedCount
}

/** Returns the index of the tape's last number, which is the end of an open value. */
function lastIndex(): number {
  return (words[Word.END]! - wasm.tapeStart) / Bytes.NUMBER - 1
}

