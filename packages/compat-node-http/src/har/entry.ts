/**
 * Entries of an archive, from exchanges that are over.
 * What may live here: how heads, URLs and bodies are written in the format. Nothing is kept here.
 */
import type { ExchangeTimings } from '@layered-http/client/port'
import type { ServerTimings } from '@layered-http/server/port'
import type { IncomingMessage } from '@layered-http/streams'
import type { BodyTap } from './body.js'
import type { HarContent, HarEntry, HarPair, HarPostData, HarRequest, HarResponse } from './format.js'
import { clientTimings, serverTimings, totalOf } from './timings.js'
import type { Redaction } from './redact.js'

/** The pages of an archive: the two directions of a process. */
export const SENT_PAGE = 'sent'
export const RECEIVED_PAGE = 'received'

/** The members of a sent message that are used here. */
export interface SentMessage {
  /** The head as it was composed; null before that. */
  readonly _header: string | null
  getRawHeaderNames(): string[]
  getHeader(name: string): unknown
}

export interface SentRequest extends SentMessage {
  readonly method: string
  readonly path: string
  readonly host: string
  readonly protocol: string
}

export interface SentResponse extends SentMessage {
  readonly statusCode: number
  readonly statusMessage: string
}

/** An end of the connection, noted while it was open. */
export interface Peer {
  readonly address: string | undefined
  readonly isSecure: boolean
  readonly connection: string | undefined
}

interface Bodies {
  readonly requestBody: BodyTap
  readonly responseBody: BodyTap
}

/** An exchange whose request this process has sent. */
export interface SentExchange extends Bodies {
  readonly request: SentRequest
  readonly response: IncomingMessage | undefined
  readonly timings: ExchangeTimings
  readonly error: Error | undefined
  readonly peer: Peer
}

/** An exchange whose request this process has received. */
export interface ReceivedExchange extends Bodies {
  readonly request: IncomingMessage
  /** As it was received: frameworks change `request.method` and `request.url`. */
  readonly method: string
  /** As it was received. */
  readonly target: string
  readonly response: SentResponse
  readonly timings: ServerTimings
  /** Milliseconds of `performance.now()`: when the exchange was over. */
  readonly end: number
  readonly error: Error | undefined
  readonly peer: Peer
}

/** A part of a message, as it was sent or received. */
interface Head {
  readonly version: string
  readonly fields: readonly HarPair[]
  /** Bytes. */
  readonly size: number
}

const UNKNOWN = -1
const NO_HEAD: Head = { version: 'HTTP/1.1', fields: [], size: UNKNOWN }

/** Bytes of a field beside its name and value: `: ` and CRLF. */
const FIELD_OVERHEAD = 4
const CRLF = 2

export function sentEntry({ request, response, timings, error, peer, requestBody, responseBody }: SentExchange, redaction: Redaction): HarEntry {
  const head = sentHead(request)
  const receivedHead = response === undefined ? NO_HEAD : headOf(response, `HTTP/${response.httpVersion} ${response.statusCode} ${response.statusMessage}`)
  const times = clientTimings(timings)
  return {
    pageref: SENT_PAGE,
    startedDateTime: dateOf(timings.start),
    time: totalOf(times),
    request: requestOf(request.method, urlOf(request.path, request.protocol, valueOf(head.fields, 'host') || request.host), head, requestBody, [], redaction),
    response: responseOf(response?.statusCode ?? 0, response?.statusMessage ?? '', receivedHead, responseBody, request.method, trailersOf(response), error, redaction),
    cache: {},
    timings: times,
    ...connectionOf(peer),
    ...(timings.attempt > 1 && { _attempt: timings.attempt }),
  }
}

export function receivedEntry({ request, method, target, response, timings, end, error, peer, requestBody, responseBody }: ReceivedExchange, redaction: Redaction): HarEntry {
  const head = headOf(request, `${method} ${target} HTTP/${request.httpVersion}`)
  const wasSent = timings.headSent !== undefined
  const times = serverTimings(timings, end)
  const url = urlOf(target, peer.isSecure ? 'https:' : 'http:', valueOf(head.fields, 'host') || 'localhost')
  return {
    pageref: RECEIVED_PAGE,
    startedDateTime: dateOf(timings.start),
    time: totalOf(times),
    request: requestOf(method, url, head, requestBody, trailersOf(request), redaction),
    response: responseOf(wasSent ? response.statusCode : 0, wasSent ? response.statusMessage : '', wasSent ? sentHead(response) : NO_HEAD, responseBody, method, [], error, redaction),
    cache: {},
    timings: times,
    ...connectionOf(peer),
  }
}

function dateOf(instant: number): string {
  return new Date(performance.timeOrigin + instant).toISOString()
}

/** Returns the address without brackets or a zone, as the format wants it. A Unix socket has none. */
function connectionOf({ address, connection }: Peer): Pick<HarEntry, 'serverIPAddress' | 'connection'> {
  return { ...(address !== undefined && { serverIPAddress: address.replace(/%.*$/, '') }), ...(connection !== undefined && { connection }) }
}

// --- requests and responses

function requestOf(method: string, url: string, { version, fields, size }: Head, body: BodyTap, trailers: readonly HarPair[], redaction: Redaction): HarRequest {
  const mimeType = valueOf(fields, 'content-type')
  const text = body.text(mimeType, valueOf(fields, 'content-encoding'))
  const postData: HarPostData | undefined = text && {
    mimeType,
    params: [],
    text: text.text,
    ...(text.isBase64 && { _encoding: 'base64' }),
    ...(text.comment !== undefined && { comment: text.comment }),
  }
  return {
    method,
    url: redaction.url(url),
    httpVersion: version,
    cookies: valuesOf(fields, 'cookie')
      .flatMap((value) => value.split(';'))
      .flatMap(cookieOf)
      .map(redaction.cookie),
    headers: fields.map(redaction.header),
    queryString: queryOf(url).map(redaction.parameter),
    ...(postData && { postData }),
    headersSize: size,
    bodySize: body.bytes,
    ...(trailers.length > 0 && { _trailers: trailers.map(redaction.header) }),
  }
}

function responseOf(
  status: number,
  statusText: string,
  { version, fields, size }: Head,
  body: BodyTap,
  method: string,
  trailers: readonly HarPair[],
  error: Error | undefined,
  redaction: Redaction,
): HarResponse {
  return {
    status,
    statusText,
    httpVersion: version,
    cookies: valuesOf(fields, 'set-cookie')
      .flatMap((value) => cookieOf(value.split(';')[0]!))
      .map(redaction.cookie),
    headers: fields.map(redaction.header),
    content: contentOf(fields, body),
    redirectURL: redaction.url(valueOf(fields, 'location')),
    headersSize: size,
    bodySize: status === 0 ? UNKNOWN : mayHaveBody(method, status) ? body.bytes : 0,
    ...(trailers.length > 0 && { _trailers: trailers.map(redaction.header) }),
    ...(error && { _error: `${(error as { code?: string }).code ?? error.name}: ${redaction.url(error.message)}` }),
  }
}

/** A program may write a body where HTTP has none. It is not sent. Source: RFC 9112 section 6.3. */
function mayHaveBody(method: string, status: number): boolean {
  return method !== 'HEAD' && status >= 200 && status !== 204 && status !== 304
}

function contentOf(fields: readonly HarPair[], body: BodyTap): HarContent {
  const mimeType = valueOf(fields, 'content-type') || UNKNOWN_TYPE
  const text = body.text(mimeType, valueOf(fields, 'content-encoding'))
  if (text === undefined) return { size: body.bytes, mimeType }
  return {
    size: text.size,
    ...(text.size > body.bytes && { compression: text.size - body.bytes }),
    mimeType,
    text: text.text,
    ...(text.isBase64 && { encoding: 'base64' }),
    ...(text.comment !== undefined && { comment: text.comment }),
  }
}

/** The media type of a body without Content-Type. Source: the format as browsers write it. */
const UNKNOWN_TYPE = 'x-unknown'

// --- heads

/** Returns the head that was sent. Before it is composed, the headers that were set. */
function sentHead(message: SentMessage): Head {
  const { _header: text } = message
  if (text === null || text === '') {
    const fields = message.getRawHeaderNames().flatMap((name) => [message.getHeader(name)].flat().map((value) => ({ name, value: String(value) })))
    return { ...NO_HEAD, fields }
  }
  const [line = '', ...lines] = text.split('\r\n')
  const fields = lines.filter(Boolean).map((one) => {
    const colon = one.indexOf(':')
    return { name: one.slice(0, colon), value: one.slice(colon + 1).trim() }
  })
  return { version: /HTTP\/\d\.\d/.exec(line)?.[0] ?? NO_HEAD.version, fields, size: text.length }
}

/** Returns a received head. Its size is exact if the sender wrote one space in front of each value. */
function headOf(message: IncomingMessage, line: string): Head {
  const fields = message.headerLines().map(pairOf)
  const size = fields.reduce((sum, { name, value }) => sum + name.length + value.length + FIELD_OVERHEAD, line.length + CRLF + CRLF)
  return { version: `HTTP/${message.httpVersion}`, fields, size }
}

function trailersOf(message: IncomingMessage | undefined): HarPair[] {
  return message === undefined ? [] : message.trailerLines().map(pairOf)
}

function pairOf([name, value]: readonly [string, string]): HarPair {
  return { name, value }
}

/** Returns the values of a field; `name` is in lower case. */
function valuesOf(fields: readonly HarPair[], name: string): string[] {
  return fields.filter((field) => field.name.toLowerCase() === name).map(({ value }) => value)
}

function valueOf(fields: readonly HarPair[], name: string): string {
  return valuesOf(fields, name)[0] ?? ''
}

/** Returns the cookie of `name=value`. Anything else is no cookie. */
function cookieOf(text: string): HarPair[] {
  const at = text.indexOf('=')
  return at <= 0 ? [] : [{ name: text.slice(0, at).trim(), value: text.slice(at + 1).trim() }]
}

// --- URLs

/** Returns the URL of a target in any of its four forms. Source: RFC 9112 section 3.3. */
function urlOf(target: string, protocol: string, authority: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) return target
  if (target.startsWith('/')) return `${protocol}//${authority}${target}`
  // `*` of OPTIONS, and host and port of CONNECT.
  return target === '*' ? `${protocol}//${authority}` : `${protocol}//${target}`
}

function queryOf(url: string): HarPair[] {
  const query = /\?([^#]*)/.exec(url)?.[1]
  return query === undefined ? [] : Array.from(new URLSearchParams(query), ([name, value]) => ({ name, value }))
}
