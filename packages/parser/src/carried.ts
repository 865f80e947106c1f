/**
 * The state that is carried from one piece of input to the next. A piece is a chunk, or the part of it that fits the input buffer. Carried are the text and the
 * spans of an unfinished head or trailer section, and the numbers of a tape that would not fit into WebAssembly memory.
 *
 * The parser keeps the open record of an unfinished message. To go on, only the record's beginning and its last field return to WebAssembly
 * memory. The fields between are hidden, and return when the record is closed. So the work is linear in the input however small the chunks
 * are.
 */
import { latin1 } from './latin1.js'
import { At, Rec, Size } from './layout.js'
import { FULL_TAPE } from './limits.js'
import { active, numbers, tape, wasm, words } from './parse.js'
import { Bytes, Mark, Section, Word } from './state.js'

/** How many numbers of the open record are not in WebAssembly memory. */
let hidden = 0
/** The numbers that were moved out of WebAssembly memory, null before the first are. */
let moved: Int32Array<ArrayBuffer> | null = null
let movedEnd = 0

/** Numbers on the tape before an address. */
function indexOf(address: number): number {
  return (address - wasm.tapeStart) / Bytes.NUMBER
}

function isRecordOpen(): boolean {
  const section = words[Word.SECTION]
  return section === Section.HEAD || section === Section.TRAILERS
}

function sizeOf(kind: number): number {
  return kind === Rec.HEAD ? Size.HEAD : Size.TRAILERS
}

// Texts

/** Moves the text so far from the chunk to the parser. The next span follows it without a gap. */
export function carryText(): void {
  const start = words[Word.TEXT_START]!
  if (start !== Mark.NO_TEXT) {
    active.carriedText += latin1(tape.chunk, start, start + words[Word.TEXT_END]! - words[Word.CARRIED_LENGTH]!)
    words[Word.TEXT_START] = Mark.NO_TEXT
  }
  words[Word.TEXT_END] = words[Word.CARRIED_LENGTH] = active.carriedText.length
}

/** Gives the carried text to the tape. Returns its number there, from 1. */
export function handOverText(): number {
  const which = tape.carried.push(active.carriedText)
  active.carriedText = ''
  return which
}

// Records

/** Takes the open record off the tape. */
export function keepRecord(): void {
  const start = indexOf(words[Word.RECORD]!)
  const end = indexOf(words[Word.END]!)
  if (start === 0 && active.carriedRecord !== null) {
    const first = sizeOf(numbers[0]!)
    const carried = withRoom(active.carriedRecord, hidden + end)
    for (let i = 0; i < first; i++) carried[i] = numbers[i]!
    for (let i = first; i < end; i++) carried[hidden + i] = numbers[i]!
    active.carriedRecord = carried
    active.carriedEnd = hidden + end
  } else {
    active.carriedRecord = numbers.slice(start, end)
    active.carriedEnd = end - start
  }
  words[Word.END] = words[Word.RECORD]!
  hidden = 0
}

/** Puts the open record's beginning and its last field at the start of the tape. */
export function restoreRecord(): void {
  const carried = active.carriedRecord!
  const first = sizeOf(carried[0]!)
  const fields = active.carriedEnd - first
  const shown = Math.min(fields, Size.SPAN)
  hidden = fields - shown
  for (let i = 0; i < first; i++) numbers[i] = carried[i]!
  for (let i = 0; i < shown; i++) numbers[first + i] = carried[first + hidden + i]!
  const { tapeStart } = wasm
  words[Word.RECORD] = tapeStart
  words[Word.END] = tapeStart + (first + shown) * Bytes.NUMBER
  words[Word.LAST_FIELD] = tapeStart + (first - hidden) * Bytes.NUMBER + words[Word.MAX_FIELD_BYTES]!
}

/** Forgets the open record. */
export function dropRecord(): void {
  if (isRecordOpen()) words[Word.END] = words[Word.RECORD]!
}

/** Calls `look` with the place of each field of the open record until it returns true. */
export function findField(look: (list: Int32Array, at: number) => boolean): boolean {
  const start = indexOf(words[Word.RECORD]!)
  const first = sizeOf(numbers[start]!)
  // Only a record that was carried has hidden fields, and that is the first on the tape. Others may follow it.
  const shown = start === 0 ? first + hidden : first
  for (let at = first; at < shown; at += Size.SPAN) if (look(active.carriedRecord!, at)) return true
  for (let at = start + first, end = indexOf(words[Word.END]!); at < end; at += Size.SPAN) if (look(numbers, at)) return true
  return false
}

/** Returns the text positions [start, end) as a string. */
export function textAt(start: number, end: number): string {
  let text = ''
  for (let position = start; position < end; position++) text += String.fromCharCode(codeAt(position))
  return text
}

/** Returns the byte at a text position. */
export function codeAt(position: number): number {
  const carriedLength = words[Word.CARRIED_LENGTH]!
  return position < carriedLength ? active.carriedText.charCodeAt(position) : tape.chunk[position - carriedLength + words[Word.TEXT_START]!]!
}

// Numbers

/** Makes room on the tape for the records of another input. */
export function makeRoom(): void {
  if (indexOf(words[Word.END]!) <= FULL_TAPE) return
  moveClosed()
  if (isRecordOpen()) {
    keepRecord()
    restoreRecord()
  } else {
    words[Word.END] = wasm.tapeStart
  }
}

/** Ends the tape. The hidden fields of a record that was closed return. */
export function finishTape(): void {
  if (moved !== null || active.carriedRecord !== null) moveClosed()
  if (isRecordOpen()) {
    carryText()
    keepRecord()
  }
  if (moved === null) {
    tape.end = indexOf(words[Word.END]!)
  } else {
    tape.events = moved
    tape.end = movedEnd
    moved = null
    movedEnd = 0
  }
  hidden = 0
}

/** Moves the closed records out of WebAssembly memory. */
function moveClosed(): void {
  const end = indexOf(isRecordOpen() ? words[Word.RECORD]! : words[Word.END]!)
  // A restored record is the first one. So if no record is closed, it is still open.
  if (end === 0) return
  const at = movedEnd
  moved = withRoom(moved ?? new Int32Array(0), at + hidden + end)
  let rest = 0
  if (hidden > 0) {
    // A response with too many fields loses the rest, and the hidden ones alone may be too many.
    const back = Math.min(hidden, words[Word.MAX_FIELD_BYTES]! / Bytes.NUMBER + Size.SPAN)
    const carried = active.carriedRecord!
    rest = sizeOf(numbers[0]!)
    moved.set(numbers.subarray(0, rest), at)
    moved.set(carried.subarray(rest, rest + back), at + rest)
    moved[at + At.SIZE] = numbers[At.SIZE]! + back
    movedEnd = at + rest + back
    hidden = 0
  }
  moved.set(numbers.subarray(rest, end), movedEnd)
  movedEnd += end - rest
  active.carriedRecord = null
}

/** Returns the list if it has room for `count` numbers; otherwise a copy at least twice as long. */
function withRoom(list: Int32Array<ArrayBuffer>, count: number): Int32Array<ArrayBuffer> {
  if (count <= list.length) return list
  const larger = new Int32Array(Math.max(count, list.length * 2))
  larger.set(list)
  return larger
}
