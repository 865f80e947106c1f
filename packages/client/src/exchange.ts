/**
 * The interfaces between the parts of an exchange.
 * What may live here: interfaces. Imports go in this order: this file < socket-port, request-state < response-reader, retry < connection-exchange < connection < client-request.
 */
import type { AsyncResource } from 'node:async_hooks'
import type { Duplex } from 'node:stream'
import type { Parser } from '@layered-http/parser/tape'
import type { IncomingMessage, OutgoingMessage } from '@layered-http/streams'
import type { ConnectionWatcher } from '@layered-http/agent'
import type { AgentLike } from './agent-like.js'
import type { HttpValidation } from './options.js'
import type { ExchangeTimings } from './timings.js'

/** What the parts of an exchange use of a ClientRequest. Node has the members under the same names. */
export interface ServedRequest extends OutgoingMessage {
  method: string
  path: string
  host: string
  protocol: string
  agent: AgentLike | undefined
  socketPath: string | undefined
  timeout?: number | undefined
  maxHeaderSize: number | undefined
  maxHeadersCount: number | null
  insecureHTTPParser: boolean | undefined
  httpValidation: HttpValidation | undefined
  joinDuplicateHeaders: boolean | undefined
  reusedSocket: boolean
  aborted: boolean
  /** The response, once its head was received. */
  res: IncomingMessage | null
  /** The parser of the response, while a connection serves the request. */
  parser: Parser | null
  /** A 101, or the response to CONNECT, was received: its socket belongs to another protocol, or was destroyed. */
  upgradeOrConnect: boolean
  /** The listener for the socket's `'timeout'` on behalf of this request; null while there is none. */
  timeoutCb: (() => void) | null
  /** The response's Keep-Alive header, '' without one. For the agent. */
  readonly serverKeepAlive: string | undefined
  /** Of a request that is watched. */
  timings?: ExchangeTimings | undefined
  /** For the agent: of a request that is watched. */
  connectionWatcher?: ConnectionWatcher | undefined
  /** The agent's result: a socket, or null and the error. */
  onSocket(socket: Duplex | null, error?: Error | null): void
  setNoDelay(noDelay?: boolean): void
  setSocketKeepAlive(enable?: boolean, initialDelay?: number): void
}

/** What a socket's events are passed to. */
export interface SocketOwner {
  /** The async context in which they are passed on; undefined for that of the socket. */
  readonly context: AsyncResource | undefined
  /** Input, while a request is served. */
  onData(chunk: Uint8Array): void
  /** The end of input, while a request is served. */
  onEnd(): void
  /** Input between two requests; null for its end. */
  onUnexpectedData(chunk: Uint8Array | null): void
  /** The socket's buffer is empty, while a request is being written. */
  onDrain(): void
  /** A timeout that the request listens for. */
  onRequestTimeout(): void
  /** A timeout that the response listens for. */
  onResponseTimeout(): void
  onError(error: NodeJS.ErrnoException): void
  onClose(): void
}

/** What a request asks of the object that follows its redirections. */
export interface RedirectFollower {
  /** A response arrived. Returns true if it is not delivered: it is a redirection to follow, or one that is an error. */
  onResponse(response: IncomingMessage): boolean
  /** The exchange that ended in a redirection is over. */
  onExchangeClosed(): void
  /** The request was destroyed between two exchanges. */
  destroy(error: Error | undefined): void
  /** A method was called that sets something on the socket. It is called again for the next socket. */
  keepSetting(method: SocketSetting, args: readonly unknown[]): void
}

/** Methods of a request that set something on its socket. */
export type SocketSetting = 'setTimeout' | 'setNoDelay' | 'setSocketKeepAlive'
