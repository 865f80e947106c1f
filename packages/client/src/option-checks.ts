/** The checks of a request's options, with Node's codes and messages. What is not checked here, Node does not check either. */
import { inspect } from 'node:util'
import { isToken } from '@layered-http/headers'
import { Lenient, lenientFlags, parserDefaults, type ParserOptions } from '@layered-http/parser'
import { codedError, invalidArgType, invalidArgValue, validateBoolean, validateTimeout, type Hidden } from '@layered-http/shared'
import { DEFAULT_WRITE_OPTIONS, uniqueHeaderNames, type WriteOptions } from '@layered-http/streams/port'
import type { RequestExtras, RequestOptions } from './options.js'

/** Anything but `!` to `~` and obs-text: white space and control characters would end the request line early. */
const INVALID_PATH_CHAR = /[^\x21-\xff]/

/** Longest delay a Node timer takes, milliseconds. */
const MAX_TIMER_DELAY = 2 ** 31 - 1

/** Characters of a value that a message shows. Source: Node's ERR_INVALID_ARG_VALUE. */
const MAX_SHOWN = 128

const HTTP_VALIDATIONS: readonly unknown[] = ['strict', 'relaxed', 'insecure']

function shown(value: unknown): string {
  const text = inspect(value)
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text
}

/** The path as it is sent. @throws ERR_UNESCAPED_CHARACTERS */
export function checkPath(path: unknown, hidden: Hidden = checkPath): string {
  const text = `${path as string}`
  if (INVALID_PATH_CHAR.test(text)) throw codedError(TypeError, 'ERR_UNESCAPED_CHARACTERS', 'Request path contains unescaped characters', hidden)
  return text
}

/**
 * The option `path`, checked: it reads back as it was given, number or not. What an object says of itself may change, so the text counts that
 * was checked.
 */
export function pathOf(path: unknown): string {
  const text = checkPath(path, pathOf)
  return typeof path === 'object' || typeof path === 'function' ? text : (path as string)
}

/** @throws ERR_INVALID_PROTOCOL */
export function checkProtocol(protocol: unknown, expected: string): asserts protocol is string {
  if (protocol === expected) return
  const named = typeof protocol === 'string' ? protocol : inspect(protocol)
  throw codedError(TypeError, 'ERR_INVALID_PROTOCOL', `Protocol "${named}" not supported. Expected "${expected}"`, checkProtocol)
}

export function checkHost(host: unknown, name: string): string | undefined {
  if (host !== undefined && host !== null && typeof host !== 'string') {
    throw invalidArgType(`options.${name}`, ['string', 'undefined', 'null'], host, checkHost)
  }
  return host ?? undefined
}

/** Milliseconds in timer range, with Node's warning where that takes cutting. */
export function checkTimeout(value: unknown, name: string): number {
  const timeout = validateTimeout(value, name, checkTimeout)
  if ((value as number) > MAX_TIMER_DELAY) {
    process.emitWarning(`${value as number} does not fit into a 32-bit signed integer.\nTimer duration was truncated to ${timeout}.`, 'TimeoutOverflowWarning')
  }
  return timeout
}

export function checkSignal(signal: unknown): asserts signal is AbortSignal {
  if (typeof signal !== 'object' || signal === null || !('aborted' in signal)) throw invalidArgType('signal', ['AbortSignal'], signal, checkSignal)
}

/** @throws ERR_INVALID_HTTP_TOKEN */
export function checkToken(method: string, hidden: Hidden = checkToken): string {
  if (!isToken(method)) throw codedError(TypeError, 'ERR_INVALID_HTTP_TOKEN', `Method must be a valid HTTP token ["${method}"]`, hidden)
  return method
}

export function checkMethod(method: unknown): string {
  if (method === undefined || method === null || method === '') return 'GET'
  if (typeof method !== 'string') throw invalidArgType('options.method', 'string', method, checkMethod)
  return checkToken(method, checkMethod).toUpperCase()
}

/** How strictly a response is read and headers are checked. */
export function checkValidation({ insecureHTTPParser, httpValidation, joinDuplicateHeaders }: RequestOptions): void {
  if (insecureHTTPParser !== undefined) validateBoolean(insecureHTTPParser, 'options.insecureHTTPParser', checkValidation)
  if (httpValidation !== undefined) {
    if (!HTTP_VALIDATIONS.includes(httpValidation)) {
      throw invalidArgValue('options.httpValidation', httpValidation, "must be one of: 'strict', 'relaxed', 'insecure'", shown(httpValidation), checkValidation)
    }
    if (insecureHTTPParser !== undefined) {
      throw invalidArgValue('options.httpValidation', httpValidation, 'cannot be used together with options.insecureHTTPParser', shown(httpValidation), checkValidation)
    }
  }
  if (joinDuplicateHeaders !== undefined) validateBoolean(joinDuplicateHeaders, 'options.joinDuplicateHeaders', checkValidation)
}

/** `request()` and `get()` take `maxRedirects` and make requests that follow them; the constructor makes one request. */
export function checkSingle({ maxRedirects }: RequestExtras): void {
  if (maxRedirects !== undefined) throw invalidArgValue('options.layered.maxRedirects', maxRedirects, 'is an option of request() and get() alone')
}

/** A flat list of headers has a value for every name. */
export function checkFlatHeaders(headers: readonly unknown[]): void {
  if (!Array.isArray(headers[0]) && headers.length % 2 !== 0) throw invalidArgValue('headers', headers, 'is invalid', shown(headers), checkFlatHeaders)
}

/** Of requests to which the process's default applies; one object, so that they can share sockets and parsers. */
const INSECURE: ParserOptions = { lenient: Lenient.ALL }

/** Whether everything is accepted that llhttp can be told to: by either option, or by the process's default where neither is given. */
function isInsecure({ insecureHTTPParser, httpValidation }: RequestOptions): boolean {
  return httpValidation === undefined ? (insecureHTTPParser ?? parserDefaults.insecureHTTPParser) : httpValidation === 'insecure'
}

/** What the parser of the response accepts besides HTTP/1.1; null for nothing. */
export function leniencyOf(options: RequestOptions, { lenient }: RequestExtras): ParserOptions | null {
  const { httpValidation } = options
  const all = isInsecure(options)
  if (httpValidation !== 'relaxed' && lenient.length === 0) return all ? INSECURE : null
  return { lenient: (all ? Lenient.ALL : 0) | lenientFlags(lenient), relaxedHeaderValues: httpValidation === 'relaxed' }
}

/** How the request is written: which headers are one line, and what their values may hold. */
export function rulesOf(options: RequestOptions): WriteOptions {
  const { headers, uniqueHeaders, httpValidation } = options
  // Headers given as a list are sent as they are.
  const names = Array.isArray(headers) ? null : uniqueHeaderNames(uniqueHeaders)
  const isLenient = httpValidation === 'relaxed' || isInsecure(options)
  if (names === null && !isLenient) return DEFAULT_WRITE_OPTIONS
  return { ...DEFAULT_WRITE_OPTIONS, uniqueHeaders: names, lenientValues: isLenient }
}
