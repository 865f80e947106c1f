/** What a dispatcher is given, and what it answers with. */
import type { OutgoingHttpHeaders } from 'node:http'
import type { MemoryNetwork } from './network-types.js'
import type { Serving } from './serving.js'

/** A request that a dispatcher is asked about. */
export interface DispatchedRequest {
  /** In upper case. */
  readonly method: string
  /** Where it goes. */
  readonly url: URL
  /** The headers by their names in lower case. Headers of one name are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** Names and values of the headers in turn, as they are sent. */
  readonly rawHeaders: readonly string[]
  /**
   * The body, to be read once. A dispatcher that has begun to read it must answer the request with a {@link DispatchResponse}: its bytes cannot go anywhere else then.
   */
  readonly body: AsyncIterable<Uint8Array>
  /** Reads the body to its end, as UTF-8. */
  text(): Promise<string>
  /** Reads the body to its end, as JSON. Rejects with a SyntaxError. */
  json(): Promise<unknown>
}

/** A response. Every part has a default. */
export interface DispatchResponse {
  /** Default 200. */
  readonly statusCode?: number
  /** Default that of the status. */
  readonly statusMessage?: string
  /** An object, or names and values in turn. */
  readonly headers?: OutgoingHttpHeaders | readonly string[]
  /** Default none. A body that is a string or bytes has a Content-Length; others are sent in chunks. */
  readonly body?: string | Uint8Array | AsyncIterable<string | Uint8Array>
  /** Sent after a body in chunks. */
  readonly trailers?: OutgoingHttpHeaders
}

/** The answer of a dispatcher: a response, or a server, a handler `(req, res)` or a memory network that serves the request. A network must know the request's name. */
export type DispatchAnswer = DispatchResponse | Serving | MemoryNetwork

/**
 * Called for each request. Returns, or resolves with, an answer; or undefined, for a request that goes to the network. What it throws, or rejects with, is the `'error'` of the request.
 *
 * It is called at the end of the tick in which the request was made. Requests that it makes itself are not dispatched.
 */
export type Dispatcher = (request: DispatchedRequest) => DispatchAnswer | undefined | Promise<DispatchAnswer | undefined>
