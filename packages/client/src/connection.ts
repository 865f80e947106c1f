/**
 * ClientConnection: one socket of a client, through all the requests that get it.
 *
 * It owns its parts and is the only place with effects on the exchange: the parser's reader calls it with parts of a response, the socket's events are passed to it, and
 * the messages of the exchange ask it. Which of that happens in which state is in connection-state.ts.
 */
import type { AsyncResource } from 'node:async_hooks'
import type { Duplex } from 'node:stream'
import { destroyIfIdle, disableIdleErrorHandling } from '@layered-http/agent/port'
import { MessageReader, MessageType, Parser, type MessageHandler, type ParsedFields, type ParsedHead, type ParseError, type ParserOptions } from '@layered-http/parser/tape'
import { codedError, connectionReset } from '@layered-http/shared'
import type { IncomingMessage } from '@layered-http/streams'
import {
  connectMessage,
  discardBody,
  drainMessage,
  endSocket,
  failEnd,
  finishIfFlushed,
  finishMessage,
  hasEnded,
  isDiscarded,
  isFinished,
  isFinishing,
  isLast,
  queueFurtherWrites,
  receiveAbort,
  receiveBody,
  receiveEnd,
  receiveTrailers,
  type IncomingConnection,
  type OutgoingConnection,
} from '@layered-http/streams/port'
import { responseFinish } from './channels.js'
import { Event, hasStopped, isAwaitingResponse, isComplete, isConsumed, isOver, isSpoiled, nextState, State } from './connection-state.js'
import type { ServedRequest, SocketOwner } from './exchange.js'
import { countInformation, emitInformation } from './information.js'
import { closeRequest, deliverResponse, failAndClose, failRequest } from './request-events.js'
import type { RequestState } from './request-state.js'
import { configureParser, isInterim, makeResponse, noteKeepAlive } from './response-reader.js'
import { Retry, writeAgain } from './retry.js'
import { ownerOf, SocketPort, type ClientSocket } from './socket-port.js'

/** The connection of `socket`: made for its first request, and again after CONNECT or an upgrade has taken the socket. */
export function connectionOf(socket: Duplex): ClientConnection {
  const connection = ownerOf(socket) as ClientConnection | undefined
  return connection !== undefined && !connection.isHandedOver ? connection : new ClientConnection(socket as ClientSocket)
}

/** True if the exchange of `state` is over, and its socket closes when the rest of the output is sent. */
export function isEnding(socket: Duplex, state: RequestState): boolean {
  return (ownerOf(socket) as ClientConnection | undefined)?.isEnding(state) === true
}

export class ClientConnection implements MessageHandler, IncomingConnection<IncomingMessage>, OutgoingConnection, SocketOwner {
  /** The `'close'` of a request comes with the end of the exchange. */
  readonly closesFinished = false
  private state: number = State.idle
  /** The request that is served. */
  private current: RequestState | null = null
  /** Its response, from the head on. */
  private response: IncomingMessage | null = null
  private parserOptions: ParserOptions | null = null
  private readonly reader: MessageReader
  private readonly port: SocketPort
  private readonly retry = new Retry()

  constructor(private readonly socket: ClientSocket) {
    this.reader = new MessageReader(new Parser(MessageType.RESPONSE), this)
    this.port = new SocketPort(socket, this)
    // The pool leaves the errors of this socket to the connection, also while it is idle.
    disableIdleErrorHandling(socket)
  }

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
    const { request, retryOutput } = state
    const { socket } = this
    this.transition(Event.attach)
    this.current = state
    this.retry.begin(state, socket)
    this.prepareParser(state)
    const { parser } = this.reader
    connectMessage(request, this)
    this.port.serve(request, parser, !hasEnded(request))
    try {
      request.socket = socket
      request.parser = parser
      request.emit('socket', socket)
      if (!request.destroyed && !socket.destroyed) {
        if (retryOutput === null) request.assignSocket(socket)
        else writeAgain(request, socket, retryOutput)
      }
    } finally {
      if ((this.state as number) === State.attaching) this.transition(Event.sent)
    }
    // Meanwhile a transport in memory may have brought an upgrade.
    if (this.current === state) this.afterAttach(request)
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

  // The response, as the reader finds its parts

  get isReading(): boolean {
    return this.current !== null && !hasStopped(this.state)
  }

  onHead(head: ParsedHead): void {
    if (!isAwaitingResponse(this.state)) {
      this.onSurplus()
      return
    }
    const state = this.current!
    const { request } = state
    if (isInterim(head.code)) {
      const error = countInformation(state)
      if (error === null) emitInformation(request, head)
      else {
        this.transition(Event.refuse)
        this.failInput(error)
      }
      return
    }
    const response = makeResponse(head, state, this.socket, this)
    this.response = response
    // The rest of the input is not its body: `onUpgrade` comes next.
    if (response.upgrade) return
    this.transition(Event.head)
    noteKeepAlive(head, state)
    if (request.timeoutCb !== null) this.port.passTimeoutsToResponse()
    if (responseFinish.hasSubscribers) responseFinish.publish({ request, response })
    if (!deliverResponse(state, response)) discardBody(response)
  }

  onBody(piece: Uint8Array): void {
    if (this.state === State.receiving && !receiveBody(this.response!, piece)) this.port.pause()
  }

  onTrailers(fields: ParsedFields): void {
    if (this.state === State.receiving) receiveTrailers(this.response!, fields)
  }

  /** The end of a message: of the response, or of a 1xx response before it. */
  onComplete(keepAlive: boolean): void {
    if (this.state !== State.receiving) return
    if (!keepAlive) this.current!.request.shouldKeepAlive = false
    this.transition(Event.complete)
    // A stream that has ended does not ask for more: if it is full, the socket would stay paused for the next request.
    this.port.resume()
    receiveEnd(this.response!)
    // A discarded response emits no 'end'.
    if (isDiscarded(this.response!)) this.messageConsumed(this.response!)
  }

  onUpgrade(rest: Uint8Array): void {
    const { socket, response } = this
    const state = this.current!
    const { request } = state
    const event = request.method === 'CONNECT' ? 'connect' : 'upgrade'
    request.upgradeOrConnect = true
    if (request.listenerCount(event) === 0) {
      socket.destroy()
      return
    }
    this.transition(Event.handOver)
    this.port.release(request)
    this.reader.parser.free()
    this.current = null
    receiveEnd(response!)
    socket.emit('agentRemove')
    // The server has responded, so all of the request was sent, whatever callbacks of the socket are still to come.
    finishMessage(request)
    request.emit(event, response!, socket, Buffer.concat([rest, ...this.reader.takeBacklog()]))
    closeRequest(state)
  }

  onChunkEnd(error: ParseError | null): void {
    if (error !== null && this.current !== null) this.failInput(error)
    // The chunk ended within the head of another response.
    else if (isComplete(this.state) && !isSpoiled(this.state) && !this.reader.parser.isBetweenMessages) this.onSurplus()
  }

  /**
   * Input after a complete response. It must not become part of the response to the next request, so the socket
   * serves no other one (RFC 9112 section 9.2).
   */
  private onSurplus(): void {
    this.transition(Event.surplus)
    this.socket.destroy()
  }

  private failInput(error: Error): void {
    this.port.stop()
    try {
      failRequest(this.current!, error)
    } finally {
      this.socket.destroy()
    }
  }

  // What the messages ask and tell

  resumeReading(): void {
    this.port.resume()
  }

  timeoutSet(): void {
    this.port.passTimeoutsToResponse()
  }

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
    // From now on `destroy()` must not hurt the next request on this socket.
    if (isKept) request.destroyed = true
    this.transition(isKept ? Event.finish : Event.end)
    process.nextTick(finishExchange, this)
  }

  /** Gives the socket back, or ends it. */
  finishExchange(): void {
    if (this.state === State.closing) this.endSocket()
    if (!isOver(this.state)) return
    const state = this.current!
    this.current = null
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

  // The socket's events

  onData(chunk: Uint8Array): void {
    const { state } = this
    if (state === State.closed) return
    if (isComplete(state)) {
      if (!isSpoiled(state)) this.onSurplus()
      return
    }
    this.retry.noteInput(chunk.length)
    this.reader.read(chunk)
  }

  onUnexpectedData(chunk: Uint8Array | null): void {
    const { socket } = this
    // A request of Node's own has got the socket, from a pool that both use.
    if (socket._httpMessage) return
    // These bytes must not become the response to the next request. After the end there is no next response.
    if (chunk === null || chunk.length > 0) socket.destroy()
  }

  /** The end of input. */
  onEnd(): void {
    const { current, port, socket } = this
    if (current === null) return
    if (isComplete(this.state)) {
      // It is decided already how the connection ends, and a failed write does not change the response.
      if (port.hasHeldError) socket.destroy()
      return
    }
    // A body without a length is complete now. If anything else is, 'close' reports the loss.
    this.reader.readEnd()
    if (port.hasHeldError) {
      port.reportHeldError()
      return
    }
    try {
      // On a used socket, 'close' decides about a retry. A socket that fails at its end, as TLS does within a handshake, reports the reason itself. After an upgrade
      // without a listener the socket is destroyed, and a socket of Bun emits 'end' even then.
      const isLost = isAwaitingResponse(this.state) && !this.retry.isAllowed && !current.request.upgradeOrConnect
      if (isLost && !socket.errored) failRequest(current, connectionReset('socket hang up'))
    } finally {
      socket.destroy()
    }
  }

  onDrain(): void {
    if (this.current !== null) drainMessage(this.current.request)
  }

  /** Passes the next `'timeout'` of the socket on to `request`, and each one to the response. */
  passTimeouts(request: ServedRequest): void {
    if (request.timeoutCb !== null) return
    this.port.passTimeout(request)
    if (this.response !== null) this.port.passTimeoutsToResponse()
  }

  onRequestTimeout(): void {
    if (this.current !== null) this.current.request.emit('timeout')
  }

  onResponseTimeout(): void {
    if (this.response !== null) this.response.emit('timeout')
  }

  onError(error: NodeJS.ErrnoException): void {
    if (this.current === null) destroyIfIdle(this.socket)
    else if (this.retry.isAllowed && isAwaitingResponse(this.state)) this.retry.holdError(error)
    // If all of the response was received, a write that fails is not an error of the request.
    else if (!isComplete(this.state) || error.syscall !== 'write') failRequest(this.current, error)
  }

  onClose(): void {
    const { current, state } = this
    if (state === State.closed) return
    this.transition(Event.close)
    this.reader.parser.free()
    if (current === null) return
    this.current = null
    if (isAwaitingResponse(state) && this.retry.retry(current)) return
    current.request.destroyed = true
    try {
      if (state === State.receiving) receiveAbort(this.response!)
      else if (isAwaitingResponse(state) && !current.request.upgradeOrConnect) this.reportLoss(current)
    } finally {
      // Also without a listener for 'error', which makes it an exception.
      closeRequest(current)
    }
  }

  private reportLoss(state: RequestState): void {
    const { request } = state
    // As in Node, a false value given to destroy() is no error.
    const reason = request.errored || this.retry.lostError
    try {
      failRequest(state, reason)
    } finally {
      // The callbacks of `end` have waited for the decision about a retry.
      if (this.retry.isAllowed && !request.writableFinished) failEnd(request, reason)
    }
  }

  private transition(event: number): void {
    this.state = nextState(this.state, event)
  }
}

/** True if the socket may serve another request when the exchange of `request` is over. */
function isReusable(request: ServedRequest): boolean {
  return request.shouldKeepAlive && !isLast(request) && !request.destroyed
}

function finishExchange(connection: ClientConnection): void {
  connection.finishExchange()
}
