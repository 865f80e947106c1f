/**
 * ResponseReader: what the parser reads becomes the response to the request that is attached, with everything that
 * may come before it and nothing of what comes behind it.
 */
import {
  Field,
  HEAD_SIZE,
  HeadFlag,
  lineOf,
  MessageType,
  Parser,
  spansOf,
  TapeReader,
  textOf,
  TRAILERS_SIZE,
  type ParseError,
  type ParserOptions,
  type Tape,
} from '@layered-http/parser'
import { firstValue } from '@layered-http/headers'
import { IncomingMessage, type OutgoingMessage } from '@layered-http/streams'
import { discardBody, type IncomingConnection, isDiscarded, type OutgoingConnection, receiveBody, receiveEnd, receiveHead, receiveTrailers } from '@layered-http/streams/port'
import { responseFinish } from './channels.js'
import type { ClientRequest } from './client-request.js'
import { nextState, type ConnectionEvent, type ConnectionState } from './connection-state.js'
import { inform, isInterim } from './information.js'
import { kLeniency } from './keys.js'
import { readFor } from './response-parser.js'
import type { ClientSocket } from './socket-events.js'
import { SocketTimeouts } from './socket-timeouts.js'

export abstract class ResponseReader extends TapeReader implements IncomingConnection, OutgoingConnection {
  protected state: ConnectionState = 'idle'
  protected request: ClientRequest | null = null
  protected response: IncomingMessage | null = null
  protected readonly timeouts: SocketTimeouts
  private paused = false
  private leniency: ParserOptions | null = null

  constructor(protected readonly socket: ClientSocket) {
    super(new Parser(MessageType.RESPONSE))
    this.timeouts = new SocketTimeouts(socket)
  }

  abstract willFinish(): boolean
  abstract readonly closesFinished: boolean
  abstract messageFinished(message: OutgoingMessage): void
  abstract messageConsumed(response: IncomingMessage): void
  /** The input is bad: the request hears of it, the socket is lost. */
  protected abstract fail(error: Error): void

  /** Reads the response to `request` from now on; the socket may serve requests of several kinds. */
  protected expect(request: ClientRequest): void {
    const leniency = request[kLeniency]
    if (leniency !== this.leniency) {
      this.leniency = leniency
      this.parser.free()
      this.parser = new Parser(MessageType.RESPONSE, leniency ?? undefined)
    }
    readFor(request, this.parser)
  }

  protected get isOpen(): boolean {
    return this.request !== null && this.state !== 'lost'
  }

  protected onChunkEnd(error: ParseError | null): void {
    if (error !== null && this.request !== null) this.fail(error)
    // The beginning of another message came in the same chunk.
    else if (this.state === 'received' && !this.parser.isBetweenMessages) this.onSurplus()
  }

  /**
   * Bytes behind the complete response. Whatever they are, they must not become part of the response to the next request: the socket serves
   * no other (RFC 9112 section 9.2).
   */
  protected onSurplus(): void {
    this.transition('surplus')
    this.socket.destroy()
  }

  protected onHead(tape: Tape, at: number): void {
    if (this.state !== 'waiting') {
      this.onSurplus()
      return
    }
    const { events } = tape
    const request = this.request!
    const text = textOf(tape, at)
    const spans = spansOf(tape, at, HEAD_SIZE)
    const status = events[at + Field.CODE]!
    const version = events[at + Field.VERSION]!
    const reason = lineOf(tape, at, text)
    const flags = events[at + Field.FLAGS]!
    if (isInterim(status)) {
      inform(request, status, reason, version, text, spans)
      return
    }
    const response = new IncomingMessage(this.socket)
    receiveHead(response, this, { version, text, spans })
    response.statusCode = status
    response.statusMessage = reason
    response.joinDuplicateHeaders = request.joinDuplicateHeaders
    this.response = response
    request.res = response
    ;(response as { req?: ClientRequest }).req = request
    if ((flags & HeadFlag.UPGRADE) !== 0 || request.method === 'CONNECT') {
      // What follows is not its body: `onUpgrade` comes next.
      response.upgrade = true
      return
    }
    response.upgrade = false
    this.transition('head')
    if ((flags & HeadFlag.KEEP_ALIVE) === 0) request.shouldKeepAlive = false
    else if (request.shouldKeepAlive) request.serverKeepAlive = firstValue(text, spans, 'keep-alive') ?? ''
    if (request.timeoutCb !== null) this.timeouts.hearForResponse()
    if (responseFinish.hasSubscribers) responseFinish.publish({ request, response })
    if (!request.deliver(response)) discardBody(response)
  }

  protected onBody(chunk: Uint8Array, start: number, end: number): void {
    const piece = start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end)
    if (this.state === 'receiving' && !receiveBody(this.response!, piece)) this.pause()
  }

  protected onTrailers(tape: Tape, at: number): void {
    const text = textOf(tape, at)
    if (this.state === 'receiving') receiveTrailers(this.response!, { text, spans: spansOf(tape, at, TRAILERS_SIZE) })
  }

  /** The end of a message: of a 1xx while the final response is still awaited, or of that. */
  protected onComplete(keepAlive: boolean): void {
    if (this.state !== 'receiving') return
    if (!keepAlive) this.request!.shouldKeepAlive = false
    this.transition('complete')
    // Once it has ended, a stream does not ask for more: a full one would leave the socket paused for the next request.
    this.resumeReading()
    receiveEnd(this.response!)
    // Nobody may ever touch a response that is thrown away; nobody needs to.
    if (isDiscarded(this.response!)) this.messageConsumed(this.response!)
  }

  resumeReading(): void {
    if (!this.paused) return
    this.paused = false
    this.socket.resume()
  }

  private pause(): void {
    this.paused = true
    this.socket.pause()
  }

  /** Passes the next `'timeout'` of the socket on to `request`, which has it once, and every one to its response. */
  hearTimeout(request: ClientRequest): void {
    if (request.timeoutCb !== null) return
    this.timeouts.hear(request)
    if (this.response !== null) this.timeouts.hearForResponse()
  }

  timeoutSet(): void {
    this.timeouts.hearForResponse()
  }

  protected transition(event: ConnectionEvent): void {
    this.state = nextState(this.state, event)
  }
}
