/**
 * The options of a request: their types, and one table of them.
 * What may live here: types, defaults, and which option has which check.
 */
import type { LookupFunction } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ConnectionOptions, ExchangeTimeouts } from '@layered-http/agent'
import { TIMEOUT_NAMES } from '@layered-http/agent/port'
import { Lenient, type LenientFlag } from '@layered-http/parser/tape'
import { layeredReader, validateInteger, type Hidden, type LayeredValues, type NamesOf } from '@layered-http/shared'
import type { AgentLike } from './agent-like.js'
import { DEFAULT_MAX_INFORMATION } from './limits.js'
import type { RequestHeadersInit } from './request-headers.js'
import { checkAgent, checkFlatHeaders, checkHost, checkJoinDuplicates, checkMethod, checkProtocol, checkSignal, checkTimeout, checkValidation, pathOf } from './option-checks.js'

/**
 * How strictly header values are checked, in received and in sent messages.
 *
 * - `'strict'`: no control characters
 * - `'relaxed'`: control characters other than CR, LF and NUL
 * - `'insecure'`: as `'relaxed'`, and the parser accepts all that llhttp can be told to accept
 */
export type HttpValidation = 'strict' | 'relaxed' | 'insecure'

/** Options of a request. All other options that `net.connect` understands are passed on to it. */
export interface RequestOptions extends ConnectionOptions {
  /** Must be the protocol of the agent. Default `http:`. */
  protocol?: string | null
  /** Name or address of the server. Default `localhost`. */
  host?: string
  /** The same; it wins over `host`. */
  hostname?: string | null
  /** Port of the server. Default `defaultPort`. */
  port?: number
  /** Port if `port` is not given, and the one that the Host header leaves out. Default that of the agent, 80. */
  defaultPort?: number
  /** A token, sent in upper case. Default GET. */
  method?: string
  /** Target of the request. Default `/`. */
  path?: string | null
  /** An object of names and values; or a list of them or of pairs, which is sent as it is and without Host and Authorization. */
  headers?: RequestHeadersInit
  /** `user:password` for Basic authentication. An Authorization header wins over it. */
  auth?: string | null
  /** The pool of connections; `false` for a connection of its own. Default the global agent. */
  agent?: AgentLike | object | false | null
  /**
   * Opens the connection: returns it or a promise of it, or hands it or an error to `callback`. Without `agent` no pool is used. For anything but a Duplex the request emits
   * ERR_INVALID_RETURN_VALUE.
   */
  createConnection?: (options: ConnectionOptions, callback: (error: Error | null, socket?: Duplex) => void) => Duplex | null | undefined | Promise<Duplex | null | undefined | void>
  /** Milliseconds without activity on the socket after which `'timeout'` is emitted. The time to connect counts. Default none. */
  timeout?: number
  /** Aborting it destroys the request. */
  signal?: AbortSignal
  /** True to add a Host header. Default `setDefaultHeaders`. */
  setHost?: boolean
  /** True to add Host, Connection, Content-Length and Transfer-Encoding. Default true. */
  setDefaultHeaders?: boolean
  /** Names of headers whose array values are sent as one line, joined with `; `. Default none. */
  uniqueHeaders?: readonly string[]
  /** True to join duplicates of headers that come once, such as `server`, with `, `; otherwise they are dropped. Default false. */
  joinDuplicateHeaders?: boolean
  /** Bytes of reason, field names and values of a response's head together; reaching it is the error HPE_HEADER_OVERFLOW. Default 16384. */
  maxHeaderSize?: number
  /** True to accept in responses all that llhttp can be told to accept; the same as `httpValidation: 'insecure'`. Default false. */
  insecureHTTPParser?: boolean
  /**
   * `'relaxed'`: control characters in header values are accepted and may be sent, except for CR, LF and NUL. `'insecure'`: as
   * `insecureHTTPParser`. Not together with that. Default `'strict'`.
   */
  httpValidation?: HttpValidation
  /** Bytes that `write()` takes before it returns false, and the socket's high water mark. Default 65536. */
  highWaterMark?: number
  /** Options that Node's requests do not have. Default none. */
  layered?: LayeredRequestOptions
  // Passed on to net.connect.
  family?: number
  hints?: number
  lookup?: LookupFunction
  localAddress?: string
  localPort?: number
  socketPath?: string | undefined
}

/** The options of a request that Node does not have. An unknown name or a wrong type is an error. */
export interface LayeredRequestOptions {
  /** Single leniencies of the parser by name, on top of `insecureHTTPParser` and `httpValidation`. Default none. */
  lenient?: readonly LenientFlag[]
  /** Redirections to follow; see docs/client.md. Default undefined: a 3xx is a response. */
  maxRedirects?: number | undefined
  /** 1xx responses to one request; more fail it with ERR_HTTP_TOO_MUCH_INFORMATION. Infinity: no limit, as in Node. Default 1000. */
  maxInformation?: number
  /**
   * True, or `'idempotent'`, which means the same: a request that met a stale socket is sent once more, on a fresh one, if it is idempotent and no byte of a response was received. It
   * needs an agent of `@layered-http/agent`. Default undefined: the agent's `layered.staleRetry`.
   */
  staleRetry?: boolean | 'idempotent' | undefined
  /** True: `request.timings` and `response.timings` have the instants of the exchange. Default undefined: the agent's `layered.timings`. */
  timings?: boolean | undefined
  /** Deadlines of the parts of the exchange, in milliseconds. Those that are left out are the agent's. Default undefined: none but the agent's. */
  timeouts?: ExchangeTimeouts | undefined
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
  maxInformation: { is: 'number', min: 0, byDefault: DEFAULT_MAX_INFORMATION },
  staleRetry: { is: 'one of', values: [true, false, 'idempotent'], byDefault: undefined },
  timings: { is: 'boolean', byDefault: undefined },
  timeouts: { is: 'timeouts', of: TIMEOUT_NAMES, byDefault: undefined },
})

/** An option as the table has it. */
interface OptionRow {
  /** The default, as the README has it. */
  readonly byDefault: string
  /** One line for the README. */
  readonly doc: string
  /** Returns the value to use. Throws an error that names the option for a wrong one. Without it every value is accepted, as in Node. */
  readonly check?: (value: never, ...context: never[]) => unknown
}

/** Options that `net.connect` alone reads. */
type PassedOn = Exclude<NamesOf<ConnectionOptions>, 'host' | 'port' | 'path' | 'timeout'> | 'hints' | 'lookup' | 'localPort'

/** The options that a request reads. Each is checked when it is read: what may change with a redirection for every exchange, the others once. */
export const REQUEST_OPTIONS = {
  protocol: { byDefault: "the agent's", doc: 'must be the protocol of the agent', check: checkProtocol },
  host: { byDefault: '`localhost`', doc: 'name or address of the server', check: (value: unknown, hidden: Hidden) => checkHost(value, 'options.host', hidden) },
  hostname: { byDefault: '`host`', doc: 'the same; it wins over `host`', check: (value: unknown, hidden: Hidden) => checkHost(value, 'options.hostname', hidden) },
  port: { byDefault: '`defaultPort`', doc: 'port of the server' },
  defaultPort: { byDefault: "the agent's, 80", doc: 'port if `port` is not given; the Host header leaves it out, unless `createConnection` is given without an agent and without this option' },
  method: { byDefault: '`GET`', doc: 'a token, sent in upper case', check: checkMethod },
  path: { byDefault: '`/`', doc: 'target of the request', check: pathOf },
  headers: { byDefault: 'none', doc: 'an object; or a list of names and values or of pairs, which is sent as it is', check: checkFlatHeaders },
  auth: { byDefault: 'none', doc: '`user:password` for Basic authentication' },
  agent: { byDefault: 'the global agent', doc: 'the pool of connections; `false` for a connection of its own', check: checkAgent },
  createConnection: { byDefault: "the agent's", doc: 'opens the connection: returns it or a promise of it, or hands it to the callback' },
  timeout: { byDefault: 'none', doc: "milliseconds without activity on the socket after which `'timeout'` is emitted", check: (value: unknown, hidden: Hidden) => checkTimeout(value, 'timeout', hidden) },
  signal: { byDefault: 'none', doc: 'an `AbortSignal` that destroys the request', check: checkSignal },
  setHost: { byDefault: '`setDefaultHeaders`', doc: 'add a Host header' },
  setDefaultHeaders: { byDefault: '`true`', doc: 'add Host, Connection, Content-Length and Transfer-Encoding' },
  uniqueHeaders: { byDefault: 'none', doc: 'names of headers whose array values are sent as one line' },
  joinDuplicateHeaders: { byDefault: '`false`', doc: 'join duplicates of headers that come once, instead of dropping them', check: checkJoinDuplicates },
  maxHeaderSize: { byDefault: '`16384`', doc: "bytes of reason, field names and values of a response's head together; reaching it is an error", check: (value: unknown, hidden: Hidden) => validateInteger(value, 'maxHeaderSize', 0, Number.MAX_SAFE_INTEGER, hidden) },
  insecureHTTPParser: { byDefault: '`false`', doc: 'accept in responses all that llhttp can be told to accept', check: checkValidation },
  httpValidation: { byDefault: "`'strict'`", doc: "`'relaxed'`: allow control characters in header values; `'insecure'`: as `insecureHTTPParser`", check: checkValidation },
  highWaterMark: { byDefault: '`65536`', doc: 'bytes that `write()` takes before it returns false' },
  layered: { byDefault: 'none', doc: 'options that Node does not have', check: readLayered },
} as const satisfies { readonly [Name in Exclude<NamesOf<RequestOptions>, PassedOn>]: OptionRow }
