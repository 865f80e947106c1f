/**
 * EventParser: the same parser for people who want events and not a tape.
 *
 * Bytes go in with `feed`, events come out with `next` or a `for` loop. Nothing is called back: to pause, stop asking.
 * What has not been asked for stays, so leaving a loop early loses nothing, and the next loop goes on where it stopped.
 */
import { cut, isUint8Array } from '@layered-http/shared'
import { HeadVerdict, MessageType } from './constants.js'
import type { ParseError } from './errors.js'
import { methodName } from './methods.js'
import { Parser, type ParserOptions } from './parser.js'
import { BODY_SIZE, COMPLETE_SIZE, Field, HEAD_SIZE, HeadFlag, Kind, lineOf, SPAN_SIZE, spansOf, textOf, TRAILERS_SIZE, type Tape } from './tape.js'

/** One field, as it came. Names keep their case, values their bytes as latin1. */
export type HeaderField = [name: string, value: string]

/** What both kinds of heads say. */
export interface Head {
  type: 'head'
  /** For example `1.1`. */
  version: string
  /** In order, duplicates apart. */
  headers: HeaderField[]
  /** Whether the connection may carry another message after this one. */
  keepAlive: boolean
  /** Whether another protocol may follow this message: an `upgrade` event comes when it does. */
  upgrade: boolean
}

/** The start of a request. */
export interface RequestHead extends Head {
  method: string
  url: string
}

/** The start of a response, also of a 1xx. */
export interface ResponseHead extends Head {
  statusCode: number
  reason: string
}

/** A piece of the body: a view of the chunk that was fed. */
export interface BodyEvent {
  type: 'body'
  data: Uint8Array
}

/** The fields after a chunked body. Comes only if there are any. */
export interface TrailersEvent {
  type: 'trailers'
  headers: HeaderField[]
}

/** The end of a message. */
export interface CompleteEvent {
  type: 'complete'
  keepAlive: boolean
}

/** The rest of a chunk is not HTTP. `rest` may be empty; every chunk fed from now on is one such event, unless {@link EventParser.declineUpgrade} is called. */
export interface UpgradeEvent {
  type: 'upgrade'
  rest: Uint8Array
}

type AfterHead = BodyEvent | TrailersEvent | CompleteEvent | UpgradeEvent
export type RequestEvent = RequestHead | AfterHead
export type ResponseEvent = ResponseHead | AfterHead

/** Something to read later: a chunk, or the end of input. */
type Input = Uint8Array | 'end'

/**
 * Reads one direction of one connection as events.
 *
 * An error is thrown, as a `ParseError`, by `next` and so by the loop, after every event that came before it; each further
 * call throws it again.
 */
export abstract class EventParser<Event extends { type: string }> {
  /** The parser below, for its limits. */
  readonly parser: Parser
  private readonly input: Input[] = []
  private tape: Tape | null = null
  private at = 0
  private error: ParseError | null = null
  /** Of the last `upgrade` event. */
  private rest: Uint8Array | null = null

  constructor(type: MessageType, options?: ParserOptions) {
    this.parser = new Parser(type, options)
  }

  /** Takes a chunk. Its bytes must not change until its events have been asked for. */
  feed(chunk: Uint8Array): this {
    if (!isUint8Array(chunk)) throw new TypeError('The chunk must be a Uint8Array')
    this.input.push(chunk)
    return this
  }

  /** Takes the end of input, which completes a response without length and is an error inside any other message. */
  finish(): this {
    this.input.push('end')
    return this
  }

  /** Takes a chunk and answers its events: `for (const event of parser.parse(chunk))`. */
  parse(chunk: Uint8Array): this {
    return this.feed(chunk)
  }

  /**
   * The next event; undefined when more input is needed.
   *
   * @throws ParseError
   */
  next(): Event | undefined {
    for (;;) {
      if (this.error !== null) throw this.error
      if (this.tape === null) {
        const input = this.input.shift()
        if (input === undefined) return undefined
        this.tape = input === 'end' ? this.parser.finish() : this.parser.execute(input)
        this.at = 0
      }
      if (this.at < this.tape.end) return this.take(this.tape)
      this.error = this.tape.error
      this.tape.release()
      this.tape = null
    }
  }

  /** The events that the input so far gives. */
  *[Symbol.iterator](): Generator<Event, void, undefined> {
    for (let event = this.next(); event !== undefined; event = this.next()) yield event
  }

  /** Whether every byte so far belongs to a complete message and every event was asked for. */
  get isBetweenMessages(): boolean {
    return this.tape === null && this.input.length === 0 && this.parser.isBetweenMessages
  }

  /** After an `upgrade` event: the bytes are HTTP after all. Its `rest` is read again. */
  declineUpgrade(): void {
    this.parser.declineUpgrade()
    if (this.rest !== null && this.rest.length > 0) this.input.unshift(this.rest)
    this.rest = null
  }

  /** Forgets input, errors and events not asked for: what is fed next is the start of a connection's input. */
  reset(): void {
    this.drop()
    this.error = null
    this.parser.reset()
  }

  /** Ends the parser and gives its memory back. Needed when a connection ends inside a message; harmless at any time. */
  free(): void {
    this.drop()
    this.parser.free()
  }

  private drop(): void {
    this.input.length = 0
    this.tape?.release()
    this.tape = null
    this.rest = null
  }

  /** The record at `at`, spelled out. */
  private take(tape: Tape): Event {
    const { at } = this
    const { events } = tape
    let event: AfterHead
    switch (events[at]) {
      case Kind.HEAD:
        this.at = at + events[at + Field.SIZE]!
        return this.head(tape, at)
      case Kind.TRAILERS:
        this.at = at + events[at + Field.SIZE]!
        event = { type: 'trailers', headers: fieldsOf(tape, at, TRAILERS_SIZE, textOf(tape, at)) }
        break
      case Kind.BODY:
        this.at = at + BODY_SIZE
        event = { type: 'body', data: tape.chunk.subarray(events[at + 1], events[at + 2]) }
        break
      case Kind.COMPLETE:
        this.at = at + COMPLETE_SIZE
        event = { type: 'complete', keepAlive: events[at + 1] === 1 }
        break
      default:
        this.at = tape.end
        this.rest = tape.chunk.subarray(events[at + 1])
        event = { type: 'upgrade', rest: this.rest }
    }
    return event as unknown as Event
  }

  protected abstract head(tape: Tape, at: number): Event
}

/** Reads requests. */
export class RequestParser extends EventParser<RequestEvent> {
  constructor(options?: ParserOptions) {
    super(MessageType.REQUEST, options)
  }

  protected override head(tape: Tape, at: number): RequestHead {
    const text = textOf(tape, at)
    return {
      type: 'head',
      method: methodName(tape.events[at + Field.CODE]!),
      url: lineOf(tape, at, text),
      ...commonOf(tape, at, text),
    }
  }
}

/** Reads responses. */
export class ResponseParser extends EventParser<ResponseEvent> {
  constructor(options?: ParserOptions) {
    super(MessageType.RESPONSE, options)
  }

  /**
   * Says what the next response answers: after HEAD there is no body whatever the head says, after CONNECT the connection
   * belongs to another protocol. Call it with each request's method, in order, before its response is read; without it
   * responses answer neither.
   */
  expect(method: string): void {
    const verdict = method === 'HEAD' ? HeadVerdict.NO_BODY : method === 'CONNECT' ? HeadVerdict.NO_BODY_AND_UPGRADE : HeadVerdict.PROCEED
    ;(this.parser.headVerdicts ??= []).push(verdict)
  }

  protected override head(tape: Tape, at: number): ResponseHead {
    const text = textOf(tape, at)
    return {
      type: 'head',
      statusCode: tape.events[at + Field.CODE]!,
      reason: lineOf(tape, at, text),
      ...commonOf(tape, at, text),
    }
  }
}

function commonOf(tape: Tape, at: number, text: string): Omit<Head, 'type'> {
  const version = tape.events[at + Field.VERSION]!
  const flags = tape.events[at + Field.FLAGS]!
  return {
    version: `${version >> 8}.${version & 0xff}`,
    headers: fieldsOf(tape, at, HEAD_SIZE, text),
    keepAlive: (flags & HeadFlag.KEEP_ALIVE) !== 0,
    upgrade: (flags & HeadFlag.UPGRADE) !== 0,
  }
}

function fieldsOf(tape: Tape, at: number, first: number, text: string): HeaderField[] {
  const spans = spansOf(tape, at, first)
  const fields = new Array<HeaderField>(spans.length / SPAN_SIZE)
  for (let i = 0; i < fields.length; i++) {
    const from = i * SPAN_SIZE
    fields[i] = [cut(text, spans[from]!, spans[from + 1]!), cut(text, spans[from + 2]!, spans[from + 3]!)]
  }
  return fields
}
