/**
 * `@layered-http/headers`: the shared vocabulary of HTTP/1 messages.
 *
 * @packageDocumentation
 */
export { httpDate } from './date.js'
export { chooseFraming, Framing, receivedFraming, type FramingFacts, type ReceivedFacts, type ReceivedFraming } from './framing.js'
export { headText } from './head-text.js'
export { addHeader, distinctHeaders, firstValue, mergedHeaders, rawHeaders, type IncomingHeaders } from './incoming-headers.js'
export { hasToken, keepAliveParameters, listMembers, weightedMembers, type KeepAliveParameters, type WeightedMember } from './lists.js'
export { OutgoingHeaders, type HeaderEntry, type HeaderValue } from './outgoing-headers.js'
export { STATUS_CODES } from './status-codes.js'
export { checkHeaderName, checkHeaderValue, hasInvalidValueChar, isToken, validateHeaderName, validateHeaderValue } from './validate.js'
