/**
 * TapeReader: the walk over tapes, for those who carry a connection. It feeds the parser, calls a method for every
 * record, and keeps the place: an exception thrown by a handler, or a handler that feeds its own connection, loses nothing.
 */
import type { ParseError } from './errors.js'
import type { Parser } from './parser.js'
import { BODY_SIZE, COMPLETE_SIZE, HeadOffset, Kind, UPGRADE_SIZE, type Tape } from './records.js'

const NO_CHUNKS: readonly Uint8Array[] = []

/** Reads one direction of one connection. Subclasses say what records mean. */
export abstract class TapeReader {
  /** The tape being walked; null between chunks. */
  private tape: Tape | null = null
  /** It is that of the end of input. */
  private isLast = false
  /** Position of the next record on it. */
  private at = 0
  /** The walk waits for {@link TapeReader.goOn}. */
  private isHeld = false
  /** Chunks that came during the walk. */
  private backlog: Uint8Array[] | null = null

  /** @param parser - may be replaced between two messages */
  constructor(protected parser: Parser) {}

  /** Whether to go on. Asked before every record; what is left when it turns false is dropped. */
  protected abstract get isOpen(): boolean
  /** A head: cut its text and spans with `textOf` and `spansOf`. */
  protected abstract onHead(tape: Tape, at: number): void
  /** A piece of the body: the positions [start, end) of `chunk`. */
  protected abstract onBody(chunk: Uint8Array, start: number, end: number): void
  protected abstract onTrailers(tape: Tape, at: number): void
  protected abstract onComplete(keepAlive: boolean): void
  /** The bytes from here on are another protocol's, unless the offer is declined: {@link TapeReader.declineUpgrade}. */
  protected abstract onUpgrade(rest: Uint8Array): void
  /** The end of input, which the reader's owner tells: calls {@link TapeReader.readEnd}. */
  abstract onEnd(): void
  /** A chunk has been walked; `error` says why not to its end. */
  protected abstract onChunkEnd(error: ParseError | null): void

  /** Whether code that runs now was called by the walk. */
  protected get isWalking(): boolean {
    return this.tape !== null
  }

  /** During `onHead` or `onBody`: whether the message is whole with that, and another follows it in the same chunk. */
  protected get isAnotherAhead(): boolean {
    const tape = this.tape!
    return tape.events[this.at] === Kind.COMPLETE && this.at + COMPLETE_SIZE < tape.end
  }

  /** During a walk: whether there is more on the tape. */
  protected get isMoreAhead(): boolean {
    return this.at < this.tape!.end
  }

  /** During a walk: whether the chunk ends with bad input. */
  protected get isBadAhead(): boolean {
    return this.tape!.error !== null
  }

  /** During a walk, while more is ahead: the rest waits for {@link TapeReader.goOn}, or for the end of input. */
  protected hold(): void {
    this.isHeld = true
  }

  /** Goes on with a walk that waits. */
  protected goOn(): void {
    if (!this.isHeld) return
    this.isHeld = false
    this.walk()
  }

  /** Goes on with a walk that waits, to its end: what it waits for will not come. */
  protected finishWalk(): void {
    while (this.isHeld) this.goOn()
  }

  /** A chunk of input. Ignored when the reader is not open. */
  read(chunk: Uint8Array): void {
    if (!this.isOpen) return
    if (this.tape !== null || this.isHeld) {
      ;(this.backlog ??= []).push(chunk)
      return
    }
    this.begin(this.parser.execute(chunk))
    this.walk()
  }

  /**
   * Reads the end of input; for `onEnd`, which is called again if a handler throws in the middle of it. Returns what was wrong
   * with the input; `onChunkEnd` is not called.
   */
  protected readEnd(): ParseError | null {
    let isWhole = false
    try {
      while (this.isHeld || this.tape !== null) {
        this.isHeld = false
        this.walk()
      }
      const tape = this.parser.finish()
      const { error } = tape
      this.begin(tape)
      this.isLast = true
      this.walk()
      isWhole = true
      return error
    } finally {
      if (!isWhole) queueMicrotask(() => this.onEnd())
    }
  }

  /** During `onUpgrade`, if the offer is taken: the chunks that came during the walk. They are the other protocol's, too. */
  protected takeBacklog(): readonly Uint8Array[] {
    const backlog = this.backlog ?? NO_CHUNKS
    this.backlog = null
    return backlog
  }

  /** During `onUpgrade`: the bytes are HTTP after all. */
  protected declineUpgrade(rest: Uint8Array): void {
    this.parser.declineUpgrade()
    if (rest.length > 0) (this.backlog ??= []).unshift(rest)
  }

  private begin(tape: Tape): void {
    this.tape = tape
    this.at = 0
  }

  /** Walks the rest of the tape, and then the chunks that came meanwhile. One function, so that little stands in stack traces between the socket and a handler. */
  private walk(): void {
    let isWhole = false
    try {
      for (;;) {
        const { tape } = this
        if (tape !== null) {
          // A handler that ends the input walks the rest of the tape itself.
          while (this.at < tape.end && this.isOpen && !this.isHeld && this.tape === tape) {
            const { at } = this
            // Anew for each record: a handler may have made another parser parse.
            const { events } = tape
            switch (events[at]) {
              case Kind.HEAD:
                this.at = at + events[at + HeadOffset.SIZE]!
                this.onHead(tape, at)
                break
              case Kind.BODY:
                this.at = at + BODY_SIZE
                this.onBody(tape.chunk, events[at + 1]!, events[at + 2]!)
                break
              case Kind.TRAILERS:
                this.at = at + events[at + HeadOffset.SIZE]!
                this.onTrailers(tape, at)
                break
              case Kind.COMPLETE:
                this.at = at + COMPLETE_SIZE
                this.onComplete(events[at + 1] !== 0)
                break
              default:
                this.at = at + UPGRADE_SIZE
                this.onUpgrade(tape.chunk.subarray(events[at + 1]!))
            }
          }
          if (this.isHeld) break
          if (this.tape === tape) this.endTape(tape)
        }
        const next = this.backlog?.shift()
        if (next === undefined || !this.isOpen) break
        this.begin(this.parser.execute(next))
      }
      isWhole = true
    } finally {
      // A handler threw. Its error is not caught and thrown again: Node and debuggers would show this line instead of the handler's.
      if (!isWhole && !this.isHeld) this.goOnLater()
    }
  }

  private endTape(tape: Tape): void {
    const { error } = tape
    const { isLast } = this
    this.tape = null
    this.isLast = false
    tape.release()
    if (!isLast) this.onChunkEnd(error)
  }

  /** The rest of the input is not the fault of the handler that threw. */
  private goOnLater(): void {
    this.isHeld = true
    queueMicrotask(() => this.goOn())
  }
}
