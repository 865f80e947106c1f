/**
 * The options of a server: their defaults, their checks and what becomes of them. Times are milliseconds, 0 switches a
 * timeout off.
 *
 * Messages and codes of the checks are Node's, and so is what is not checked.
 */
import type { EventEmitter } from 'node:events'
import { fieldLimit, invalidArgValue, layeredReader, outOfRange, validateBoolean, validateFunction, validateInteger, validateNumber } from '@layered-http/shared'
import { Lenient, lenientFlags, parserDefaults, type LenientFlag, type ParserOptions } from '@layered-http/parser'
import { IncomingMessage, type IncomingMessageConstructor } from '@layered-http/streams'
import { DEFAULT_WRITE_OPTIONS, defaultHighWaterMark, uniqueHeaderNames, type WriteOptions } from '@layered-http/streams/port'
import {
  DEFAULT_CONNECTIONS_CHECKING_INTERVAL,
  DEFAULT_HEADERS_TIMEOUT,
  DEFAULT_KEEP_ALIVE_TIMEOUT,
  DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER,
  DEFAULT_REQUEST_TIMEOUT,
} from './limits.js'
import { ServerResponse, type ServerResponseConstructor } from './response.js'
import { withUrlParts } from './url-parts.js'

/** How strictly header values are checked, both ways; `'insecure'` loosens the whole parser. */
export type HttpValidation = 'strict' | 'relaxed' | 'insecure'

/** How a server is set up. Times are milliseconds; 0 switches a timeout off. */
export interface ServerOptions {
  /** Idle time between requests. Default 5000. */
  keepAliveTimeout?: number
  /** Extra time granted over what the Keep-Alive header says. Default 1000. */
  keepAliveTimeoutBuffer?: number
  /** Time for a head to arrive. Default 60000, or `requestTimeout` if that is less; not more than that. */
  headersTimeout?: number
  /** Time for a request to arrive. Default 300000. */
  requestTimeout?: number
  /** Accepted and checked for Node's sake. Deadlines are noticed within {@link DEADLINE_GRANULARITY} here, whatever this says. */
  connectionsCheckingInterval?: number
  /** Bytes of a head. Default 16384. */
  maxHeaderSize?: number
  /** Whether an HTTP/1.1 request without Host is answered with 400. Default true. */
  requireHostHeader?: boolean
  /** Whether duplicates of headers that come once, such as `host`, are joined with `, ` instead of dropped. Default false. */
  joinDuplicateHeaders?: boolean
  /** Names of response headers whose array values are sent as one line, joined with `; `. */
  uniqueHeaders?: readonly string[]
  /** `true`: accept what llhttp can be told to accept; the same as `httpValidation: 'insecure'`. Opens the door to request smuggling. Default false. */
  insecureHTTPParser?: boolean
  /**
   * `'relaxed'`: control characters in header values are accepted and may be sent; CR, LF and NUL may not. `'insecure'`: as
   * `insecureHTTPParser`. Not together with that. Default `'strict'`.
   */
  httpValidation?: HttpValidation
  /** Whether a body for HEAD, 204, 304 or 1xx is an error of `write` and `end`; it is dropped otherwise. Default false. */
  rejectNonStandardBodyWrites?: boolean
  /** Whether requests without Content-Length and Transfer-Encoding come with their body ended and without stream events. Default false. */
  optimizeEmptyRequests?: boolean
  /** Whether to leave HTTP for the protocol that the request offers. Default: whether there is a listener for `'upgrade'`. */
  shouldUpgradeCallback?: (request: IncomingMessage) => boolean
  /** What Node's servers do not have. Default none of it. */
  layered?: LayeredServerOptions
  /** Class of the requests. */
  IncomingMessage?: IncomingMessageConstructor
  /** Class of the responses. */
  ServerResponse?: ServerResponseConstructor
  /** TCP_NODELAY on accepted sockets. Default true. */
  noDelay?: boolean
  /** TCP keep-alive on accepted sockets. Default false. */
  keepAlive?: boolean
  /** First TCP keep-alive probe. */
  keepAliveInitialDelay?: number
  /** High water mark of accepted sockets and of the messages on them, bytes. Default 65536. */
  highWaterMark?: number
}

/** The options of a server beyond Node. An unknown name or a wrong type is an error. */
export interface LayeredServerOptions {
  /** Single leniencies of the parser by name, on top of `insecureHTTPParser` and `httpValidation`. Default none. */
  lenient?: readonly LenientFlag[]
  /** The status for a method that the parser does not know. 405 comes with Allow. Default 400, as Node. */
  unknownMethodStatus?: 400 | 405
  /** Whether requests have `pathname`, `search` and `query`, made of `url` when they are read. Default false. */
  urlParts?: boolean
}

/**
 * Reads `options.layered` of a server.
 *
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 */
const readLayered = layeredReader<LayeredServerOptions>({
  lenient: { is: 'list', of: Object.keys(Lenient), byDefault: [] },
  unknownMethodStatus: { is: 'one of', values: [400, 405], byDefault: 400 },
  urlParts: { is: 'boolean', byDefault: false },
})

/** What a server keeps of its options. All of it can be changed at any time; connections look at it when they need it. */
export interface ServerSettings {
  maxHeaderSize: number | undefined
  insecureHTTPParser: boolean | undefined
  httpValidation: HttpValidation | undefined
  requestTimeout: number
  headersTimeout: number
  keepAliveTimeout: number
  keepAliveTimeoutBuffer: number
  connectionsCheckingInterval: number
  requireHostHeader: boolean
  joinDuplicateHeaders: boolean | undefined
  rejectNonStandardBodyWrites: boolean
  optimizeEmptyRequests: boolean
  shouldUpgradeCallback: (request: IncomingMessage) => boolean
  IncomingMessage: IncomingMessageConstructor
  ServerResponse: ServerResponseConstructor
  /** Fields in one head; null for the parser's default, 0 for no limit. For connections that are still to come. */
  maxHeadersCount: number | null
  /** Requests on one socket; 0 for no limit. */
  maxRequestsPerSocket: number
  /** Milliseconds of silence on a socket before `'timeout'`, for connections that are still to come. */
  timeout: number
}

const HTTP_VALIDATIONS: readonly unknown[] = ['strict', 'relaxed', 'insecure']

function duration(name: keyof ServerOptions, value: unknown, byDefault: number): number {
  if (value === undefined) return byDefault
  validateInteger(value, name, 0)
  return value
}

function flag(options: ServerOptions, name: keyof ServerOptions): boolean | undefined {
  const value: unknown = options[name]
  if (value !== undefined) validateBoolean(value, `options.${name}`)
  return value
}

function oneOf(options: ServerOptions, name: keyof ServerOptions, allowed: readonly unknown[]): void {
  const value: unknown = options[name]
  if (value === undefined || allowed.includes(value)) return
  const listed = allowed.map((one) => (typeof one === 'string' ? `'${one}'` : String(one))).join(', ')
  throw invalidArgValue(`options.${name}`, value, `must be one of: ${listed}`)
}

function checkValidation(options: ServerOptions): void {
  flag(options, 'insecureHTTPParser')
  oneOf(options, 'httpValidation', HTTP_VALIDATIONS)
  if (options.httpValidation !== undefined && options.insecureHTTPParser !== undefined) {
    throw invalidArgValue('options.httpValidation', options.httpValidation, 'cannot be used together with options.insecureHTTPParser')
  }
}

/** What a server keeps of its options for connections that are still to come, beside its {@link ServerSettings}. */
export interface FixedSettings {
  /** The leniencies of the option `layered.lenient`, a sum of {@link Lenient}. */
  readonly lenient: number
  readonly uniqueHeaders: WriteOptions['uniqueHeaders']
  readonly unknownMethodStatus: 400 | 405
}

/** Sets properties that are not in `Object.keys`: Node's servers have no keys of these names. */
export function setHidden(server: object, values: object): void {
  for (const key of Reflect.ownKeys(values)) {
    Object.defineProperty(server, key, { value: (values as Record<string | symbol, unknown>)[key], writable: true, enumerable: false, configurable: true })
  }
}

/**
 * Checks `options` and sets what becomes of them on `server`.
 *
 * @returns what is not set on it
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE
 */
export function storeOptions(server: ServerSettings & Pick<EventEmitter, 'listenerCount'>, options: ServerOptions): FixedSettings {
  if (options.maxHeaderSize !== undefined) validateInteger(options.maxHeaderSize, 'maxHeaderSize', 0)
  server.maxHeaderSize = options.maxHeaderSize
  checkValidation(options)
  server.insecureHTTPParser = options.insecureHTTPParser
  server.httpValidation = options.httpValidation
  server.requestTimeout = duration('requestTimeout', options.requestTimeout, DEFAULT_REQUEST_TIMEOUT)
  server.headersTimeout = duration('headersTimeout', options.headersTimeout, Math.min(DEFAULT_HEADERS_TIMEOUT, server.requestTimeout))
  if (server.requestTimeout > 0 && server.headersTimeout > server.requestTimeout) {
    throw outOfRange('headersTimeout', '<= requestTimeout', options.headersTimeout)
  }
  server.keepAliveTimeout = duration('keepAliveTimeout', options.keepAliveTimeout, DEFAULT_KEEP_ALIVE_TIMEOUT)
  server.keepAliveTimeoutBuffer = duration('keepAliveTimeoutBuffer', options.keepAliveTimeoutBuffer, DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER)
  server.connectionsCheckingInterval = duration('connectionsCheckingInterval', options.connectionsCheckingInterval, DEFAULT_CONNECTIONS_CHECKING_INTERVAL)
  server.requireHostHeader = flag(options, 'requireHostHeader') ?? true
  server.joinDuplicateHeaders = flag(options, 'joinDuplicateHeaders')
  server.rejectNonStandardBodyWrites = flag(options, 'rejectNonStandardBodyWrites') ?? false
  const optimizeEmptyRequests = flag(options, 'optimizeEmptyRequests') ?? false
  if (options.shouldUpgradeCallback !== undefined) validateFunction(options.shouldUpgradeCallback, 'options.shouldUpgradeCallback')
  server.shouldUpgradeCallback = options.shouldUpgradeCallback ?? (() => server.listenerCount('upgrade') > 0)
  if (options.highWaterMark !== undefined) validateNumber(options.highWaterMark, 'options.highWaterMark')
  const { lenient, unknownMethodStatus, urlParts } = readLayered(options.layered)
  const Request = options.IncomingMessage || IncomingMessage
  setHidden(server, {
    optimizeEmptyRequests,
    IncomingMessage: urlParts ? withUrlParts(Request) : Request,
    ServerResponse: options.ServerResponse || ServerResponse,
  } satisfies Partial<ServerSettings>)
  return { lenient: lenientFlags(lenient), uniqueHeaders: uniqueHeaderNames(options.uniqueHeaders), unknownMethodStatus }
}

/** The high water mark of accepted sockets. What is no mark, a negative number for instance, is the default, on every version of Node. */
export function highWaterMarkOf(options: ServerOptions): number {
  return options.highWaterMark! >= 0 ? options.highWaterMark! : defaultHighWaterMark()
}

/** What a connection needs of its server's settings when it begins; later changes are for later connections. */
export interface ConnectionSetup {
  readonly parser: ParserOptions
  readonly rules: WriteOptions
}

/** The setup of connections of a server with these settings. */
export function connectionSetup(settings: ServerSettings, { lenient, uniqueHeaders }: FixedSettings): ConnectionSetup {
  const { httpValidation, insecureHTTPParser } = settings
  const isRelaxed = httpValidation === 'relaxed'
  const isInsecure = httpValidation === undefined ? (insecureHTTPParser ?? parserDefaults.insecureHTTPParser) : httpValidation === 'insecure'
  const rules: WriteOptions = { uniqueHeaders, lenientValues: isInsecure || isRelaxed, rejectNonStandardBodyWrites: settings.rejectNonStandardBodyWrites }
  return {
    parser: {
      maxHeaderSize: settings.maxHeaderSize ?? 0,
      maxHeadersCount: fieldLimit(settings.maxHeadersCount),
      lenient: isInsecure ? Lenient.ALL | lenient : lenient,
      relaxedHeaderValues: isRelaxed,
    },
    rules: uniqueHeaders === null && !rules.lenientValues && !rules.rejectNonStandardBodyWrites ? DEFAULT_WRITE_OPTIONS : rules,
  }
}
