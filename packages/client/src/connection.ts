/**
 * ClientConnection: one socket of a client, through all the requests that get it.
 *
 * It owns its parts, and with connection-exchange.ts, which has the beginning and the end of each exchange, it is the only place with effects on the exchange: the parser's reader calls it with
 * parts of a response, the socket's events are passed to it, and the messages of the exchange ask it. Which of that happens in which state is in connection-state.ts.
 * What may live here: the response, and the socket's events.
 */
import type { Duplex } from 'node:stream'
import { destroyIfIdle, disableIdleErrorHandling } from '@layered-http/agent/port'
import { MessageReader, MessageType, Parser, type MessageHandler, type ParsedFields, type ParsedHead, type ParseError } from '@layered-http/parser/tape'
import { connectionReset } from '@layered-http/shared'
import type { IncomingMessage } from '@layered-http/streams'
import { discardBody, drainMessage, failEnd, finishMessage, isDiscarded, receiveAbort, receiveBody, receiveEnd, receiveTrailers, type IncomingConnection } from '@layered-http/streams/port'
import { responseFinish } from './channels.js'
import { ConnectionExchange } from './connection-exchange.js'
import { Event, hasStopped, isAwaitingResponse, isComplete, isSpoiled, State } from './connection-state.js'
import type { ServedRequest, SocketOwner } from './exchange.js'
import { countInformation, emitInformation } from './information.js'
import { closeRequest, deliverResponse, failRequest } from './request-events.js'
import type { RequestState } from './request-state.js'
import { isInterim, makeResponse, noteKeepAlive } from './response-reader.js'
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

export class ClientConnection extends ConnectionExchange implements MessageHandler, IncomingConnection<IncomingMessage>, SocketOwner {
  protected readonly reader: MessageReader
  protected readonly port: SocketPort

  constructor(socket: ClientSocket) {
    super(socket)
    this.reader = new MessageReader(new Parser(MessageType.RESPONSE), this)
    this.port = new SocketPort(socket, this)
    // The pool leaves the errors of this socket to the connection, also while it is idle.
    disableIdleErrorHandling(socket)
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
    this.takeCurrent()
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

  // The socket's events

  onData(chunk: Uint8Array): void {
    const { state } = this
    if (state === State.closed) return
    if (isComplete(state)) {
      if (!isSpoiled(state)) this.onSurplus()
      return
    }
    if (state === State.held) {
      // Nothing was sent, so this cannot be the response to the request.
      this.socket.destroy()
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
    const { state } = this
    if (state === State.closed) return
    this.transition(Event.close)
    this.reader.parser.free()
    const current = this.takeCurrent()
    if (current === null) return
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
}
