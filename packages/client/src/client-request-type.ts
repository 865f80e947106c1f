/**
 * ClientRequest as its users see it.
 * What may live here: the public members with their documentation, and the type of the constructor. The code is in client-request.ts.
 */
import type { IncomingMessage } from '@layered-http/streams'
import type { AgentLike } from './agent-like.js'
import type { ClientRequestEmitter } from './events.js'
import type { RequestOptions } from './options.js'

/** Called once, with the response. */
export type ResponseListener = (response: IncomingMessage) => void

/** A request being sent. */
export interface ClientRequest extends ClientRequestEmitter {
  /** In upper case. */
  method: string
  /** The target of the request. Setting it throws ERR_UNESCAPED_CHARACTERS for white space and control characters. */
  path: string
  /** Name or address of the server. */
  host: string
  /** `http:` or `https:`. */
  protocol: string
  /** The agent that gives the request its socket; undefined for a request with its own `createConnection`. */
  agent: AgentLike | undefined
  /** The path of a Unix socket. */
  socketPath: string | undefined
  /** The option `timeout` in milliseconds. Undefined if it was not given. */
  timeout?: number | undefined
  /** Bytes of the response's head; undefined for the default. */
  maxHeaderSize: number | undefined
  /** Fields of the response's head and trailers; the rest is dropped. null for the default of 1000, 0 for no limit. */
  maxHeadersCount: number | null
  joinDuplicateHeaders: boolean | undefined
  /** True if the socket served another request before. */
  reusedSocket: boolean
  /** `abort()` was called. */
  aborted: boolean
  /** Deprecated by Node: emits `'abort'`, and destroys the request. */
  abort(): void
  /**
   * Ends the request at once. Before the response `'error'` has the reason: `error`, or ECONNRESET. Afterwards the
   * response is aborted, and `'error'` is emitted only for an `error` that was given.
   */
  destroy(error?: Error): this
  /**
   * Sets the time without activity on the socket after which `'timeout'` is emitted, counted from the time the socket is connected. Nothing else
   * happens: destroy the request in a listener if it should end.
   *
   * @param milliseconds - at most 2^31-1; more is cut, with a TimeoutOverflowWarning. 0 for no timeout
   * @param callback - called for the first `'timeout'`
   * @throws ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE
   */
  setTimeout(milliseconds: number, callback?: () => void): this
  /** `setTimeout(0, callback)`. */
  clearTimeout(callback?: () => void): void
  /** Sets TCP_NODELAY on the socket, now or as soon as there is one. */
  setNoDelay(noDelay?: boolean): void
  /** Sets TCP keep-alive on the socket, now or as soon as there is one. `initialDelay` in milliseconds. */
  setSocketKeepAlive(enable?: boolean, initialDelay?: number): void
}

export interface ClientRequestConstructor {
  /** As `request()`. */
  new (input: string | URL | RequestOptions, options?: RequestOptions | ResponseListener | null, listener?: ResponseListener): ClientRequest
  readonly prototype: ClientRequest
}
