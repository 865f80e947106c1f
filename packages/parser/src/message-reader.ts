/**
 * MessageReader: reads one direction of one connection and calls a handler for each part of a message.
 *
 * It keeps its place on the tape. An exception thrown by the handler loses no input, and neither does a handler that feeds its own
 * connection.
 */
import { validateObject } from '@layered-http/shared'
import { Cursor } from './cursor.js'
import type { ParseError } from './errors.js'
import type { ParsedFields, ParsedHead } from './parsed-head.js'
import type { Parser } from './parser.js'
import { Kind, type Tape } from './records.js'

/**
 * What a connection does with the parts of a message. The methods are called in the order of the input.
 *
 * A method may throw. The exception goes to the caller of {@link MessageReader.read}; the rest of the input is read in a microtask.
 */
export interface MessageHandler {
  /** False when the connection takes no more input. Asked before each part; what is left when it turns false is dropped. */
  readonly isReading: boolean
  /** A message begins. */
  onHead(head: ParsedHead): void
  /** A piece of the body: a view of the chunk that was read. */
  onBody(piece: Uint8Array): void
  /** The trailer section. Not called when there is none. */
  onTrailers(fields: ParsedFields): void
  /** The message is complete. `keepAlive` is true if the connection may carry another one. */
  onComplete(keepAlive: boolean): void
  /** `rest` and all later input belong to another protocol, unless the handler calls {@link MessageReader.declineUpgrade}. */
  onUpgrade(rest: Uint8Array): void
  /**
   * The input has ended: call {@link MessageReader.readEnd}. The reader calls this only to repeat a `readEnd` that was left by an exception;
   * the connection calls it the first time.
   */
  onEnd(): void
  /** A chunk has been read; `error` says why not all of it, null when all of it was. */
  onChunkEnd(error: ParseError | null): void
}

const NO_CHUNKS: readonly Uint8Array[] = []

/** Reads one direction of one connection. */
export class MessageReader {
  /** The parser. It may be replaced between two messages. */
  parser: Parser
  private readonly handler: MessageHandler
  private readonly cursor = new Cursor()
  /** The tape under the cursor is that of the end of input. */
  private isLast = false
  /** The walk waits for {@link MessageReader.resume}. */
  private isPaused = false
  /** Chunks that came during the walk. */
  private backlog: Uint8Array[] | null = null

  /** @throws TypeError ERR_INVALID_ARG_TYPE when one of them is not an object */
  constructor(parser: Parser, handler: MessageHandler) {
    validateObject(parser, 'parser')
    validateObject(handler, 'handler')
    this.parser = parser
    this.handler = handler
  }

  /** True while a chunk is being read: then the handler, or code that it called, is running, or the walk is paused. */
  get isWalking(): boolean {
    return this.cursor.tape !== null
  }

  /** In `onHead` or `onBody`: true if the message is complete with that and another one follows it in the same chunk. */
  get isAnotherAhead(): boolean {
    return this.cursor.isAnotherAhead
  }

  /** While a chunk is being read: true if the handler will be called again for it. */
  get isMoreAhead(): boolean {
    return this.cursor.isMoreAhead
  }

  /** While a chunk is being read: true if it ends with bad input. */
  get isBadAhead(): boolean {
    return this.cursor.tape!.error !== null
  }

  /** Called by the handler while {@link MessageReader.isMoreAhead}: the rest waits for {@link MessageReader.resume}, or for the end of input. */
  pause(): void {
    this.isPaused = true
  }

  /** Goes on after {@link MessageReader.pause}. Does nothing when the reader is not paused. */
  resume(): void {
    if (!this.isPaused) return
    this.isPaused = false
    this.walk()
  }

  /** Goes on after {@link MessageReader.pause} to the end of what was read, however often the handler pauses again. */
  finish(): void {
    while (this.isPaused) this.resume()
  }

  /**
   * Reads a chunk of input. Dropped when the handler's `isReading` is false. The bytes must not change until the chunk's end.
   *
   * @throws Error ERR_PARSER_FINISHED after {@link MessageReader.readEnd}, if the handler's `isReading` is still true
   */
  read(chunk: Uint8Array): void {
    if (!this.handler.isReading) return
    if (this.cursor.tape !== null || this.isPaused) {
      ;(this.backlog ??= []).push(chunk)
      return
    }
    this.cursor.start(this.parser.execute(chunk))
    this.walk()
  }

  /**
   * Reads the end of input. Returns what was wrong with the input, or null; `onChunkEnd` is not called for it. When the handler throws in
   * the middle of it, `onEnd` is called again in a microtask.
   */
  readEnd(): ParseError | null {
    let isDone = false
    try {
      while (this.isPaused || this.cursor.tape !== null) {
        this.isPaused = false
        this.walk()
      }
      const tape = this.parser.finish()
      const { error } = tape
      this.cursor.start(tape)
      this.isLast = true
      this.walk()
      isDone = true
      return error
    } finally {
      if (!isDone) queueMicrotask(() => this.handler.onEnd())
    }
  }

  /** In `onUpgrade`, when the upgrade is accepted: takes the chunks that came meanwhile. They too belong to the other protocol. */
  takeBacklog(): readonly Uint8Array[] {
    const backlog = this.backlog ?? NO_CHUNKS
    this.backlog = null
    return backlog
  }

  /** In `onUpgrade`: the upgrade is declined (RFC 9110 section 7.8), and `rest` is HTTP. */
  declineUpgrade(rest: Uint8Array): void {
    this.parser.declineUpgrade()
    if (rest.length > 0) (this.backlog ??= []).unshift(rest)
  }

  /** Walks the rest of the tape, then the chunks that came meanwhile. One function, to keep the stack between the socket and a handler short. */
  private walk(): void {
    const { cursor, handler } = this
    let isDone = false
    try {
      for (;;) {
        const { tape } = cursor
        if (tape !== null) {
          // A handler that reads the end of input walks the rest of the tape itself: then the cursor is on another one.
          while (cursor.isMoreAhead && handler.isReading && !this.isPaused) {
            switch (cursor.step()) {
              case Kind.HEAD:
                handler.onHead(cursor.head())
                break
              case Kind.BODY:
                handler.onBody(cursor.body())
                break
              case Kind.TRAILERS:
                handler.onTrailers(cursor.trailers())
                break
              case Kind.COMPLETE:
                handler.onComplete(cursor.keepAlive())
                break
              default:
                handler.onUpgrade(cursor.rest())
            }
            if (cursor.tape !== tape) break
          }
          if (this.isPaused) break
          if (cursor.tape === tape) this.endTape(tape)
        }
        const chunk = this.backlog?.shift()
        if (chunk === undefined || !handler.isReading) break
        cursor.start(this.parser.execute(chunk))
      }
      isDone = true
    } finally {
      // The handler threw. Its error is not caught and thrown again: Node and debuggers would show this line instead of the handler's.
      if (!isDone && !this.isPaused) this.resumeLater()
    }
  }

  private endTape(tape: Tape): void {
    const { error } = tape
    const { isLast } = this
    this.isLast = false
    this.cursor.release()
    if (!isLast) this.handler.onChunkEnd(error)
  }

  /** Goes on with the rest of the input in a microtask, after the handler's exception has reached the caller. */
  private resumeLater(): void {
    this.isPaused = true
    queueMicrotask(() => this.resume())
  }
}
