/**
 * ClientConnection: one socket of a client. It makes a response of what the parser reads and hands it to the request
 * that is attached.
 *
 * It lives as long as its socket and listens to it once, through all the requests that the pool gives the socket to.
 */
import type { AsyncResource } from 'node:async_hooks'
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import {
  Field,
  HEAD_SIZE,
  HeadFlag,
  HeadVerdict,
  MessageType,
  Parser,
  parserDefaults,
  spansOf,
  TapeReader,
  textOf,
  DEFAULT_MAX_HEADERS_COUNT,
  TRAILERS_SIZE,
  type ParseError,
  type ParserOptions,
  type Tape,
} from '@layered-http/parser'
import { firstValue, rawHeaders, mergedHeaders } from '@layered-http/headers'
import { codedError, connectionReset } from '@layered-http/shared'
import {
  addListeners,
  drainMessage,
  dumpIncoming,
  endSocket,
  finishIfFlushed,
  IncomingMessage,
  isDumped,
  kCarrier,
  kLast,
  kStage,
  receiveAbort,
  receiveBody,
  receiveEnd,
  receiveHead,
  receiveTrailers,
  removeListeners,
  Stage,
  withholdOutput,
  type Carrier,
  type OutgoingMessage,
  type SocketListeners,
} from '@layered-http/streams'
import { responseFinish } from './channels.js'
import type { ClientRequest } from './client-request.js'
import { kContext, kLeniency } from './keys.js'
import { WriteErrors } from './write-errors.js'
import { nextState, type ConnectionEvent, type ConnectionState } from './connection-state.js'
import { describeReuse, kSecondTry, noteReuse, tryAgain, writeAgain, type Reuse } from './second-try.js'

const kConnection = Symbol('client connection')

/** A socket that carries a connection of ours, and the name under which the pool finds the request it serves. */
type ClientSocket = Socket & { [kConnection]?: ClientConnection; _httpMessage?: ClientRequest | null; parser?: Parser | null }

/** A 1xx response other than 101, as the `'information'` event has it. */
export interface InformationEvent {
  statusCode: number
  statusMessage: string
  httpVersion: string
  httpVersionMajor: number
  httpVersionMinor: number
  headers: Record<string, string | string[] | undefined>
  rawHeaders: string[]
}

/** The connection on `socket`, made at its first request. */
export function connectionOf(socket: Duplex): ClientConnection {
  return ((socket as ClientSocket)[kConnection] ??= new ClientConnection(socket as ClientSocket))
}

export class ClientConnection extends TapeReader implements Carrier {
  private state: ConnectionState = 'idle'
  private request: ClientRequest | null = null
  private response: IncomingMessage | null = null
  /** The response's stream is over as well, and the request is sent. */
  private responseConsumed = false
  /** The verdict on the socket, once both sides of the exchange are done. */
  private survives = false
  private listens = false
  private paused = false
  private attaching = false
  /** The socket has served a request. */
  private isUsed = false
  /** What is known of the request on a used socket, where its agent gives second tries. */
  private reuse: Reuse | null = null
  /** The error of a socket that failed before the request had it, or until it is known whether there is a second try. */
  private loss: Error | null = null
  /** Whether the response hears `'timeout'` of the socket. Most sockets have none, and nobody listens. */
  private responseHearsTimeout = false
  private leniency: ParserOptions | null = null
  private writeErrors: WriteErrors | null = null

  constructor(private readonly socket: ClientSocket) {
    super(new Parser(MessageType.RESPONSE))
    addListeners(socket, LIFE_LISTENERS)
  }

  /** Makes `request` the one that this connection serves. */
  attach(request: ClientRequest): void {
    // The next request may come in the turn in which the response of the one before was read to its end.
    if (this.responseConsumed) this.finishExchange()
    const secondTry = request[kSecondTry]
    this.reuse = this.isUsed && secondTry === null ? noteReuse(request) : null
    if (this.state !== 'idle') {
      const isClosed = this.state === 'closed'
      if (isClosed && this.reuse !== null && tryAgain(request, this.reuse)) return
      request.destroyed = true
      request.fail(isClosed ? (this.socket.errored ?? connectionReset('socket hang up')) : codedError(Error, 'ERR_HTTP_SOCKET_ASSIGNED', 'The socket still serves another request'))
      request.close()
      return
    }
    this.transition('attach')
    this.request = request
    this.responseConsumed = false
    this.socket._httpMessage = request
    if (request[kLeniency] !== this.leniency) this.readLike(request[kLeniency])
    this.parser.maxHeaderSize = request.maxHeaderSize || parserDefaults.maxHeaderSize
    this.parser.maxHeadersCount = fieldLimit(request.maxHeadersCount)
    this.parser.headVerdict =
      request.method === 'HEAD' ? HeadVerdict.NO_BODY : request.method === 'CONNECT' ? HeadVerdict.NO_BODY_AND_UPGRADE : HeadVerdict.PROCEED
    request[kCarrier] = this
    this.isUsed = true
    if (!this.listens) {
      this.listens = true
      addListeners(this.socket, TALK_LISTENERS)
    }
    if (this.socket.destroyed) this.loss = this.socket.errored
    this.attaching = true
    request.socket = this.socket
    request.parser = this.socket.parser = this.parser
    request.emit('socket', this.socket)
    if (!request.destroyed && !this.socket.destroyed) {
      if (secondTry === null) request.assignSocket(this.socket)
      else writeAgain(request, this.socket, secondTry)
    }
    this.attaching = false
    if (this.writeErrors === null && this.isUpload(request)) this.writeErrors = new WriteErrors(this.socket)
    if (request.destroyed) {
      this.socket.destroy(request.errored ?? undefined)
    } else if (request[kStage] === Stage.ENDED && !this.socket.connecting) {
      finishIfFlushed(request, this.socket)
    }
  }

  /** The async context of the request that is served. */
  get context(): AsyncResource | undefined {
    return this.request?.[kContext]
  }

  /** Whether the peer can answer before it has all of `request`. */
  private isUpload(request: ClientRequest): boolean {
    return request[kStage] < Stage.ENDED || this.socket.writableLength > this.socket.writableHighWaterMark
  }

  /** Passes the next `'timeout'` of the socket on to `request`, which has it once, and every one to its response. */
  hearTimeout(request: ClientRequest): void {
    if (request.timeoutCb !== null) return
    request.timeoutCb = requestOnTimeout
    this.socket.once('timeout', requestOnTimeout)
    if (this.response !== null) this.timeoutSet()
  }

  /** The response hears of timeouts from now on, after everybody who listened before it came. */
  timeoutSet(): void {
    if (this.responseHearsTimeout) return
    this.responseHearsTimeout = true
    this.socket.on('timeout', responseOnTimeout)
  }

  private stopHearingTimeout(request: ClientRequest): void {
    if (request.timeoutCb !== null) this.socket.off('timeout', requestOnTimeout)
    if (!this.responseHearsTimeout) return
    this.responseHearsTimeout = false
    this.socket.off('timeout', responseOnTimeout)
  }

  // Reading

  /** A parser that accepts what `leniency` says; the socket may serve requests of both kinds. */
  private readLike(leniency: ParserOptions | null): void {
    this.leniency = leniency
    this.parser.free()
    this.parser = new Parser(MessageType.RESPONSE, leniency ?? undefined)
  }

  override read(chunk: Uint8Array): void {
    if (this.state === 'closed') return
    if (this.request === null) {
      // Nobody asked: whatever this answers, it must not be taken for the answer to the next request.
      if (!this.servesOthers) this.socket.destroy()
      return
    }
    if (this.reuse !== null) this.reuse.bytesRead += chunk.length
    super.read(chunk)
  }

  /** A pool that we share with Node's own requests has given the socket to one of those. */
  private get servesOthers(): boolean {
    return this.request === null && Boolean(this.socket._httpMessage)
  }

  protected get isOpen(): boolean {
    return this.request !== null
  }

  protected onChunkEnd(error: ParseError | null): void {
    if (error !== null && this.state !== 'handedOver') this.fail(error)
  }

  protected onHead(tape: Tape, at: number): void {
    const { events } = tape
    const request = this.request!
    const text = textOf(tape, at)
    const spans = spansOf(tape, at, HEAD_SIZE, text)
    const status = events[at + Field.CODE]!
    const version = events[at + Field.VERSION]!
    const reason = text.slice(events[at + Field.LINE_START], events[at + Field.LINE_END])
    const flags = events[at + Field.FLAGS]!
    if (this.state !== 'waiting') {
      // A second response to one request (RFC 9112 section 9.2): nothing on this connection can be trusted any more.
      this.socket.destroy()
      return
    }
    // 101 is final (RFC 9110 section 15.2.2), also when it names no protocol to switch to.
    if (status < 200 && status !== 101) {
      this.onInformation(request, status, reason, version, text, spans)
      return
    }
    const response = new IncomingMessage(this.socket)
    receiveHead(response, this, version, text, spans)
    response.statusCode = status
    response.statusMessage = reason
    response.joinDuplicateHeaders = request.joinDuplicateHeaders
    this.response = response
    request.res = response
    ;(response as { req?: ClientRequest }).req = request
    if ((flags & HeadFlag.UPGRADE) !== 0 || request.method === 'CONNECT') {
      response.upgrade = true
      response.complete = true
      return
    }
    response.upgrade = false
    this.transition('head')
    if ((flags & HeadFlag.KEEP_ALIVE) === 0) request.shouldKeepAlive = false
    else if (request.shouldKeepAlive) request.serverKeepAlive = firstValue(text, spans, 'keep-alive') ?? ''
    if (request.timeoutCb !== null) this.timeoutSet()
    if (responseFinish.hasSubscribers) responseFinish.publish({ request, response })
    if (!request.deliver(response)) dumpIncoming(response)
  }

  /** A response before the response (RFC 9110 section 15.2). */
  private onInformation(request: ClientRequest, statusCode: number, statusMessage: string, version: number, text: string, spans: readonly number[]): void {
    if (statusCode === 100) request.emit('continue')
    if (request.listenerCount('information') === 0) return
    const information: InformationEvent = {
      statusCode,
      statusMessage,
      httpVersion: `${version >> 8}.${version & 0xff}`,
      httpVersionMajor: version >> 8,
      httpVersionMinor: version & 0xff,
      headers: mergedHeaders(text, spans),
      rawHeaders: rawHeaders(text, spans),
    }
    request.emit('information', information)
  }

  protected onBody(chunk: Uint8Array, start: number, end: number): void {
    const piece = start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end)
    if (this.state === 'receiving' && !receiveBody(this.response!, piece)) this.pause()
  }

  protected onTrailers(tape: Tape, at: number): void {
    const text = textOf(tape, at)
    if (this.state === 'receiving') receiveTrailers(this.response!, text, spansOf(tape, at, TRAILERS_SIZE, text))
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
    if (isDumped(this.response!)) this.messageConsumed(this.response!)
  }

  protected onUpgrade(rest: Uint8Array): void {
    const { socket } = this
    const request = this.request!
    const event = request.method === 'CONNECT' ? 'connect' : 'upgrade'
    request.upgradeOrConnect = true
    if (request.listenerCount(event) === 0) {
      socket.destroy()
      return
    }
    this.release()
    socket.emit('agentRemove')
    request.emit(event, this.response, socket, rest)
    request.close()
  }

  /** Lets go of the socket: from here on it belongs to an upgrade handler. */
  private release(): void {
    const { socket } = this
    this.transition('handOver')
    socket._httpMessage = null
    socket.parser = null
    removeListeners(socket, LIFE_LISTENERS)
    removeListeners(socket, TALK_LISTENERS)
    this.stopHearingTimeout(this.request!)
    // As if nobody had read yet: what comes next waits for the new owner.
    socket.readableFlowing = null
    this.parser.free()
    this.request = null
  }

  // Writing

  looksAfter(): boolean {
    return this.attaching
  }

  messageFinished(_message: OutgoingMessage): boolean {
    if (this.responseConsumed) this.concludeSoon()
    return false
  }

  messageConsumed(response: IncomingMessage): void {
    if (response !== this.response || this.state !== 'received' || this.responseConsumed) return
    this.responseConsumed = true
    const request = this.request!
    if (!isReusable(request)) {
      if (request[kStage] < Stage.ENDED) withholdOutput(request)
      this.endSocket()
    } else if (request[kStage] >= Stage.FINISHED) this.concludeSoon()
  }

  /** Whether the exchange of `request` is over, and the socket closes as soon as what was written is gone. */
  isEnding(request: ClientRequest): boolean {
    return this.request === request && this.responseConsumed && this.socket.writableEnded && this.socket.writableLength === 0
  }

  private endSocket(): void {
    // What a peer that is gone does not take any more would never leave.
    if (this.writeErrors !== null && this.writeErrors.held !== null) this.socket.destroy()
    else endSocket(this.socket)
  }

  /** Both sides are done: takes the keep-alive verdict now, and lets the listeners of `'end'` run before it takes effect. */
  private concludeSoon(): void {
    const request = this.request!
    this.survives = isReusable(request)
    // There is nothing left to destroy: a late `destroy()` must not hurt the next request on this socket.
    if (this.survives) request.destroyed = true
    process.nextTick(finishExchange, this)
  }

  /** Request sent, response read: the request is over, the socket goes back or away. */
  finishExchange(): void {
    const { request, socket } = this
    if (this.state !== 'received' || request === null) return
    if (!this.survives) {
      // The request stays until the socket is closed, and closes with it.
      this.endSocket()
      return
    }
    this.request = null
    this.response = null
    this.responseConsumed = false
    this.transition('release')
    // The request's timeout is not that of the next one.
    if (request.timeout !== undefined) socket.setTimeout?.(0)
    this.stopHearingTimeout(request)
    request.close()
    socket.emit('free')
  }

  // The socket's events

  resumeReading(): void {
    if (!this.paused) return
    this.paused = false
    this.socket.resume()
  }

  private pause(): void {
    this.paused = true
    this.socket.pause()
  }

  onEnd(): void {
    const { request } = this
    if (request === null) {
      if (!this.servesOthers) this.socket.destroy()
      return
    }
    const { writeErrors } = this
    if (this.state === 'received') {
      // The response is whole: how the connection ends is decided already, and a write that failed takes nothing from it.
      if (writeErrors !== null && writeErrors.held !== null) this.socket.destroy()
      return
    }
    // A body without a length ends here; anything else half-read is an error, and `'close'` says which.
    this.readEnd()
    if (writeErrors !== null && writeErrors.held !== null) {
      writeErrors.release()
      return
    }
    // On a used socket, `'close'` tells whether it was stale.
    if (this.state === 'waiting' && this.reuse === null) request.fail(connectionReset('socket hang up'))
    this.socket.destroy()
  }

  onDrain(): void {
    if (this.request !== null) drainMessage(this.request)
  }

  onRequestTimeout(): void {
    if (this.request !== null) this.request.emit('timeout')
  }

  onResponseTimeout(): void {
    if (this.response !== null) this.response.emit('timeout')
  }

  onClose(): void {
    const { request, response, state } = this
    if (state === 'closed') return
    this.transition('close')
    this.parser.free()
    if (request === null) return
    this.request = null
    if (state === 'waiting' && this.isTriedAgain(request)) return
    request.destroyed = true
    if (state === 'waiting' && !request.upgradeOrConnect) request.fail(request.errored ?? this.reasonOfLoss())
    else if (state === 'receiving') receiveAbort(response!)
    request.close()
  }

  onError(error: NodeJS.ErrnoException): void {
    if (this.request === null) return
    if (this.reuse !== null && this.state === 'waiting') this.loss = error
    // The answer is here, whole: that the rest of an upload finds no taker is no failure of the request.
    else if (this.state !== 'received' || error.syscall !== 'write') this.request.fail(error)
  }

  /** Whether a request whose socket was stale gets another. */
  private isTriedAgain(request: ClientRequest): boolean {
    const { reuse } = this
    if (reuse === null || request.destroyed || !tryAgain(request, reuse)) return false
    request[kSecondTry] = reuse.output
    return true
  }

  private reasonOfLoss(): Error {
    const error = this.loss ?? connectionReset('socket hang up')
    return this.reuse === null ? error : describeReuse(error, this.reuse)
  }

  /** The input is bad: the request hears of it, the socket is lost. */
  private fail(error: Error): void {
    // Nothing more is read.
    removeListeners(this.socket, TALK_LISTENERS)
    this.request?.fail(error)
    this.socket.destroy()
  }

  private transition(event: ConnectionEvent): void {
    this.state = nextState(this.state, event)
  }
}

/** Whether the socket may serve another request when the exchange of `request` is over. */
function isReusable(request: ClientRequest): boolean {
  return request.shouldKeepAlive && !request[kLast] && !request.destroyed
}

/** `maxHeadersCount` for the parser: as with Node, no limit for what is no positive number. */
function fieldLimit(count: unknown): number {
  if (count === null || count === undefined) return DEFAULT_MAX_HEADERS_COUNT
  return typeof count === 'number' && count > 0 ? Math.trunc(count) : 0
}

function requestOnTimeout(this: ClientSocket): void {
  const connection = this[kConnection]!
  inContext(connection, connection.onRequestTimeout)
}

function responseOnTimeout(this: ClientSocket): void {
  const connection = this[kConnection]!
  inContext(connection, connection.onResponseTimeout)
}

function finishExchange(connection: ClientConnection): void {
  connection.finishExchange()
}

/** Runs `act` in the async context of the request that is served, not in that of whoever opened the socket. */
function inContext<Args extends unknown[]>(connection: ClientConnection, act: (this: ClientConnection, ...args: Args) => void, ...args: Args): void {
  const { context } = connection
  if (context === undefined) act.apply(connection, args)
  else context.runInAsyncScope(act, connection, ...args)
}

// One set of listeners for every socket; `this` is the socket.

/** From the first request on: a transport may speak as soon as somebody listens. */
const TALK_LISTENERS: SocketListeners = {
  data(this: ClientSocket, chunk: Uint8Array) {
    const connection = this[kConnection]!
    inContext(connection, connection.read, chunk)
  },
  end(this: ClientSocket) {
    const connection = this[kConnection]!
    inContext(connection, connection.onEnd)
  },
  drain(this: ClientSocket) {
    const connection = this[kConnection]!
    inContext(connection, connection.onDrain)
  },
}

/** From the moment there is a socket, which may fail before it is used. */
const LIFE_LISTENERS: SocketListeners = {
  close(this: ClientSocket) {
    const connection = this[kConnection]!
    inContext(connection, connection.onClose)
  },
  error(this: ClientSocket, error: Error) {
    const connection = this[kConnection]!
    inContext(connection, connection.onError, error)
  },
}
