/**
 * TapeReader: the walk over tapes, for those who carry a connection. It feeds the parser, calls a method for every
 * record, and keeps the place: an exception thrown by a handler, or a handler that feeds its own connection, loses nothing.
 */
import type { ParseError } from './errors.js'
import type { Parser } from './parser.js'
import { BODY_SIZE, COMPLETE_SIZE, Field, Kind, UPGRADE_SIZE, type Tape } from './tape.js'

/** Reads one direction of one connection. Subclasses say what records mean. */
export abstract class TapeReader {
  /** The tape being walked; null between chunks. */
  private tape: Tape | null = null
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
  /** A chunk has been walked; `error` says why not to its end. */
  protected abstract onChunkEnd(error: ParseError | null): void

  /** Whether code that runs now was called by the walk. */
  protected get isWalking(): boolean {
    return this.tape !== null
  }

  /** During `onHead`: whether the message has no body and another follows it in the same chunk. */
  protected get isAnotherAhead(): boolean {
    const tape = this.tape!
    return tape.events[this.at] === Kind.COMPLETE && this.at + COMPLETE_SIZE < tape.end
  }

  /** During a walk: whether there is more on the tape. */
  protected get isMoreAhead(): boolean {
    return this.at < this.tape!.end
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

  /** A chunk of input. Ignored when the reader is not open. */
  read(chunk: Uint8Array): void {
    if (!this.isOpen) return
    if (this.tape !== null) {
      ;(this.backlog ??= []).push(chunk)
      return
    }
    this.tape = this.parser.execute(chunk)
    this.at = 0
    this.walk()
  }

  /** The end of input. Answers what was wrong with it; `onChunkEnd` is not called. */
  protected readEnd(): ParseError | null {
    while (this.isHeld) this.goOn()
    const tape = this.parser.finish()
    const { error } = tape
    this.tape = tape
    this.at = 0
    this.walkRecords(tape)
    this.drop(tape)
    return error
  }

  /** During `onUpgrade`: the bytes are HTTP after all. */
  protected declineUpgrade(rest: Uint8Array): void {
    this.parser.declineUpgrade()
    if (rest.length > 0) (this.backlog ??= []).unshift(rest)
  }

  private walk(): void {
    const tape = this.tape!
    try {
      this.walkRecords(tape)
    } catch (error) {
      // A handler threw. The rest of the tape is not its fault, and goes on in a turn of its own.
      this.isHeld = true
      queueMicrotask(() => this.goOn())
      throw error
    }
    if (this.isHeld) return
    const { error } = tape
    this.drop(tape)
    this.onChunkEnd(error)
    const next = this.backlog?.shift()
    if (next !== undefined) this.read(next)
  }

  private walkRecords(tape: Tape): void {
    while (this.at < tape.end && this.isOpen && !this.isHeld) {
      const { at } = this
      // Anew for each record: a handler may have made another parser parse.
      const { events } = tape
      switch (events[at]) {
        case Kind.HEAD:
          this.at = at + events[at + Field.SIZE]!
          this.onHead(tape, at)
          break
        case Kind.BODY:
          this.at = at + BODY_SIZE
          this.onBody(tape.chunk, events[at + 1]!, events[at + 2]!)
          break
        case Kind.TRAILERS:
          this.at = at + events[at + Field.SIZE]!
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
  }

  private drop(tape: Tape): void {
    this.tape = null
    tape.release()
  }
}
