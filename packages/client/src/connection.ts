/**
 * ClientConnection: one socket of a client, through all the requests that the pool gives it to: which one it serves, when
 * that is over, and what becomes of the socket then.
 *
 * It lives as long as its socket. It always hears the socket's end; what the socket says, while it serves a request (talk.ts).
 */
import type { AsyncResource } from 'node:async_hooks'
import type { Duplex } from 'node:stream'
import { failIdle, watchedByUser } from '@layered-http/agent'
import { codedError, connectionReset } from '@layered-http/shared'
import type { IncomingMessage } from '@layered-http/streams'
import { isFinished, hasEnded, isFinishing, isLast, connectMessage, addListeners, drainMessage, endSocket, failEnd, finishIfFlushed, finishMessage, queueFurtherWrites, receiveAbort, receiveEnd, removeListeners } from '@layered-http/streams/port'
import type { ClientRequest } from './client-request.js'
import { kContext } from './keys.js'
import type { ConnectionState } from './connection-state.js'
import { ResponseReader } from './response-reader.js'
import { isTriedAgain, kSecondTry, noteReuse, reasonOfLoss, tryAgain, writeAgain, type Reuse } from './second-try.js'
import { kConnection, LIFE_LISTENERS, type ClientSocket } from './socket-events.js'
import { Talk } from './talk.js'
import { WriteErrors } from './write-errors.js'

/** The connection on `socket`, made at its first request, and again for a request over a socket that CONNECT or an upgrade has handed over. */
export function connectionOf(socket: Duplex): ClientConnection {
  const carrier = socket as ClientSocket
  const connection = carrier[kConnection]
  if (connection !== undefined && !connection.isHandedOver) return connection
  return (carrier[kConnection] = new ClientConnection(carrier))
}

/** True if the exchange of `request` is over, and its socket closes as soon as what was written is gone. */
export function isEnding(socket: Duplex, request: ClientRequest): boolean {
  return (socket as ClientSocket)[kConnection]?.isEnding(request) === true
}

export class ClientConnection extends ResponseReader {
  readonly closesFinished = false
  /** The response's stream is over as well, and the request is sent. */
  private responseConsumed = false
  /** The verdict on the socket, once both sides of the exchange are done. */
  private survives = false
  private readonly talk: Talk
  private attaching = false
  /** The socket has served a request. */
  private isUsed = false
  /** What is known of the request on a used socket, where its agent gives second tries. */
  private reuse: Reuse | null = null
  /** The error of a socket that failed before the request had it, or until it is known whether there is a second try. */
  private loss: Error | null = null
  private writeErrors: WriteErrors | null = null

  constructor(socket: ClientSocket) {
    super(socket)
    this.talk = new Talk(socket, (chunk) => this.onUnasked(chunk))
    addListeners(socket, LIFE_LISTENERS)
    watchedByUser(socket)
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
      const reason = isClosed ? (this.socket.errored ?? connectionReset('socket hang up')) : codedError(Error, 'ERR_HTTP_SOCKET_ASSIGNED', 'The socket still serves another request')
      try {
        request.fail(reason)
      } finally {
        request.close()
      }
      return
    }
    this.transition('attach')
    this.request = request
    this.responseConsumed = false
    this.socket._httpMessage = request
    this.expect(request)
    connectMessage(request, this)
    this.isUsed = true
    this.talk.hear(!hasEnded(request))
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
    // A transport in memory may bring the answer during the write, and an upgrade has taken the socket by now.
    if (this.request !== request) return
    if (this.writeErrors === null && this.isUpload(request)) this.writeErrors = new WriteErrors(this.socket)
    if (request.destroyed) {
      this.socket.destroy(request.errored ?? undefined)
    } else if (isFinishing(request) && !this.socket.connecting && !this.socket.destroyed) {
      finishIfFlushed(request, this.socket)
    }
  }

  /** The socket belongs to the handler of another protocol. */
  get isHandedOver(): boolean {
    return this.state === 'handedOver'
  }

  /** The async context of the request that is served. */
  get context(): AsyncResource | undefined {
    return this.request?.[kContext]
  }

  /** Whether the peer can answer before it has all of `request`. */
  private isUpload(request: ClientRequest): boolean {
    return !hasEnded(request) || this.socket.writableLength > this.socket.writableHighWaterMark
  }

  // Reading

  override read(chunk: Uint8Array): void {
    if (this.state === 'closed') return
    if (this.state === 'received') {
      this.onSurplus()
      return
    }
    if (this.reuse !== null) this.reuse.bytesRead += chunk.length
    super.read(chunk)
  }

  /** Something came between two requests. */
  private onUnasked(chunk: Uint8Array | null): void {
    const { socket } = this
    // A pool that we share with Node's own requests has given the socket to one of those.
    if (socket._httpMessage) return
    // These bytes must not become the response to the next request. After the end there is no next response at all.
    if (chunk === null || chunk.length > 0) socket.destroy()
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
    receiveEnd(this.response!)
    socket.emit('agentRemove')
    // Its answer is here, so all of the request has left, whatever callbacks of the socket are still to come.
    finishMessage(request)
    request.emit(event, this.response, socket, Buffer.concat([rest, ...this.takeBacklog()]))
    request.close()
  }

  /** Lets go of the socket: from here on it belongs to an upgrade handler. */
  private release(): void {
    const { socket } = this
    this.transition('handOver')
    socket._httpMessage = null
    socket.parser = null
    removeListeners(socket, LIFE_LISTENERS)
    this.talk.release()
    this.writeErrors?.stop()
    this.timeouts.stop(this.request!)
    // As if nobody had read yet: what comes next waits for the new owner.
    socket.readableFlowing = null
    this.parser.free()
    this.request = null
  }

  // Writing

  willFinish(): boolean {
    return this.attaching
  }

  mayRetry(): boolean {
    return this.reuse !== null && this.reuse.output !== null
  }

  messageFinished(): void {
    if (this.responseConsumed) this.concludeSoon()
  }

  messageConsumed(response: IncomingMessage): void {
    if (response !== this.response || !this.isWhole || this.responseConsumed) return
    this.responseConsumed = true
    const request = this.request!
    if (!isReusable(request)) {
      if (!hasEnded(request)) queueFurtherWrites(request)
      this.endSocket()
    } else if (isFinished(request)) this.concludeSoon()
  }

  /** Whether all of the response was received. */
  private get isWhole(): boolean {
    return this.state === 'received' || this.state === 'lost'
  }

  /** Whether the exchange of `request` is over, and the socket closes as soon as what was written is gone. */
  isEnding(request: ClientRequest): boolean {
    return this.request === request && hasEnded(request) && this.responseConsumed && this.socket.writableEnded && this.socket.writableLength === 0
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
    if (!this.isWhole || request === null) return
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
    this.timeouts.stop(request)
    this.talk.rest()
    // As in Node, no parser is on an idle socket.
    request.parser = socket.parser = null
    try {
      request.close()
    } finally {
      // Also when a listener throws: the next request needs the socket.
      socket.emit('free')
    }
  }

  // The socket's events

  onEnd(): void {
    const { request } = this
    if (request === null) return
    const { writeErrors } = this
    if (this.isWhole) {
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
    try {
      // A socket that fails at its end, as TLS does in the middle of a handshake, says itself why.
      if (this.state === 'waiting' && this.reuse === null && !this.socket.errored) request.fail(connectionReset('socket hang up'))
    } finally {
      this.socket.destroy()
    }
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
    if (state === 'waiting' && isTriedAgain(request, this.reuse)) return
    request.destroyed = true
    try {
      this.tellClosed(request, response, state)
    } finally {
      // Also without a listener for 'error', which makes an exception of it.
      request.close()
    }
  }

  private tellClosed(request: ClientRequest, response: IncomingMessage | null, state: ConnectionState): void {
    if (state === 'receiving') receiveAbort(response!)
    else if (state === 'waiting' && !request.upgradeOrConnect) {
      const reason = request.errored ?? reasonOfLoss(this.loss, this.reuse)
      try {
        request.fail(reason)
      } finally {
        // Held back while there might be a second try.
        if (this.reuse !== null && !request.writableFinished) failEnd(request, reason)
      }
    }
  }

  onError(error: NodeJS.ErrnoException): void {
    if (this.request === null) failIdle(this.socket)
    else if (this.reuse !== null && this.state === 'waiting') this.loss = error
    // The answer is here, whole: that the rest of an upload finds no taker is no failure of the request.
    else if (!this.isWhole || error.syscall !== 'write') this.request.fail(error)
  }

  protected fail(error: Error): void {
    // Nothing more is read.
    this.talk.stop()
    try {
      this.request?.fail(error)
    } finally {
      this.socket.destroy()
    }
  }
}

/** Whether the socket may serve another request when the exchange of `request` is over. */
function isReusable(request: ClientRequest): boolean {
  return request.shouldKeepAlive && !isLast(request) && !request.destroyed
}

function finishExchange(connection: ClientConnection): void {
  connection.finishExchange()
}
