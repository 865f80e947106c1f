/**
 * `@layered-http/headers`: names, values and heads of HTTP/1 messages.
 *
 * @packageDocumentation
 */
export { CLOSE_LINE, composeHead, Suppressed, UNKNOWN_LENGTH, type ComposedHead, type HeadInput } from './compose-head.js'
export { httpDate } from './date.js'
export { checkHeader, trailerText, type HeadersInit, type TrailersInit, type WriteOptions } from './field-lines.js'
export { chooseFraming, Framing, type FramingFacts } from './framing.js'
export { addHeader, distinctHeaders, firstValue, hasField, mergedHeaders, rawHeaders, type IncomingHeaders } from './incoming-headers.js'
export type { MessageHeaders, RequestHeaders, ResponseHeaders } from './header-maps.js'
export { hasToken } from './lists.js'
export { OutgoingHeaders, type HeaderEntry, type HeaderValue } from './outgoing-headers.js'
export { isBodilessStatus, STATUS_CODES } from './status-codes.js'
export { checkHeaderName, checkHeaderValue, hasInvalidValueChar, isToken, validateHeaderName, validateHeaderValue, type Hidden } from './validate.js'
