/**
 * `@layered-http/headers`: the shared vocabulary of HTTP/1 messages.
 *
 * @packageDocumentation
 */
export { httpDate } from './date.js'
export { chooseFraming, Framing, type FramingFacts } from './framing.js'
export { addHeader, distinctHeaders, firstValue, mergedHeaders, rawHeaders, type IncomingHeaders } from './incoming-headers.js'
export { hasToken } from './lists.js'
export { OutgoingHeaders, type HeaderEntry, type HeaderValue } from './outgoing-headers.js'
export { STATUS_CODES } from './status-codes.js'
export { hasInvalidValueChar, isToken, validateHeaderName, validateHeaderValue } from './validate.js'
