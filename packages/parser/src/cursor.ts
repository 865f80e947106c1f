/**
 * Cursor: a place on a tape. It is the one decoder of records: `MessageReader` and `EventParser` both walk with it.
 * What may live here: moving from record to record, and the decoding of each kind.
 */
import { At, Rec, Size } from './layout.js'
import { ParsedHead, type ParsedFields } from './parsed-head.js'
import { lineOf, spansOf, textOf, type Tape } from './records.js'

export class Cursor {
  /** The tape under the cursor; null when there is none. */
  tape: Tape | null = null
  /** Position of the next record. */
  private next = 0
  /** Position of the current record: the one that the last {@link Cursor.step} went to. */
  private at = 0

  /** Puts the cursor before the first record of a tape. */
  start(tape: Tape): void {
    this.tape = tape
    this.next = 0
  }

  /** Gives the tape back to the parser. */
  release(): void {
    const { tape } = this
    this.tape = null
    tape?.release()
  }

  /** True if there is another record. */
  get isMoreAhead(): boolean {
    return this.next < this.tape!.end
  }

  /** True if the next record is a piece of a body. */
  get isBodyAhead(): boolean {
    return this.isMoreAhead && this.tape!.events[this.next] === Rec.BODY
  }

  /** True if the message is complete with the current record and another record follows its end. */
  get isAnotherAhead(): boolean {
    const { next } = this
    const { events, end } = this.tape!
    return events[next] === Rec.COMPLETE && next + Size.PAIR < end
  }

  /** Goes to the next record, which must exist, and returns its `Kind`. The methods below decode that record. */
  step(): number {
    const at = (this.at = this.next)
    // Read again at each step: another parse may have moved the numbers.
    const { events } = this.tape!
    const kind = events[at]!
    this.next = at + (kind === Rec.BODY ? Size.BODY : kind <= Rec.TRAILERS ? events[at + At.SIZE]! : Size.PAIR)
    return kind
  }

  /** The current record, a HEAD. */
  head(): ParsedHead {
    const { at } = this
    const tape = this.tape!
    const { events } = tape
    const text = textOf(tape, at)
    return new ParsedHead(text, spansOf(tape, at, Size.HEAD), events[at + At.VERSION]!, events[at + At.CODE]!, lineOf(tape, at, text), events[at + At.FLAGS]!)
  }

  /** The current record, TRAILERS. */
  trailers(): ParsedFields {
    const { at } = this
    const tape = this.tape!
    return { text: textOf(tape, at), spans: spansOf(tape, at, Size.TRAILERS) }
  }

  /** The current record, a BODY: a view of the chunk, or the chunk itself when all of it is body. */
  body(): Uint8Array {
    const { at } = this
    const { chunk, events } = this.tape!
    const start = events[at + 1]!
    const end = events[at + 2]!
    return start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end)
  }

  /** The current record, a COMPLETE: true if the connection may carry another message. */
  keepAlive(): boolean {
    return this.tape!.events[this.at + 1] !== 0
  }

  /** The current record, an UPGRADE: the bytes of the chunk that are not HTTP. */
  rest(): Uint8Array {
    const { chunk, events } = this.tape!
    return chunk.subarray(events[this.at + 1])
  }
}
