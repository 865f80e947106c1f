/**
 * The options of a server: one table that says of each option how it is checked, where its value is kept, its default and its meaning. The README's tables
 * are those of this file.
 *
 * Messages and codes of the checks are Node's, and so is what is not checked. Times are milliseconds; 0 switches a timeout off.
 */
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { checkValidationOptions, inspect, invalidArgValue, layeredReader, outOfRange, validateBoolean, validateFunction, validateInteger, validateNumber, type HttpValidation, type LayeredTable } from '@layered-http/shared'
import { Lenient, lenientFlags, type LenientFlag } from '@layered-http/parser/tape'
import type { IncomingMessage as ReceivedMessage, IncomingMessageConstructor } from '@layered-http/streams'
import { defaultHighWaterMark, uniqueHeaderNames, type WriteOptions } from '@layered-http/streams/port'
import {
  DEFAULT_CONNECTIONS_CHECKING_INTERVAL,
  DEFAULT_HEADERS_TIMEOUT,
  DEFAULT_KEEP_ALIVE_TIMEOUT,
  DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER,
  DEFAULT_REQUEST_TIMEOUT,
} from './limits.js'
import type { IncomingMessage } from './request.js'
import type { ServerResponse, ServerResponseConstructor, ServerResponseOptions } from './response.js'
import { upgradePolicy } from './upgrade-policy.js'
import { withUrlParts } from './url-parts.js'

export type { HttpValidation }

/** A class of requests. */
export interface RequestClass<Request extends ReceivedMessage = IncomingMessage> {
  new (socket: Socket): Request
}

/** A class of responses. Its constructor is called with the request. */
export interface ResponseClass<Response extends ServerResponse = ServerResponse> {
  new (req: never): Response
  // eslint-disable-next-line @typescript-eslint/unified-signatures -- with one signature, a class with a type parameter for its request would be made for requests of the type `never`
  new (req: never, options?: ServerResponseOptions): Response
}

/** A response of the class that the options name, to a request of the class that they name. */
export type ResponseTo<Request extends ReceivedMessage, Response extends ServerResponse> = Response extends { req: Request } ? Response : Response & { req: Request }

/**
 * How a server is set up. Times are milliseconds; 0 switches a timeout off.
 *
 * The type parameters follow from `IncomingMessage`, `ServerResponse` and `layered.urlParts`.
 */
export interface ServerOptions<Request extends ReceivedMessage = IncomingMessage, Response extends ServerResponse = ServerResponse, Parts extends boolean = false> {
  /** Bytes of target, field names and values of one head together; reaching it gets 431. Default 16384. */
  maxHeaderSize?: number
  /** `true`: accept everything that llhttp can be told to accept; the same as `httpValidation: 'insecure'`. This makes request smuggling possible. Default false. */
  insecureHTTPParser?: boolean
  /**
   * `'relaxed'`: control characters in header values are accepted and may be sent; CR, LF and NUL may not. `'insecure'`: as
   * `insecureHTTPParser`. Not together with that. Default `'strict'`.
   */
  httpValidation?: HttpValidation
  /** Time for a request to arrive. Default 300000. */
  requestTimeout?: number
  /** Time for a head to arrive. Default 60000, or `requestTimeout` if that is less; not more than that. */
  headersTimeout?: number
  /** Idle time between requests, which the Keep-Alive header tells. Default 5000. */
  keepAliveTimeout?: number
  /** Extra time after the one that the Keep-Alive header tells. Default 1000. */
  keepAliveTimeoutBuffer?: number
  /** Checked and kept because Node has it. Timeouts are noticed within 20 ms, whatever this says. Default 30000. */
  connectionsCheckingInterval?: number
  /** True if an HTTP/1.1 request without Host gets 400. Default true. */
  requireHostHeader?: boolean
  /** True if duplicates of headers that have one value, such as `host`, are joined with `, ` instead of dropped. Default false. */
  joinDuplicateHeaders?: boolean
  /** True if a body for HEAD, 204, 304 or 1xx is an error of `write` and `end`; otherwise it is dropped. Default false. */
  rejectNonStandardBodyWrites?: boolean
  /** True if requests without Content-Length and Transfer-Encoding have ended when they are emitted, and emit no stream events. Default false. */
  optimizeEmptyRequests?: boolean
  /** Returns true if the server accepts the protocol that the request offers. Default: true if `'upgrade'` has a listener. */
  shouldUpgradeCallback?: (request: Request) => boolean
  /** Names of response headers whose arrays are sent as one line, joined with `; `. As in Node, a value that is not an array is ignored. */
  uniqueHeaders?: readonly string[]
  /** High water mark of accepted sockets and of the messages on them, bytes. Default 65536. */
  highWaterMark?: number
  /** TCP_NODELAY on accepted sockets. Default true. */
  noDelay?: boolean
  /** TCP keep-alive on accepted sockets. Default false. */
  keepAlive?: boolean
  /** Milliseconds before the first TCP keep-alive probe. Default 0: the operating system's. */
  keepAliveInitialDelay?: number
  /** Class of the requests. Default: `IncomingMessage` of this package. */
  IncomingMessage?: RequestClass<Request>
  /** Class of the responses. Default: `ServerResponse` of this package. */
  ServerResponse?: ResponseClass<Response>
  /** Options that Node's servers do not have. */
  layered?: LayeredServerOptions<Parts>
}

/** The options of a server that Node does not have. An unknown name or a wrong type is an error. */
export interface LayeredServerOptions<Parts extends boolean = false> {
  /** Single leniencies of the parser by name, in addition to `insecureHTTPParser` and `httpValidation`. Default none. */
  lenient?: readonly LenientFlag[]
  /** The status for a method that the parser does not know. 405 has an Allow header. Default 400, as in Node. */
  unknownMethodStatus?: 400 | 405
  /**
   * True if requests are refused that RFC 9112 tells a server to refuse, and Node accepts: see docs/server.md. Recommended behind proxies. Not together with a leniency.
   * Default false.
   */
  strict?: boolean
  /**
   * Bytes per second with which a request's body must arrive on average; a slower one gets 408. It counts from 5 seconds after the head on, and only while the server
   * reads. Default 0: no limit.
   */
  minBodyRate?: number
  /** True if requests have `pathname`, `search` and `query`, made of `url` when they are read. Default false. */
  urlParts?: Parts
  /** True if requests and responses have `timings`: see {@link ServerTimings}. Default false. */
  timings?: boolean
  /**
   * Names of protocols, in any case. Only requests that offer one of them emit `'upgrade'`; others are ordinary requests. A name without a version, such as `'websocket'`, stands for all of them.
   * Not together with `shouldUpgradeCallback`. Default: every protocol.
   */
  upgrades?: readonly string[] | undefined
  /** True if `stats()` counts responses by the class of their status. Default false. */
  stats?: boolean
}

/** Settings that are properties of a server. They can be changed at any time; connections read them when they need them. */
export interface ServerSettings {
  /** Undefined for the default. For connections that are still to come. */
  maxHeaderSize: number | undefined
  /** For connections that are still to come. */
  insecureHTTPParser: boolean | undefined
  /** For connections that are still to come. */
  httpValidation: HttpValidation | undefined
  requestTimeout: number
  headersTimeout: number
  keepAliveTimeout: number
  keepAliveTimeoutBuffer: number
  connectionsCheckingInterval: number
  requireHostHeader: boolean
  joinDuplicateHeaders: boolean | undefined
  /** For connections that are still to come. */
  rejectNonStandardBodyWrites: boolean
  optimizeEmptyRequests: boolean
  shouldUpgradeCallback: (request: ReceivedMessage) => boolean
  IncomingMessage: IncomingMessageConstructor
  ServerResponse: ServerResponseConstructor
  /** Fields in one head: null for 1000, 0 for no limit. For connections that are still to come. */
  maxHeadersCount: number | null
  /** Requests on one socket; 0 for no limit. */
  maxRequestsPerSocket: number
  /** Milliseconds without data on a socket before `'timeout'`; 0 for no limit. For connections that are still to come. */
  timeout: number
}

/** Settings that are not properties of a server. */
export interface FixedSettings {
  /** The option `layered.lenient`: a sum of {@link Lenient}. */
  readonly lenient: number
  readonly uniqueHeaders: WriteOptions['uniqueHeaders']
  readonly unknownMethodStatus: 400 | 405
  readonly strict: boolean
  /** Bytes per second; 0 for no limit. */
  readonly minBodyRate: number
  /** True if exchanges have timings. */
  readonly timings: boolean
  /** True if responses are counted by their status. */
  readonly stats: boolean
}

/** The classes that a server uses if its options do not name others. */
export interface DefaultClasses {
  readonly IncomingMessage: IncomingMessageConstructor
  readonly ServerResponse: ServerResponseConstructor
}

/** A server whose options are being stored. */
type Storing = ServerSettings & Pick<EventEmitter, 'listenerCount'>

/** What the README says of an option. */
export interface OptionDoc {
  /** The default, in Markdown. */
  readonly shown: string
  /** In Markdown. */
  readonly meaning: string
}

/** One option. */
interface OptionRow extends OptionDoc {
  /** Throws if the value is wrong. Called for a value that is not undefined. */
  readonly check?: (value: unknown, name: string, options: ServerOptions, server: Storing) => void
  /** Returns the value of a server without the option. Left out if no property of a server has the value. */
  readonly byDefault?: (server: Storing, classes: DefaultClasses) => unknown
  /** True if the property is not in `Object.keys(server)`: Node's servers do not have it. */
  readonly isHidden?: true
}

const checkCount = (value: unknown, name: string): void => validateInteger(value, name, 0)
const checkFlag = (value: unknown, name: string): void => validateBoolean(value, `options.${name}`)
const checkFunction = (value: unknown, name: string): void => validateFunction(value, `options.${name}`)

/**
 * Returns a check for a class whose instances have the method `member`. As in Node, what a function returns is used as the message, so only a class that returns nothing is judged by its prototype.
 */
const checkClass =
  (member: string, parent: string) =>
  (value: unknown, name: string): void => {
    checkFunction(value, name)
    const judged = value as { prototype?: object }
    if (!isConstructor(judged) || (/^class\b(?![^]*\breturn\b)/.test(Function.prototype.toString.call(value)) && !(member in judged.prototype!))) {
      throw invalidArgValue(`options.${name}`, value, `must be a class that extends ${parent}`, inspect(value))
    }
  }

/** True for a class, and for a function that can be called with `new`; not for an arrow function. It is not called. */
function isConstructor(value: object): boolean {
  try {
    Reflect.construct(Object, [], value as new () => unknown)
    return true
  } catch {
    return false
  }
}

function checkHeadersTimeout(value: unknown, name: string, _options: ServerOptions, { requestTimeout }: Storing): void {
  checkCount(value, name)
  if (requestTimeout > 0 && (value as number) > requestTimeout) throw outOfRange(name, '<= requestTimeout', value)
}

const nothing = (): undefined => undefined

/** Every option but `layered`, in the order in which they are checked and stored: a check may use what was stored before. */
export const OPTIONS: { readonly [Name in Exclude<keyof ServerOptions, 'layered'>]-?: OptionRow } = {
  maxHeaderSize: { check: checkCount, byDefault: nothing, shown: '16384 bytes', meaning: 'of target, field names and values of one head together; reaching it gets 431' },
  insecureHTTPParser: { check: checkFlag, byDefault: nothing, shown: 'false', meaning: "the same as `httpValidation: 'insecure'`" },
  httpValidation: {
    check: (_value, _name, options) => checkValidationOptions(options, inspect),
    byDefault: nothing,
    shown: "`'strict'`",
    meaning: "`'relaxed'`: control characters in header values are accepted and may be sent; `'insecure'`: also everything that llhttp can be told to accept",
  },
  requestTimeout: { check: checkCount, byDefault: () => DEFAULT_REQUEST_TIMEOUT, shown: '300000 ms', meaning: 'for a request to arrive; then 408' },
  headersTimeout: {
    check: checkHeadersTimeout,
    byDefault: ({ requestTimeout }) => Math.min(DEFAULT_HEADERS_TIMEOUT, requestTimeout),
    shown: '60000 ms',
    meaning: 'for a head to arrive; then 408. Not more than `requestTimeout`',
  },
  keepAliveTimeout: { check: checkCount, byDefault: () => DEFAULT_KEEP_ALIVE_TIMEOUT, shown: '5000 ms', meaning: 'idle time between requests; clients are told' },
  keepAliveTimeoutBuffer: { check: checkCount, byDefault: () => DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER, shown: '1000 ms', meaning: 'extra time after the one that clients are told' },
  connectionsCheckingInterval: {
    check: checkCount,
    byDefault: () => DEFAULT_CONNECTIONS_CHECKING_INTERVAL,
    shown: '30000 ms',
    meaning: 'checked and kept because Node has it; timeouts are noticed within 20 ms',
  },
  requireHostHeader: { check: checkFlag, byDefault: () => true, shown: 'true', meaning: 'HTTP/1.1 without Host gets 400' },
  joinDuplicateHeaders: {
    check: checkFlag,
    byDefault: nothing,
    shown: 'false',
    meaning: 'duplicates of headers that have one value are joined with `, ` instead of dropped',
  },
  rejectNonStandardBodyWrites: { check: checkFlag, byDefault: () => false, shown: 'false', meaning: 'a body for HEAD, 204 or 304 is an error instead of dropped' },
  optimizeEmptyRequests: {
    check: checkFlag,
    byDefault: () => false,
    isHidden: true,
    shown: 'false',
    meaning: 'requests without a body have ended when they are emitted, and emit no stream events',
  },
  shouldUpgradeCallback: {
    check: checkFunction,
    byDefault: (server) => () => server.listenerCount('upgrade') > 0,
    shown: "`'upgrade'` has a listener",
    meaning: 'called with a request; returns true to accept the protocol that it offers',
  },
  highWaterMark: { check: (value, name) => validateNumber(value, `options.${name}`), shown: '65536 bytes', meaning: 'of sockets and the messages on them' },
  uniqueHeaders: { shown: 'none', meaning: 'names of response headers whose arrays are sent as one line, joined with `; `' },
  noDelay: { shown: 'true', meaning: 'TCP_NODELAY of accepted sockets' },
  keepAlive: { shown: 'false', meaning: 'TCP keep-alive of accepted sockets' },
  keepAliveInitialDelay: { shown: '0 ms', meaning: 'before the first probe of TCP keep-alive' },
  IncomingMessage: { check: checkClass('read', 'IncomingMessage'), byDefault: (_server, classes) => classes.IncomingMessage, isHidden: true, shown: "the package's", meaning: 'class of the requests' },
  ServerResponse: { check: checkClass('writeHead', 'ServerResponse'), byDefault: (_server, classes) => classes.ServerResponse, isHidden: true, shown: "the package's", meaning: 'class of the responses' },
}

/** The options in `layered`. */
export const LAYERED_OPTIONS = {
  lenient: { is: 'list', of: Object.keys(Lenient), byDefault: [], shown: '`[]`', meaning: "single leniencies of the parser by name, for example `['OPTIONAL_CR_BEFORE_LF']`" },
  unknownMethodStatus: { is: 'one of', values: [400, 405], byDefault: 400, shown: '400', meaning: 'with 405, a request with an unknown method gets that and Allow' },
  strict: { is: 'boolean', byDefault: false, shown: 'false', meaning: 'requests are refused that RFC 9112 tells a server to refuse, and Node accepts' },
  minBodyRate: { is: 'number', min: 0, byDefault: 0, shown: '0 bytes/s', meaning: 'with which a body must arrive on average, after 5 seconds; then 408' },
  urlParts: { is: 'boolean', byDefault: false, shown: 'false', meaning: 'requests have `pathname`, `search` and `query`; a malformed URL is not an error' },
  timings: { is: 'boolean', byDefault: false, shown: 'false', meaning: '`req.timings` and `res.timings` tell when the steps of an exchange happened' },
  upgrades: { is: 'names', byDefault: undefined, shown: 'all', meaning: "names of protocols, for example `['websocket']`: requests that offer none of them are ordinary requests" },
  stats: { is: 'boolean', byDefault: false, shown: 'false', meaning: '`stats()` counts responses by the class of their status' },
} as const satisfies LayeredTable<LayeredServerOptions<boolean>> & Record<keyof LayeredServerOptions, OptionDoc>

/**
 * Reads `options.layered` of a server.
 *
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 */
const readLayered = layeredReader<LayeredServerOptions<boolean>>(LAYERED_OPTIONS)

/** Sets properties that are not in `Object.keys`: Node's servers have no keys of these names. */
export function setHidden(server: object, values: object): void {
  for (const key of Reflect.ownKeys(values)) {
    Object.defineProperty(server, key, { value: (values as Record<string | symbol, unknown>)[key], writable: true, enumerable: false, configurable: true })
  }
}

/**
 * Checks `options` and sets the properties of `server` that they decide.
 *
 * @returns the settings that are not properties
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE
 */
export function storeOptions(server: Storing, options: ServerOptions, classes: DefaultClasses): FixedSettings {
  const settings = server as unknown as Record<string, unknown>
  for (const [name, { check, byDefault, isHidden }] of Object.entries(OPTIONS) as [keyof ServerOptions, OptionRow][]) {
    // As in Node, a class that is false, such as null, is not given.
    const given: unknown = name === 'IncomingMessage' || name === 'ServerResponse' ? options[name] || undefined : options[name]
    if (given !== undefined) check?.(given, name, options, server)
    if (byDefault === undefined) continue
    const value = given === undefined ? byDefault(server, classes) : given
    if (isHidden) setHidden(server, { [name]: value })
    else settings[name] = value
  }
  const { lenient, unknownMethodStatus, strict, minBodyRate, urlParts, timings, upgrades, stats } = readLayered(options.layered)
  if (strict) checkStrict(options, lenient)
  if (upgrades !== undefined) {
    if (options.shouldUpgradeCallback !== undefined) throw invalidArgValue('options.layered.upgrades', upgrades, 'cannot be used together with options.shouldUpgradeCallback', inspect(upgrades))
    settings['shouldUpgradeCallback'] = upgradePolicy(server, upgrades)
  }
  if (urlParts) setHidden(server, { IncomingMessage: withUrlParts(server.IncomingMessage) })
  return { lenient: lenientFlags(lenient), uniqueHeaders: uniqueHeaderNames(options.uniqueHeaders), unknownMethodStatus, strict, minBodyRate, timings, stats }
}

/** Throws ERR_INVALID_ARG_VALUE if an option accepts what `layered.strict` refuses. */
function checkStrict({ insecureHTTPParser, httpValidation }: ServerOptions, lenient: readonly LenientFlag[]): void {
  const other = insecureHTTPParser ? 'insecureHTTPParser' : httpValidation === 'relaxed' || httpValidation === 'insecure' ? 'httpValidation' : lenient.length > 0 ? 'layered.lenient' : undefined
  if (other !== undefined) throw invalidArgValue('options.layered.strict', true, `cannot be used together with options.${other}`)
}

/** Returns the high water mark of accepted sockets. On every version of Node, a wrong value, such as a negative number, gives the default. */
export function highWaterMarkOf({ highWaterMark }: ServerOptions): number {
  return highWaterMark! >= 0 ? highWaterMark! : defaultHighWaterMark()
}
