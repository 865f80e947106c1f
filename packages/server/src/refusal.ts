/**
 * ServerRefusal: what the channel `layered-http.server.refused` gets when input is refused.
 * What may live here: this type, and publishing it.
 */
import type { Server, Socket } from 'node:net'
import { refused } from './channels.js'
import type { ClientError } from './events.js'

/**
 * The message of the channel `layered-http.server.refused`, published each time the server refuses what a client sends: input that is not HTTP, a head that is too large, a request that comes too
 * slowly, a failed TLS handshake. It is published before `'clientError'` is emitted, whether or not that has a listener, and before the server responds. An error of a socket after its handshake, such as
 * ECONNRESET, is not a refusal.
 *
 * Input that never became a request is on no other channel. If the response to a request is lost by the refusal, `layered-http.server.exchange` gets that exchange too.
 *
 * Subscribe by `diagnostics_channel.subscribe('layered-http.server.refused', (message) => …)`. What a subscriber throws is an uncaught exception, as for every channel of Node.
 */
export interface ServerRefusal {
  /** The server, or the emitter that has served the connection. */
  readonly server: Server
  /** The transport. It may be closed already. */
  readonly socket: Socket
  /** The error of `'clientError'`: its `code` says why, such as HPE_HEADER_OVERFLOW or ERR_HTTP_REQUEST_TIMEOUT. */
  readonly error: ClientError
  /**
   * The status of the response that the server sends by itself: 400, 408, 413 or 431, and with options also 405 or 505. Absent if `'clientError'` has a listener, if nothing can be written, and
   * while another response is being sent.
   */
  readonly statusCode?: number
}

/** Publishes a refusal. The caller has checked that the channel has subscribers. */
export function publishRefusal(server: object, socket: object, error: Error, statusCode: number | undefined): void {
  const refusal = { server, socket, error, ...(statusCode === undefined ? {} : { statusCode }) } as ServerRefusal
  refused.publish(refusal)
}
