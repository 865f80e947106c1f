/**
 * The head of an outgoing message: one string, made in one pass over the headers, and what it settles: how the body
 * is framed and whether the connection survives.
 *
 * Order on the wire, as Node's: first line, the user's headers in their order, Date, Connection, Keep-Alive, then
 * Content-Length or Transfer-Encoding.
 */
import {
  chooseFraming,
  Framing,
  hasToken,
  httpDate,
  validateHeaderValue,
  type FramingFacts,
  type HeaderValue,
  type OutgoingHeaders,
} from '@layered-http/headers'
import { codedError } from '@layered-http/shared'
import { ANNOUNCES_CLOSE, kDeclaredLength, kFraming, kHead, kHeaders, kKeepAliveLine, kKnownLength, kLast, kMayHaveBody, kPendingHead, kRules, kStage, kSuppressed, Stage, Suppressed } from './fields.js'
import { checkHeader } from './header-checks.js'
import type { OutgoingMessage } from './message.js'

/** Headers given at once: a flat list of names and values, a list of pairs, or an object. */
export type HeadersInit = Record<string, HeaderValue | undefined> | readonly HeaderValue[] | readonly (readonly [string, HeaderValue])[]

/** The body's length is not known yet. */
export const UNKNOWN_LENGTH = -1

/** One head being built: its text so far, and what the pass over the user's headers has met. */
class HeadBuilder {
  text = ''
  sawConnection = false
  sawKeepAlive = false
  sawClose = false
  sawCoding = false
  sawLength = false
  sawDate = false
  sawTrailer = false
  declaredLength = UNKNOWN_LENGTH
  readonly facts: FramingFacts = {
    mayHaveBody: true,
    hasChunkedCoding: false,
    hasOtherCoding: false,
    hasLength: false,
    announcesBody: true,
    lengthIsKnown: false,
    mayChunk: true,
    hasTrailers: false,
  }

  start(firstLine: string): this {
    this.text = firstLine
    this.sawConnection = this.sawKeepAlive = this.sawClose = this.sawCoding = this.sawLength = this.sawDate = this.sawTrailer = false
    this.facts.hasChunkedCoding = false
    this.declaredLength = UNKNOWN_LENGTH
    return this
  }

  addLine(name: string, value: string): void {
    this.text += `${name}: ${value}\r\n`
    this.inspect(name, value)
  }

  /** Remembers the headers that decide something. The length tells most names apart without a look at their letters. */
  private inspect(name: string, value: string): void {
    switch (name.length) {
      case 4:
        if (name.toLowerCase() === 'date') this.sawDate = true
        break
      case 7:
        if (name.toLowerCase() === 'trailer') this.sawTrailer = true
        break
      case 10:
        if (name.toLowerCase() === 'connection') {
          this.sawConnection = true
          if (hasToken(value, 'close')) this.sawClose = true
        } else if (name.toLowerCase() === 'keep-alive') this.sawKeepAlive = true
        break
      case 14:
        if (name.toLowerCase() === 'content-length') {
          this.sawLength = true
          this.declaredLength = Number(value)
        }
        break
      case 17:
        if (name.toLowerCase() === 'transfer-encoding') {
          this.sawCoding = true
          if (hasToken(value, 'chunked')) this.facts.hasChunkedCoding = true
        }
        break
    }
  }
}

/** A builder that no head uses now. User code that runs while a head is built, a getter for instance, may build another head: that gets a builder of its own. */
let spare: HeadBuilder | null = null

function addHeader(builder: HeadBuilder, message: OutgoingMessage, name: string, value: HeaderValue): void {
  if (typeof value === 'string') builder.addLine(name, value)
  else if (!Array.isArray(value)) builder.addLine(name, stringifyChecked(message, name, value))
  else {
    const items = (value as readonly string[]).map((item) => stringifyChecked(message, name, item))
    if (items.length > 1 && isOneLine(message, name)) builder.addLine(name, items.join('; '))
    else for (const item of items) builder.addLine(name, item)
  }
}

/** The value as it is sent. It may be another string than when it was set: this one is checked. */
function stringifyChecked(message: OutgoingMessage, name: string, value: HeaderValue): string {
  const text = String(value)
  validateHeaderValue(name, text, message[kRules].lenientValues)
  return text
}

/** Whether the values of an array go on one line: Cookie's (RFC 6265 section 5.4), and those the user named. */
function isOneLine(message: OutgoingMessage, name: string): boolean {
  const { uniqueHeaders } = message[kRules]
  return (name.length === 6 && name.toLowerCase() === 'cookie') || (uniqueHeaders !== null && uniqueHeaders.has(name.toLowerCase()))
}

/** Calls `add` for every header of `init`, whichever form it has. */
export function eachHeader(init: HeadersInit, add: (name: string, value: HeaderValue | undefined) => void): void {
  if (!Array.isArray(init)) {
    for (const name of Object.keys(init)) add(name, (init as Record<string, HeaderValue | undefined>)[name])
  } else if (Array.isArray(init[0])) {
    for (const [name, value] of init as readonly (readonly [string, HeaderValue])[]) add(name, value)
  } else {
    const flat = init as readonly HeaderValue[]
    for (let i = 0; i < flat.length; i += 2) add(flat[i] as string, flat[i + 1])
  }
}

let cachedDate = ''
let cachedKeepAliveLine = ''
let cachedTail = ''

/** `Date`, `Connection: keep-alive` and `Keep-Alive` as one string: the same for every response of a second. */
function commonTail(keepAliveLine: string): string {
  const date = httpDate()
  if (date !== cachedDate || keepAliveLine !== cachedKeepAliveLine) {
    cachedDate = date
    cachedKeepAliveLine = keepAliveLine
    cachedTail = `Date: ${date}\r\nConnection: keep-alive\r\n${keepAliveLine}`
  }
  return cachedTail
}

/**
 * Builds the head and fixes it: after this no header can change.
 *
 * @param firstLine - with its CRLF
 * @param init - headers that were not set before, sent as they are; the message's own are sent otherwise
 * @throws ERR_HTTP_TRAILER_INVALID when trailers are announced that cannot be sent, and as `setHeader` for what is in
 *   `init`; the message is unchanged then
 */
export function buildHead(message: OutgoingMessage, firstLine: string, init?: HeadersInit): void {
  const builder = (spare ?? new HeadBuilder()).start(firstLine)
  spare = null
  const headers = message[kHeaders] as OutgoingHeaders | null
  if (init !== undefined) {
    eachHeader(init, (name, value) => {
      checkHeader(message, name, value)
      addHeader(builder, message, name, value!)
    })
  } else if (headers !== null) for (const entry of headers) addHeader(builder, message, entry.name, entry.value)

  const { facts, sawConnection, sawLength, sawTrailer, sawCoding } = builder
  const suppressed = message[kSuppressed]
  const bodyLength = message[kKnownLength]
  const announcesBody = message.useChunkedEncodingByDefault
  const isBodiless = message.statusCode === 204 || message.statusCode === 304
  facts.mayHaveBody = message[kMayHaveBody]
  facts.hasOtherCoding = sawCoding && !facts.hasChunkedCoding
  facts.hasLength = sawLength
  facts.announcesBody = announcesBody
  facts.lengthIsKnown = bodyLength !== UNKNOWN_LENGTH && (suppressed & Suppressed.CONTENT_LENGTH) === 0
  facts.mayChunk = (suppressed & Suppressed.TRANSFER_ENCODING) === 0
  facts.hasTrailers = sawTrailer
  let framing = chooseFraming(facts)
  // As in Node, `chunkedEncoding = true` set by hand counts where nothing else ends the body.
  if (framing === Framing.CLOSE && !sawCoding && message.chunkedEncoding) framing = Framing.CHUNKED
  // Also without a body, as in a response to HEAD, the coding may be announced.
  const isChunked = framing === Framing.CHUNKED || (facts.hasChunkedCoding && !isBodiless)
  if (sawTrailer && !isChunked) throw codedError(Error, 'ERR_HTTP_TRAILER_INVALID', 'Trailers are invalid with this transfer encoding')

  let last = message[kLast]
  if (builder.sawClose) last = true
  else if (sawConnection) message.shouldKeepAlive = true
  // Chunks are announced that will not come: only the end of the connection tells a peer that waits for them.
  if (facts.hasChunkedCoding && isBodiless) message.shouldKeepAlive = false
  // Nothing but the end of the connection ends such a body.
  if (framing === Framing.CLOSE && message.closesToEndBody) last = true

  let { text } = builder
  const addsDate = message.sendDate && !builder.sawDate
  if (sawConnection || (suppressed & Suppressed.CONNECTION) !== 0) {
    if (addsDate) text += `Date: ${httpDate()}\r\n`
    if (!sawConnection) last = last || !message.shouldKeepAlive
  } else if (message.shouldKeepAlive && !last && (sawLength || announcesBody || message.agent !== undefined)) {
    const keepAliveLine = builder.sawKeepAlive ? '' : message[kKeepAliveLine]
    if (message[kKeepAliveLine] === ANNOUNCES_CLOSE) text += addsDate ? `Date: ${httpDate()}\r\n${ANNOUNCES_CLOSE}` : ANNOUNCES_CLOSE
    else if (addsDate) text += commonTail(keepAliveLine)
    else text += `Connection: keep-alive\r\n${keepAliveLine}`
  } else {
    last = true
    text += addsDate ? `Date: ${httpDate()}\r\nConnection: close\r\n` : 'Connection: close\r\n'
  }
  if (framing === Framing.LENGTH && !sawLength) text += `Content-Length: ${bodyLength}\r\n`
  else if (framing === Framing.CHUNKED && !sawCoding && (announcesBody || !message.closesToEndBody)) text += 'Transfer-Encoding: chunked\r\n'

  message[kFraming] = framing
  message.chunkedEncoding = isChunked
  message[kDeclaredLength] = builder.declaredLength
  message[kLast] = last
  const head = `${text}\r\n`
  message[kHead] = head
  // A head built again after one that has left changes what is known, not what was sent.
  if (message[kStage] === Stage.OPEN) {
    message[kPendingHead] = head
    message[kStage] = Stage.HEAD_BUILT
  }
  builder.text = ''
  spare = builder
}
