/**
 * The tape: the meaning of one chunk, as records of numbers.
 *
 * llhttp's callbacks only append to it. Its owner walks it record by record when llhttp has returned, and only then does user code run.
 * So nothing re-enters the WebAssembly stack, and an exception in a handler leaves the parser in a clean state.
 *
 * Every record starts with its kind. Positions named "chunk" are offsets into `tape.chunk`; positions named
 * "text" are offsets into the record's text, the latin1 string that {@link textOf} returns.
 *
 * ```
 * HEAD      kind size carried textStart textEnd code version flags lineStart lineEnd  (4 numbers a field)*
 * TRAILERS  kind size carried textStart textEnd                                       (4 numbers a field)*
 * BODY      kind start end
 * COMPLETE  kind keepAlive
 * UPGRADE   kind offset
 * ```
 */
import { cut } from '@layered-http/shared'
import { latin1OfChunk } from './latin1.js'
import { At, Flag, Rec, Size } from './layout.js'
import type { ParseError } from './errors.js'

/** The kinds of records. */
export const Kind = { HEAD: Rec.HEAD as 1, TRAILERS: Rec.TRAILERS as 2, BODY: Rec.BODY as 3, COMPLETE: Rec.COMPLETE as 4, UPGRADE: Rec.UPGRADE as 5 } as const

/** Offsets of the numbers in a HEAD or TRAILERS record, from the start of the record. */
export const HeadOffset = {
  /** Numbers in the whole record, so that `at + size` is the next one. */
  SIZE: At.SIZE as 1,
  /** 0, or the number, from 1, of the string in `tape.carried` that goes before this chunk's part of the text. */
  CARRIED: At.CARRIED as 2,
  /** Chunk positions of this chunk's part of the text. */
  TEXT_START: At.TEXT_START as 3,
  TEXT_END: At.TEXT_END as 4,
  /** HEAD only. Method number of a request, status code of a response. */
  CODE: At.CODE as 5,
  /** HEAD only. `major << 8 | minor`. */
  VERSION: At.VERSION as 6,
  /** HEAD only. A sum of {@link HeadFlag}. */
  FLAGS: At.FLAGS as 7,
  /** HEAD only. Text positions of the request target or the reason phrase; both 0 when it is empty. */
  LINE_START: At.LINE_START as 8,
  LINE_END: At.LINE_END as 9,
} as const

/** Numbers before the first field's span. */
export const HEAD_SIZE = Size.HEAD as 10
/** Numbers before the first trailer field's span. */
export const TRAILERS_SIZE = Size.TRAILERS as 5
/** Numbers of a field: name start, name end, value start, value end, all text positions. */
export const SPAN_SIZE = Size.SPAN as 4
/** Numbers of a record of a piece of a body. */
export const BODY_SIZE = Size.BODY as 3
/** Numbers of a record of a complete message. */
export const COMPLETE_SIZE = Size.PAIR as 2
/** Numbers of a record of the change to another protocol. */
export const UPGRADE_SIZE = Size.PAIR as 2

/** What llhttp knows about a head when it is complete. */
export const HeadFlag = {
  /** The connection may carry another message after this one (RFC 9112 section 9.3). */
  KEEP_ALIVE: Flag.KEEP_ALIVE as 1,
  /** The bytes after the message belong to another protocol, if the receiver agrees. */
  UPGRADE: Flag.UPGRADE as 2,
} as const

/** One parsed chunk. Lent by `Parser.execute`; give it back with {@link Tape.release} after the walk. */
export class Tape {
  /**
   * The records; only the first `end` numbers count. The numbers of the newest tape are in WebAssembly memory. A tape that is still lent gets
   * a copy when the next parse starts. So read this property again after a call that may parse; positions stay valid.
   */
  events: Int32Array = NO_NUMBERS
  /** Numbers in use. */
  end = 0
  /** The chunk that was parsed. Body records are ranges of it. */
  chunk: Uint8Array = NO_BYTES
  /** Beginnings of texts that are not a range of the chunk: those from earlier chunks, and folded values. */
  readonly carried: string[] = []
  /** The error after the last record; null when all of the chunk was parsed. */
  error: ParseError | null = null
  private lent = true

  /** Gives the tape back: the next `execute` may use it. A second call does nothing. */
  release(): void {
    this.lent = false
    this.end = 0
    this.chunk = NO_BYTES
    if (this.carried.length > 0) this.carried.length = 0
    if (this.error !== null) this.error = null
  }

  /**
   * @internal returns an empty tape for the next parse, whose numbers are those in WebAssembly memory; the last tape, if it is still
   * lent, gets a copy of them
   */
  static lend(chunk: Uint8Array, numbers: Int32Array): Tape {
    let tape = newest
    if (tape.lent) {
      tape.events = tape.events.slice(0, tape.end)
      newest = tape = new Tape()
    }
    tape.lent = true
    tape.chunk = chunk
    if (tape.events !== numbers) tape.events = numbers
    return tape
  }
}

const NO_BYTES = new Uint8Array(0)
const NO_NUMBERS = new Int32Array(0)
let newest = new Tape()
newest.release()

/** Returns the text of the HEAD or TRAILERS record at `at`: one string with the line and every field. */
export function textOf(tape: Tape, at: number): string {
  const { events } = tape
  const start = events[at + At.TEXT_START]!
  const end = events[at + At.TEXT_END]!
  const carried = events[at + At.CARRIED]!
  const text = latin1OfChunk(tape.chunk, start, end)
  return carried === 0 ? text : tape.carried[carried - 1]! + text
}

/**
 * Returns the request target or the reason phrase of the HEAD record at `at`. The string does not keep the head in memory.
 *
 * @param text - of the record, from {@link textOf}
 */
export function lineOf(tape: Tape, at: number, text: string): string {
  const { events } = tape
  return cut(text, events[at + At.LINE_START]!, events[at + At.LINE_END]!)
}

/**
 * Returns the spans of a record's fields, copied from the tape: four text positions for each field. White space around the value is not
 * included (RFC 9112 section 5.1).
 *
 * @param first - HEAD_SIZE or TRAILERS_SIZE
 */
export function spansOf(tape: Tape, at: number, first: number): number[] {
  const { events } = tape
  const start = at + first
  const count = events[at + At.SIZE]! - first
  const spans = new Array<number>(count)
  // One field at a time: number by number takes twice as long.
  for (let i = 0; i < count; i += Size.SPAN) {
    const from = start + i
    spans[i] = events[from]!
    spans[i + 1] = events[from + 1]!
    spans[i + 2] = events[from + 2]!
    spans[i + 3] = events[from + 3]!
  }
  return spans
}
