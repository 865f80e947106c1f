/** Writes records. Their layout is in `src/layout.ts`. Addresses on the tape count bytes; a number has four. */
import { At, Rec, Size } from '../src/layout'
import { Bytes, Mark, Part } from '../src/state'
import { handOverText } from './imports'
import { state } from './state'

/** Opens a HEAD or TRAILERS record. */
export function openRecord(kind: i32, size: i32): void {
  const record = state.end
  store<i32>(record, kind)
  if (kind == Rec.HEAD) {
    // The tape holds old numbers, and llhttp makes no callback for an empty line.
    store<i32>(record, 0, At.LINE_START * Bytes.NUMBER)
    store<i32>(record, 0, At.LINE_END * Bytes.NUMBER)
  }
  const end = record + size * Bytes.NUMBER
  state.record = record
  state.end = end
  state.lastField = end + state.maxFieldBytes
  state.textStart = Mark.NO_TEXT
  state.textEnd = 0
  state.carriedLength = 0
  state.headerBytes = 0
  state.part = Part.NONE
}

/** Closes the open record. `size` is that of its opening. */
export function closeRecord(size: i32): void {
  const record = state.record
  // A response with too many fields loses the rest. Limits and guards have seen them all.
  const most = max<i32>(state.lastField + Size.SPAN * Bytes.NUMBER, record + size * Bytes.NUMBER)
  if (state.end > most) state.end = most
  store<i32>(record, (state.end - record) / Bytes.NUMBER, At.SIZE * Bytes.NUMBER)
  const textStart = state.textStart
  const isThere = textStart != Mark.NO_TEXT
  const textEnd = textStart + state.textEnd - state.carriedLength
  if (isThere) state.passed = textEnd
  store<i32>(record, isThere ? textStart : 0, At.TEXT_START * Bytes.NUMBER)
  store<i32>(record, isThere ? textEnd : 0, At.TEXT_END * Bytes.NUMBER)
  store<i32>(record, state.carriedLength == 0 ? 0 : handOverText(), At.CARRIED * Bytes.NUMBER)
}

/** Returns the text position of an address. The text of a record starts with its first span in the chunk. */
export function toText(address: i32): i32 {
  if (state.textStart == Mark.NO_TEXT) {
    state.textStart = address + state.toChunk
    state.toText = state.carriedLength - address
  }
  return address + state.toText
}

export function writeBody(start: i32, end: i32): void {
  const at = state.end
  store<i32>(at, Rec.BODY)
  store<i32>(at, start, Bytes.NUMBER)
  store<i32>(at, end, 2 * Bytes.NUMBER)
  state.end = at + Size.BODY * Bytes.NUMBER
}

export function writeComplete(keepAlive: i32): void {
  const at = state.end
  store<i32>(at, Rec.COMPLETE)
  store<i32>(at, keepAlive, Bytes.NUMBER)
  state.end = at + Size.PAIR * Bytes.NUMBER
}
