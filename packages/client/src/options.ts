/** What `request()` accepts. */
import type { LookupFunction } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ConnectionOptions } from '@layered-http/agent'
import { Lenient, type LenientFlag } from '@layered-http/parser'
import { layeredReader, type LayeredValues } from '@layered-http/shared'
import type { HeadersInit } from '@layered-http/headers'
import type { AgentLike } from './agent-like.js'

/** How strictly header values are checked, both ways; `'insecure'` loosens the whole parser. */
export type HttpValidation = 'strict' | 'relaxed' | 'insecure'

/** Options of a request. Whatever else `net.connect` understands is passed on to it. */
export interface RequestOptions extends ConnectionOptions {
  /** Must be the protocol of the agent. Default `http:`. */
  protocol?: string | null
  /** Name or address. Default `localhost`. */
  host?: string
  /** Wins over `host`. */
  hostname?: string | null
  /** Port. Default `defaultPort`. */
  port?: number
  /** Port if `port` is not given, and the one that the Host header leaves out. Default that of the agent, 80. */
  defaultPort?: number
  /** A token, sent in upper case. Default GET. */
  method?: string
  /** Target of the request. Default `/`. */
  path?: string | null
  /** An object of names and values; or, to be sent as it is and without Host and Authorization, a list of them or of pairs. */
  headers?: HeadersInit
  /** `user:password` for Basic authentication. An Authorization header wins over it. */
  auth?: string | null
  /** The pool; `false` for a connection of its own. Default the global agent. */
  agent?: AgentLike | object | false | null
  /** Opens the connection: returns it, or hands it or an error to `callback`. Without `agent` no pool is asked. */
  createConnection?: (options: ConnectionOptions, callback: (error: Error | null, socket?: Duplex) => void) => Duplex | null | undefined
  /** Milliseconds of silence on the socket after which `'timeout'` is emitted, the time it takes to connect included. */
  timeout?: number
  /** Aborting it destroys the request. */
  signal?: AbortSignal
  /** Whether a Host header is added. Default what `setDefaultHeaders` says. */
  setHost?: boolean
  /** Whether Host, Connection, Content-Length and Transfer-Encoding are added. Default true. */
  setDefaultHeaders?: boolean
  /** Names of headers whose array values are sent as one line, joined with `; `. */
  uniqueHeaders?: readonly string[]
  /** Whether duplicates of headers that come once, such as `server`, are joined with `, ` instead of dropped. Default false. */
  joinDuplicateHeaders?: boolean
  /** Bytes of a response's head. Default 16384. */
  maxHeaderSize?: number
  /** `true`: accept in responses what llhttp can be told to accept; the same as `httpValidation: 'insecure'`. Default false. */
  insecureHTTPParser?: boolean
  /**
   * `'relaxed'`: control characters in header values are accepted and may be sent; CR, LF and NUL may not. `'insecure'`: as
   * `insecureHTTPParser`. Not together with that. Default `'strict'`.
   */
  httpValidation?: HttpValidation
  /** Bytes that `write()` takes before it returns false, and the socket's high water mark. Default 65536. */
  highWaterMark?: number
  /** What Node's requests do not have. Default none of it. */
  layered?: LayeredRequestOptions
  // What goes to net.connect as it is.
  family?: number
  hints?: number
  lookup?: LookupFunction
  localAddress?: string
  localPort?: number
  socketPath?: string | undefined
}

/** The options of a request beyond Node. An unknown name or a wrong type is an error. */
export interface LayeredRequestOptions {
  /** Single leniencies of the parser by name, on top of `insecureHTTPParser` and `httpValidation`. Default none. */
  lenient?: readonly LenientFlag[]
  /** Redirections to follow, for `request()` and `get()`; see docs/client.md. Default undefined: a 3xx is a response. */
  maxRedirects?: number | undefined
  /**
   * Whether a request that met a stale socket is sent once more, on a fresh one, where that can do no harm; `'idempotent'` says the same as `true`. It
   * needs an agent of `@layered-http/agent`. Default undefined: what the agent's `layered.staleRetry` says.
   */
  staleRetry?: boolean | 'idempotent' | undefined
}

/** The options beyond Node, with their defaults in place. */
export type RequestExtras = LayeredValues<LayeredRequestOptions>

/**
 * Reads `options.layered` of a request.
 *
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE
 */
export const readLayered = layeredReader<LayeredRequestOptions>({
  lenient: { is: 'list', of: Object.keys(Lenient), byDefault: [] },
  maxRedirects: { is: 'integer', min: 0, byDefault: undefined },
  staleRetry: { is: 'one of', values: [true, false, 'idempotent'], byDefault: undefined },
})
