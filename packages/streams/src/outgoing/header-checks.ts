/** What may be sent as a header or a trailer of a message. */
import { checkHeaderName, checkHeaderValue, hasInvalidValueChar, type HeaderValue } from '@layered-http/headers'
import { codedError } from '@layered-http/shared'
import { kRules } from './fields.js'
import type { OutgoingMessage } from './message.js'

/** Fields to send after the body: an object, or a list of pairs. */
export type TrailersInit = Record<string, HeaderValue> | readonly (readonly [string, HeaderValue])[]

/** Throws ERR_INVALID_HTTP_TOKEN, ERR_HTTP_INVALID_HEADER_VALUE or ERR_INVALID_CHAR unless the header can be sent. */
export function checkHeader(message: OutgoingMessage, name: string, value: HeaderValue | undefined): void {
  checkHeaderName(name, undefined, checkHeader)
  const { lenientValues } = message[kRules]
  if (!Array.isArray(value)) checkHeaderValue(name, value, lenientValues, checkHeader)
  // An item that is undefined is sent as the word, as in Node: only a header can lack a value.
  else for (const item of value as readonly string[]) checkHeaderValue(name, String(item), lenientValues, checkHeader)
}

/** The lines of `trailers`, a line for each item of an array unless its name is to be unique. Throws ERR_INVALID_HTTP_TOKEN, ERR_INVALID_CHAR. */
export function trailerText(message: OutgoingMessage, trailers: TrailersInit): string {
  const { uniqueHeaders, lenientValues } = message[kRules]
  let text = ''
  const pairs = Array.isArray(trailers) ? (trailers as readonly (readonly [string, HeaderValue])[]) : Object.entries(trailers)
  for (const [name, value] of pairs) {
    checkHeaderName(name, 'Trailer name', trailerText)
    const items = Array.isArray(value) ? (value as readonly string[]) : [value]
    for (const item of items) {
      if (hasInvalidValueChar(String(item), lenientValues)) throw codedError(TypeError, 'ERR_INVALID_CHAR', `Invalid character in trailer content ["${name}"]`, trailerText)
    }
    if (uniqueHeaders?.has(name.toLowerCase())) text += `${name}: ${items.join('; ')}\r\n`
    else for (const item of items) text += `${name}: ${String(item)}\r\n`
  }
  return text
}
