/**
 * ServerExchange: what the channel `layered-http.server.exchange` gets when an exchange is over.
 * What may live here: this type.
 */
import type { Server, Socket } from 'node:net'
import type { IncomingMessage } from './request.js'
import type { ServerResponse } from './response.js'
import type { ServerTimings } from './timings.js'

/**
 * The message of the channel `layered-http.server.exchange`, published once for each exchange when it is over: after the steps of `timings`, before `'finish'` of the response, or
 * before its `'close'` if it has not finished. Requests that leave HTTP (`'upgrade'`, `'connect'`) have no response and are not published.
 *
 * Subscribe by `diagnostics_channel.subscribe('layered-http.server.exchange', (message) => …)`. What a subscriber throws is an uncaught exception, as for every channel of Node.
 */
export interface ServerExchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** The method of the request, as it was received. A framework may have changed `request.method` since. */
  readonly method: string
  /** The target of the request, as it was received, in any of the four forms of RFC 9112 section 3.2. A framework may have changed `request.url` since: Express removes the path at which a router is mounted. */
  readonly target: string
  /** The server, or the emitter that has served the connection. */
  readonly server: Server
  /** The transport. It may be closed already. */
  readonly socket: Socket
  readonly timings: ServerTimings
  /**
   * Why the response has not finished: the error of `'clientError'` that ended the connection, the error of the socket, the reason given to `destroy()`, or ECONNRESET
   * `aborted` if the client has closed. Absent for a response that has finished.
   */
  readonly error?: Error
}
