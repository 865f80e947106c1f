/**
 * The composer of message heads: one pass over the headers that makes the text and decides how the body is framed and whether
 * the connection is kept. A pure function of its input.
 *
 * Order on the wire, as Node's: first line, the user's headers in their order, Date, Connection, Keep-Alive, then
 * Content-Length or Transfer-Encoding.
 */
import { codedError } from '@layered-http/shared'
import { httpDate } from './date.js'
import { checkedString, checkHeader, lineValues, type HeadersInit, type WriteOptions } from './field-lines.js'
import { chooseFraming, Framing } from './framing.js'
import { hasToken } from './lists.js'
import type { HeaderEntry, HeaderValue } from './outgoing-headers.js'

/** The length of a body that is not known. */
export const UNKNOWN_LENGTH = -1

/** The line that closes a connection. As `keepAliveLine` of a {@link HeadInput}: the peer is told to close, and this side does not. */
export const CLOSE_LINE = 'Connection: close\r\n'

/** Header lines that are not added, although the user set none. A sum of these. */
export const Suppressed = { CONNECTION: 1, CONTENT_LENGTH: 2, TRANSFER_ENCODING: 4 } as const

/** What a head depends on. Read after all headers are made into strings, which may run user code. */
export interface HeadInput {
  /** The request line or status line, with its CRLF. */
  readonly firstLine: string
  /** The user's headers in their order. Names and strings among the values were checked when they were set. Null for none. */
  readonly fields: Iterable<HeaderEntry> | null
  /** Headers to send instead of `fields`. They are checked here. */
  readonly init?: HeadersInit | undefined
  readonly rules: WriteOptions
  /** False for responses to HEAD and for 1xx, 204 and 304 (RFC 9110 section 6.4.1). */
  readonly mayHaveBody: boolean
  /** A response with the status 204 or 304: see {@link isBodilessStatus}. */
  readonly isBodilessStatus: boolean
  /** Bytes of the body if all of it is there already; otherwise {@link UNKNOWN_LENGTH}. */
  readonly knownLength: number
  /** A sum of {@link Suppressed}. */
  readonly suppressed: number
  /** The connection closes after this message, whatever the headers say. */
  readonly isLast: boolean
  /** The connection is to be kept if the headers do not say otherwise. */
  readonly shouldKeepAlive: boolean
  /** False towards an HTTP/1.0 peer and for methods that usually have no body. Then no Transfer-Encoding or Content-Length is added. Node: `useChunkedEncodingByDefault`. */
  readonly announcesBody: boolean
  /** The user asked for chunks where nothing else ends the body. Node: `chunkedEncoding = true`. */
  readonly wantsChunks: boolean
  /** Add Date if the user set none. */
  readonly sendDate: boolean
  /** The Keep-Alive line with its CRLF, '' for none, or {@link CLOSE_LINE}. */
  readonly keepAliveLine: string
  /** A request of an agent: its connection is kept even if no framing is announced. */
  readonly hasAgent: boolean
  /** A response: the end of the connection can end its body. */
  readonly closesToEndBody: boolean
}

/** A head, and what it decides. */
export interface ComposedHead {
  /** The whole head: first line, fields, empty line. */
  text: string
  framing: Framing
  /** The body is sent in chunks, or would be if there were one. */
  isChunked: boolean
  /** The user's Content-Length, {@link UNKNOWN_LENGTH} without one. NaN if it is not a number. */
  declaredLength: number
  /** The connection closes after this message. */
  isLast: boolean
  /** `shouldKeepAlive` of the input, or what the headers made of it. */
  shouldKeepAlive: boolean
}

/** Headers that decide something, as bits of what a pass has met. */
const Seen = { CONNECTION: 1, CLOSE: 2, KEEP_ALIVE: 4, CODING: 8, CHUNKED: 16, LENGTH: 32, DATE: 64, TRAILER: 128 } as const

/**
 * Composes the head of a message.
 *
 * The strings of header values may be made by user code (`toString`), which may compose other heads.
 *
 * @throws Error ERR_HTTP_TRAILER_INVALID if a Trailer header is set and the body is not chunked; TypeError ERR_INVALID_HTTP_TOKEN,
 *   ERR_HTTP_INVALID_HEADER_VALUE or ERR_INVALID_CHAR for a header that cannot be sent
 */
export function composeHead(input: HeadInput): ComposedHead {
  const { init, fields, rules } = input
  const head: ComposedHead = { text: input.firstLine, framing: Framing.NONE, isChunked: false, declaredLength: UNKNOWN_LENGTH, isLast: false, shouldKeepAlive: false }
  let seen = 0
  if (init !== undefined) seen = addInit(head, init, rules)
  else if (fields !== null) for (const { name, value } of fields) seen |= typeof value === 'string' ? addLine(head, name, value) : addValue(head, name, value, rules)

  const { suppressed, announcesBody, isBodilessStatus, closesToEndBody, knownLength } = input
  const hasChunkedCoding = (seen & Seen.CHUNKED) !== 0
  const hasCoding = (seen & Seen.CODING) !== 0
  const hasLength = (seen & Seen.LENGTH) !== 0
  let framing = chooseFraming({
    mayHaveBody: input.mayHaveBody,
    hasChunkedCoding,
    hasOtherCoding: hasCoding && !hasChunkedCoding,
    hasLength,
    announcesBody,
    lengthIsKnown: knownLength !== UNKNOWN_LENGTH && (suppressed & Suppressed.CONTENT_LENGTH) === 0,
    mayChunk: (suppressed & Suppressed.TRANSFER_ENCODING) === 0,
    hasTrailers: (seen & Seen.TRAILER) !== 0,
  })
  if (framing === Framing.CLOSE && !hasCoding && input.wantsChunks) framing = Framing.CHUNKED
  // Also without a body, as in a response to HEAD, the coding may be announced.
  const isChunked = framing === Framing.CHUNKED || (hasChunkedCoding && !isBodilessStatus)
  if ((seen & Seen.TRAILER) !== 0 && !isChunked) throw codedError(Error, 'ERR_HTTP_TRAILER_INVALID', 'Trailers are invalid with this transfer encoding')

  let { isLast, shouldKeepAlive } = input
  if ((seen & Seen.CLOSE) !== 0) isLast = true
  else if ((seen & Seen.CONNECTION) !== 0) shouldKeepAlive = true
  // The head announces chunks, and none will come: a peer that waits for them sees only the end of the connection.
  if (hasChunkedCoding && isBodilessStatus) shouldKeepAlive = false
  if (framing === Framing.CLOSE && closesToEndBody) isLast = true

  let { text } = head
  const addsDate = input.sendDate && (seen & Seen.DATE) === 0
  if ((seen & Seen.CONNECTION) !== 0) {
    if (addsDate) text += dateLine()
  } else if ((suppressed & Suppressed.CONNECTION) !== 0) {
    if (addsDate) text += dateLine()
    isLast = isLast || !shouldKeepAlive
  } else if (shouldKeepAlive && !isLast && (hasLength || announcesBody || input.hasAgent)) {
    const { keepAliveLine } = input
    if (keepAliveLine === CLOSE_LINE) text += addsDate ? dateLine() + CLOSE_LINE : CLOSE_LINE
    else text += keptLines(addsDate, (seen & Seen.KEEP_ALIVE) === 0 ? keepAliveLine : '')
  } else {
    isLast = true
    text += addsDate ? dateLine() + CLOSE_LINE : CLOSE_LINE
  }
  if (framing === Framing.LENGTH && !hasLength) text += `Content-Length: ${knownLength}\r\n`
  else if (framing === Framing.CHUNKED && !hasCoding && (announcesBody || !closesToEndBody)) text += 'Transfer-Encoding: chunked\r\n'

  head.text = `${text}\r\n`
  head.framing = framing
  head.isChunked = isChunked
  head.isLast = isLast
  head.shouldKeepAlive = shouldKeepAlive
  return head
}

// The user's headers. Each function adds lines to `head` and returns what it has met, a sum of Seen.

/** Adds the headers of `init`, after checking each. */
function addInit(head: ComposedHead, init: HeadersInit, rules: WriteOptions): number {
  let seen = 0
  if (!Array.isArray(init)) {
    const object = init as Record<string, HeaderValue | undefined>
    for (const name of Object.keys(object)) seen |= addUnchecked(head, name, object[name], rules)
  } else if (Array.isArray(init[0])) {
    for (const { 0: name, 1: value } of init as readonly (readonly [string, HeaderValue])[]) seen |= addUnchecked(head, name, value, rules)
  } else {
    const list = init as readonly HeaderValue[]
    for (let i = 0; i < list.length; i += 2) seen |= addUnchecked(head, list[i] as string, list[i + 1], rules)
  }
  return seen
}

function addUnchecked(head: ComposedHead, name: string, value: HeaderValue | undefined, rules: WriteOptions): number {
  checkHeader(name, value, rules, composeHead)
  return typeof value === 'string' ? addLine(head, name, value) : addValue(head, name, value!, rules)
}

/** Adds a header whose value is not a string. */
function addValue(head: ComposedHead, name: string, value: Exclude<HeaderValue, string>, rules: WriteOptions): number {
  if (!Array.isArray(value)) return addLine(head, name, checkedString(name, value, rules))
  let seen = 0
  for (const line of lineValues(name, value, rules)) {
    // Several lengths under one name are what the program asked for, and are sent as in Node. Only two headers must agree.
    if ((seen & Seen.LENGTH) !== 0) head.declaredLength = UNKNOWN_LENGTH
    seen |= addLine(head, name, line)
  }
  return seen
}

/** Adds one line. The length of the name tells most headers apart without a look at its letters. */
function addLine(head: ComposedHead, name: string, value: string): number {
  head.text += `${name}: ${value}\r\n`
  switch (name.length) {
    case 4:
      return name.toLowerCase() === 'date' ? Seen.DATE : 0
    case 7:
      return name.toLowerCase() === 'trailer' ? Seen.TRAILER : 0
    case 10: {
      const key = name.toLowerCase()
      if (key === 'connection') return hasToken(value, 'close') ? Seen.CONNECTION | Seen.CLOSE : Seen.CONNECTION
      return key === 'keep-alive' ? Seen.KEEP_ALIVE : 0
    }
    case 14:
      if (name.toLowerCase() !== 'content-length') return 0
      addLength(head, name, value)
      return Seen.LENGTH
    case 17:
      if (name.toLowerCase() !== 'transfer-encoding') return 0
      return hasToken(value, 'chunked') ? Seen.CODING | Seen.CHUNKED : Seen.CODING
    default:
      return 0
  }
}

/** Two lengths that differ are an attack on the next reader (RFC 9112 section 6.3), and come from a list of headers that another program has made. */
function addLength(head: ComposedHead, name: string, value: string): void {
  const length = Number(value)
  if (head.declaredLength !== UNKNOWN_LENGTH && head.declaredLength !== length) throw codedError(TypeError, 'ERR_HTTP_INVALID_HEADER_VALUE', `Invalid value "${value}" for header "${name}"`, composeHead)
  head.declaredLength = length
}

// The lines that are added

function dateLine(): string {
  return `Date: ${httpDate()}\r\n`
}

let cachedDate = ''
let cachedKeepAliveLine = ''
let cachedLines = ''

/** Returns the lines of a connection that is kept. With Date they are the same for all messages of a second, so the last string is kept. */
function keptLines(addsDate: boolean, keepAliveLine: string): string {
  if (!addsDate) return `Connection: keep-alive\r\n${keepAliveLine}`
  const date = httpDate()
  if (date !== cachedDate || keepAliveLine !== cachedKeepAliveLine) {
    cachedDate = date
    cachedKeepAliveLine = keepAliveLine
    cachedLines = `Date: ${date}\r\nConnection: keep-alive\r\n${keepAliveLine}`
  }
  return cachedLines
}
