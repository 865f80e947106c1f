/**
 * ConnectionExchange: one exchange after the other on a connection. A request gets the socket and is sent; when its response was read, the socket is free again, or ends.
 *
 * What may live here: the beginning and the end of an exchange. The response and the socket's events are in connection.ts, a class of its own above this one.
 */
import type { AsyncResource } from 'node:async_hooks'
import { MessageType, Parser, type MessageReader, type ParserOptions } from '@layered-http/parser/tape'
import { codedError, connectionReset } from '@layered-http/shared'
import type { IncomingMessage } from '@layered-http/streams'
import { connectMessage, endSocket, finishIfFlushed, hasEnded, isFinished, isFinishing, isLast, queueFurtherWrites, type OutgoingConnection } from '@layered-http/streams/port'
import { Event, isConsumed, isOver, nextState, State } from './connection-state.js'
import type { ServedRequest } from './exchange.js'
import { closeRequest, failAndClose } from './request-events.js'
import type { RequestState } from './request-state.js'
import { configureParser } from './response-reader.js'
import { Retry, writeAgain } from './retry.js'
import type { ClientSocket, SocketPort } from './socket-port.js'
import { beginTurn, exchangeBegins, exchangeEnds, hold, isHolding, type HeldRequest } from './turn.js'

export abstract class ConnectionExchange implements OutgoingConnection, HeldRequest {
  /** The `'close'` of a request comes with the end of the exchange. */
  readonly closesFinished = false
  protected state: number = State.idle
  /** The request that is served. */
  protected current: RequestState | null = null
  /** Its response, from the head on. */
  protected response: IncomingMessage | null = null
  private parserOptions: ParserOptions | null = null
  protected readonly retry = new Retry()
  protected abstract readonly reader: MessageReader
  protected abstract readonly port: SocketPort

  constructor(protected readonly socket: ClientSocket) {}

  /** Another protocol has the socket. */
  get isHandedOver(): boolean {
    return this.state === State.handedOver
  }

  /** The async context of the request that is served. */
  get context(): AsyncResource | undefined {
    return this.current?.context
  }

  // The beginning of an exchange

  /** Serves `state`, or fails it if the socket cannot. */
  attach(state: RequestState): void {
    // The next request may come in the turn in which the response of the last one was read to its end.
    if (isOver(this.state)) this.finishExchange()
    if (this.state !== State.idle) {
      this.refuse(state)
      return
    }
    const { request } = state
    const { socket } = this
    this.transition(Event.attach)
    this.current = state
    exchangeBegins()
    this.retry.begin(state, socket)
    this.prepareParser(state)
    const { parser } = this.reader
    connectMessage(request, this)
    this.port.serve(request, parser, !hasEnded(request))
    try {
      request.socket = socket
      request.parser = parser
      request.emit('socket', socket)
      if (isHolding() && this.mayHold(state)) {
        this.transition(Event.hold)
        hold(this)
      } else this.send(state)
    } finally {
      // A listener has thrown, and nothing was sent.
      if ((this.state as number) === State.attaching) this.transition(Event.sent)
    }
  }

  /** True if the output of a request may leave at the end of the turn: all of it is there, and its socket is connected. Transports of other kinds have no `connecting`. */
  private mayHold({ request, retryOutput }: RequestState): boolean {
    const { socket } = this
    return hasEnded(request) && retryOutput === null && !request.destroyed && !socket.destroyed && socket.connecting === false
  }

  private send(state: RequestState): void {
    const { request, retryOutput } = state
    const { socket } = this
    try {
      if (request.destroyed || socket.destroyed) return
      if (retryOutput === null) request.assignSocket(socket)
      else writeAgain(request, socket, retryOutput)
    } finally {
      if ((this.state as number) === State.attaching) this.transition(Event.sent)
      // Meanwhile a transport in memory may have brought an upgrade.
      if (this.current === state) this.afterAttach(request)
    }
  }

  /** The turn in which the request got the socket is over. */
  sendHeld(): void {
    // The socket may have closed since.
    if (this.state !== State.held) return
    const { context } = this
    if (context === undefined) this.endHold()
    else context.runInAsyncScope(this.endHold, this)
  }

  private endHold(): void {
    this.transition(Event.send)
    this.send(this.current!)
  }

  private afterAttach(request: ServedRequest): void {
    const { socket } = this
    // The peer can respond before it has all of the request.
    if (!hasEnded(request) || socket.writableLength > socket.writableHighWaterMark) this.port.holdWriteErrors()
    if (request.destroyed) socket.destroy(request.errored ?? undefined)
    else if (isFinishing(request) && !socket.connecting && !socket.destroyed) finishIfFlushed(request, socket)
  }

  private refuse(state: RequestState): void {
    const isClosed = this.state === State.closed
    if (isClosed && this.retry.retryUnattached(state)) return
    state.request.destroyed = true
    const reason = isClosed ? (this.socket.errored ?? connectionReset('socket hang up')) : codedError(Error, 'ERR_HTTP_SOCKET_ASSIGNED', 'The socket still serves another request')
    failAndClose(state, reason)
  }

  /** Sets the parser up for one response. The requests of a socket may have different options. */
  private prepareParser(state: RequestState): void {
    const { reader } = this
    if (state.parserOptions !== this.parserOptions) {
      this.parserOptions = state.parserOptions
      reader.parser.free()
      reader.parser = new Parser(MessageType.RESPONSE, state.parserOptions ?? undefined)
    }
    configureParser(reader.parser, state)
  }

  // What the messages ask and tell

  willFinish(): boolean {
    return this.state === State.attaching
  }

  mayRetry(): boolean {
    return this.retry.isPrepared
  }

  /** The request is sent. */
  messageFinished(): void {
    if (this.state === State.consumed) this.conclude()
  }

  /** The response was read to its end. */
  messageConsumed(response: IncomingMessage): void {
    if (response !== this.response) return
    if (this.state === State.received) this.transition(Event.consume)
    else if (this.state !== State.surplus) return
    const { request } = this.current!
    if (!isReusable(request)) {
      if (!hasEnded(request)) queueFurtherWrites(request)
      this.transition(Event.end)
      this.endSocket()
    } else if (isFinished(request)) this.conclude()
  }

  // The end of an exchange

  /** Both sides are done. Decides whether the connection is kept; listeners for `'end'` run before that takes effect. */
  private conclude(): void {
    const { request } = this.current!
    const isKept = isReusable(request)
    if (isKept) {
      // From now on `destroy()` must not hurt the next request on this socket.
      request.destroyed = true
      beginTurn()
    }
    this.transition(isKept ? Event.finish : Event.end)
    process.nextTick(finishExchange, this)
  }

  /** Gives the socket back, or ends it. */
  finishExchange(): void {
    if (this.state === State.closing) this.endSocket()
    if (!isOver(this.state)) return
    const state = this.takeCurrent()!
    this.response = null
    this.transition(Event.release)
    this.port.idle(state.request)
    state.request.parser = null
    try {
      closeRequest(state)
    } finally {
      // Also when a listener throws: the next request needs the socket.
      this.socket.emit('free')
    }
  }

  private endSocket(): void {
    // The peer does not take the rest of the output, which would wait forever.
    if (this.port.hasHeldError) this.socket.destroy()
    else endSocket(this.socket)
  }

  /** True if `state` has all of its response, and its socket closes when the rest of the output is sent. */
  isEnding(state: RequestState): boolean {
    const { socket } = this
    return this.current === state && isConsumed(this.state) && hasEnded(state.request) && socket.writableEnded && socket.writableLength === 0
  }

  /** Returns the request that was served until now. */
  protected takeCurrent(): RequestState | null {
    const { current } = this
    if (current === null) return null
    this.current = null
    exchangeEnds()
    return current
  }

  protected transition(event: number): void {
    this.state = nextState(this.state, event)
  }
}

/** True if the socket may serve another request when the exchange of `request` is over. */
function isReusable(request: ServedRequest): boolean {
  return request.shouldKeepAlive && !isLast(request) && !request.destroyed
}

function finishExchange(connection: ConnectionExchange): void {
  connection.finishExchange()
}
