/**
 * EventParser: the parser as a source of events.
 *
 * Bytes go in with `feed` or `parse`, events come out with `nextEvent` or a `for` loop. There are no callbacks: to pause, stop
 * taking events. Events that were not taken stay, so a loop that is left early loses nothing, and the next loop goes on there.
 */
import { cut, invalidArgType, isUint8Array, type Hidden } from '@layered-http/shared'
import { HeadVerdict, MessageType } from './constants.js'
import { Cursor } from './cursor.js'
import { withReason, type ParseError } from './errors.js'
import type { ParsedFields, ParsedHead } from './parsed-head.js'
import { Parser } from './parser.js'
import { checkParserOptions, type ParserOptions } from './parser-options.js'
import { Kind, SPAN_SIZE } from './records.js'
import { Section } from './state.js'
import { finishedError, freedError } from './unusable.js'

/** One field as it was received. Names keep their case, values their bytes as latin1. */
export type HeaderField = [name: string, value: string]

/** What the heads of requests and responses have in common. */
export interface Head {
  type: 'head'
  /** For example `1.1`. */
  version: string
  /** In the order of the input; a name that comes twice is there twice. */
  headers: HeaderField[]
  /** True if the connection may carry another message after this one. */
  keepAlive: boolean
  /** True if another protocol may follow this message. When it does, there is an `upgrade` event. */
  upgrade: boolean
}

/** The start of a request. */
export interface RequestHead extends Head {
  method: string
  url: string
}

/** The start of a response, final or 1xx. */
export interface ResponseHead extends Head {
  statusCode: number
  reason: string
}

/** A piece of the body: a view of the chunk that was fed. */
export interface BodyEvent {
  type: 'body'
  data: Uint8Array
}

/** The fields after a chunked body. There is no such event when there are none. */
export interface TrailersEvent {
  type: 'trailers'
  headers: HeaderField[]
}

/** The end of a message. */
export interface CompleteEvent {
  type: 'complete'
  keepAlive: boolean
}

/**
 * The rest of a chunk is not HTTP. `rest` may be empty. Each chunk that is fed from now on is one such event too, unless
 * {@link EventParser.declineUpgrade} is called.
 */
export interface UpgradeEvent {
  type: 'upgrade'
  rest: Uint8Array
}

/** An event of a request. */
export type RequestEvent = RequestHead | BodyEvent | TrailersEvent | CompleteEvent | UpgradeEvent
/** An event of a response. */
export type ResponseEvent = ResponseHead | BodyEvent | TrailersEvent | CompleteEvent | UpgradeEvent

/** Input that waits to be parsed: a chunk, or the end of input. */
type Input = Uint8Array | 'end'

/**
 * Reads one direction of one connection as events.
 *
 * An error in the input is thrown as a `ParseError` by {@link EventParser.nextEvent} and by loops, after every event that came before
 * it. Each later call throws it again.
 */
export abstract class EventParser<Event extends { type: string }> {
  private readonly parser: Parser
  private readonly input: Input[] = []
  private readonly cursor = new Cursor()
  private error: ParseError | null = null
  private position = 0
  /** True after {@link EventParser.finish}. */
  private hasEnded = false
  /** Of the last `upgrade` event. */
  private rest: Uint8Array | null = null

  /** @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE or ERR_OUT_OF_RANGE for a wrong option, which the message names */
  constructor(reads: 'requests' | 'responses', options?: ParserOptions) {
    if (options !== undefined) checkParserOptions(options, EventParser as unknown as Hidden)
    this.parser = new Parser(reads === 'requests' ? MessageType.REQUEST : MessageType.RESPONSE, options)
  }

  /**
   * Adds a chunk to the input. Its bytes must not change until its events were taken.
   *
   * @throws TypeError ERR_INVALID_ARG_TYPE when `chunk` is not a Uint8Array
   * @throws Error ERR_PARSER_FINISHED after {@link EventParser.finish}
   */
  feed(chunk: Uint8Array): this {
    this.add(chunk)
    return this
  }

  /** Adds the end of input. It completes a response without length; inside any other message it is an error. No input can follow. A second call does nothing. */
  finish(): this {
    if (!this.hasEnded) this.input.push('end')
    this.hasEnded = true
    return this
  }

  /**
   * Adds a chunk as {@link EventParser.feed} does and returns the events that can be taken now, once: those of the chunk and those of
   * earlier input that were not taken. `for (const event of parser.parse(chunk))`
   *
   * @throws TypeError ERR_INVALID_ARG_TYPE when `chunk` is not a Uint8Array
   * @throws Error ERR_PARSER_FINISHED after {@link EventParser.finish}
   */
  parse(chunk: Uint8Array): Generator<Event, void, undefined> {
    this.add(chunk)
    return this[Symbol.iterator]()
  }

  /**
   * Returns the next event; undefined when there is none until more input is added.
   *
   * @throws ParseError
   * @throws Error ERR_PARSER_FREED after {@link EventParser.free}
   */
  nextEvent(): Event | undefined {
    const { cursor } = this
    for (;;) {
      if (this.error !== null) throw this.error
      if (cursor.tape === null) {
        const input = this.input.shift()
        if (input === undefined) {
          this.checkFreed()
          return undefined
        }
        cursor.start(input === 'end' ? this.parser.finish() : this.parser.execute(input))
        this.position += cursor.tape!.chunk.length
      }
      if (cursor.isMoreAhead) return this.takeRecord() as unknown as Event
      const { chunk, error } = cursor.tape!
      if (error !== null) {
        this.position -= chunk.length - error.bytesParsed
        this.error = withReason(error)
      }
      cursor.release()
    }
  }

  /** Takes events until there is none: `for (const event of parser)`. Loops may be left and begun again at any event. */
  *[Symbol.iterator](): Generator<Event, void, undefined> {
    for (let event = this.nextEvent(); event !== undefined; event = this.nextEvent()) yield event
  }

  /** True if all input belongs to complete messages and all events were taken. */
  get isBetweenMessages(): boolean {
    const { tape } = this.cursor
    return (tape === null || (tape.error === null && !this.cursor.isMoreAhead)) && this.input.length === 0 && this.parser.isBetweenMessages
  }

  /**
   * Bytes of the input that were parsed, from the first of the connection. A chunk is parsed when the first of its events is asked for, with details part by part. After an error: the bytes before
   * the offending one. The `rest` of an upgrade counts, until the upgrade is declined.
   */
  get bytesRead(): number {
    return this.position
  }

  /**
   * After an `upgrade` event: the bytes are HTTP after all. Its `rest` is read again; `bytesParsed` and `rawPacket` of an error are then of `rest`. Does nothing
   * without an upgrade.
   */
  declineUpgrade(): void {
    this.parser.declineUpgrade()
    if (this.rest !== null) {
      // The end of input, if it was read, comes after these bytes.
      if (this.hasEnded && this.input.at(-1) !== 'end') this.input.push('end')
      if (this.rest.length > 0) this.input.unshift(this.rest)
      this.position -= this.rest.length
    }
    this.rest = null
  }

  /** Forgets input, its end, errors and events that were not taken. The next input is the start of a connection's. */
  reset(): void {
    this.drop()
    this.error = null
    this.hasEnded = false
    this.position = 0
    this.parser.headVerdicts = null
    this.parser.reset()
  }

  /** Ends the parser and gives its memory back. Needed when a connection ends inside a message; harmless at any time. After it, reading throws until {@link EventParser.reset}. */
  free(): void {
    this.drop()
    this.parser.free()
  }

  private add(chunk: Uint8Array): void {
    if (!isUint8Array(chunk)) throw invalidArgType('chunk', 'Uint8Array', chunk, this.add)
    if (this.hasEnded) throw finishedError()
    this.input.push(chunk)
  }

  private checkFreed(): void {
    if (this.parser.section === Section.FREED) throw freedError()
  }

  private drop(): void {
    this.input.length = 0
    this.cursor.release()
    this.rest = null
  }

  /** Makes an event of the next record. */
  private takeRecord(): RequestEvent | ResponseEvent {
    const { cursor } = this
    switch (cursor.step()) {
      case Kind.HEAD:
        return this.parser.type === MessageType.REQUEST ? requestHead(cursor.head()) : responseHead(cursor.head())
      case Kind.TRAILERS:
        return { type: 'trailers', headers: fieldsOf(cursor.trailers()) }
      case Kind.BODY:
        return { type: 'body', data: cursor.body() }
      case Kind.COMPLETE:
        return { type: 'complete', keepAlive: cursor.keepAlive() }
      default:
        this.rest = cursor.rest()
        return { type: 'upgrade', rest: this.rest }
    }
  }

  /** For {@link ResponseParser.expect}. */
  protected expectResponseTo(method: string): void {
    const verdict = method === 'HEAD' ? HeadVerdict.NO_BODY : method === 'CONNECT' ? HeadVerdict.NO_BODY_AND_UPGRADE : HeadVerdict.PROCEED
    ;(this.parser.headVerdicts ??= []).push(verdict)
  }
}

/** Reads requests. */
export class RequestParser extends EventParser<RequestEvent> {
  /** @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE or ERR_OUT_OF_RANGE for a wrong option, which the message names */
  constructor(options?: ParserOptions) {
    super('requests', options)
  }
}

/** Reads responses. */
export class ResponseParser extends EventParser<ResponseEvent> {
  /** @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE or ERR_OUT_OF_RANGE for a wrong option, which the message names */
  constructor(options?: ParserOptions) {
    super('responses', options)
  }

  /**
   * Says which request the next response answers: the response to HEAD has no body whatever its head says, and after the response to
   * CONNECT, whatever its status, the connection belongs to another protocol, as in Node. To read the body of a refusal, do not call it for CONNECT. Call it with the method of each request, in order, before its response is
   * read. A response without such a call answers neither.
   *
   * @throws TypeError ERR_INVALID_ARG_TYPE when `method` is not a string
   */
  expect(method: string): void {
    if (typeof method !== 'string') throw invalidArgType('method', 'string', method)
    this.expectResponseTo(method)
  }
}

function requestHead(head: ParsedHead): RequestHead {
  return { type: 'head', method: head.method, url: head.line, version: versionOf(head), headers: fieldsOf(head), keepAlive: head.keepAlive, upgrade: head.isUpgrade }
}

function responseHead(head: ParsedHead): ResponseHead {
  return { type: 'head', statusCode: head.status, reason: head.line, version: versionOf(head), headers: fieldsOf(head), keepAlive: head.keepAlive, upgrade: head.isUpgrade }
}

function versionOf({ version }: ParsedHead): string {
  return `${version >> 8}.${version & 0xff}`
}

function fieldsOf({ text, spans }: ParsedFields): HeaderField[] {
  const fields = new Array<HeaderField>(spans.length / SPAN_SIZE)
  for (let i = 0; i < fields.length; i++) {
    const from = i * SPAN_SIZE
    fields[i] = [cut(text, spans[from]!, spans[from + 1]!), cut(text, spans[from + 2]!, spans[from + 3]!)]
  }
  return fields
}
