/**
 * SocketTimeouts: who hears of the `'timeout'` of a socket. Its request does once, its response every time; most sockets
 * have no timeout, and nobody listens.
 */
import type { ClientRequest } from './client-request.js'
import { inContext, kConnection, type ClientSocket } from './socket-events.js'

export class SocketTimeouts {
  private responseHears = false

  constructor(private readonly socket: ClientSocket) {}

  /** Passes the next one on to `request`. */
  hear(request: ClientRequest): void {
    if (request.timeoutCb !== null) return
    request.timeoutCb = requestOnTimeout
    this.socket.once('timeout', requestOnTimeout)
  }

  /** Passes every one on to the response, after everybody who listened before it came. */
  hearForResponse(): void {
    if (this.responseHears) return
    this.responseHears = true
    this.socket.on('timeout', responseOnTimeout)
  }

  /** The exchange of `request` is over. */
  stop(request: ClientRequest): void {
    if (request.timeoutCb !== null) {
      this.socket.off('timeout', requestOnTimeout)
      request.timeoutCb = null
    }
    if (!this.responseHears) return
    this.responseHears = false
    this.socket.off('timeout', responseOnTimeout)
  }
}

function requestOnTimeout(this: ClientSocket): void {
  const connection = this[kConnection]!
  inContext(connection, connection.onRequestTimeout)
}

function responseOnTimeout(this: ClientSocket): void {
  const connection = this[kConnection]!
  inContext(connection, connection.onResponseTimeout)
}
