/**
 * `_http_outgoing`: OutgoingMessage and the checks of headers. Deprecated by Node, read by libraries; the preload redirects `require('_http_outgoing')` to here.
 *
 * @packageDocumentation
 */
import { validateHeaderName, validateHeaderValue } from '@layered-http/headers'
import { OutgoingMessage } from '@layered-http/streams'
import { kHighWaterMark, kUniqueHeaders, parseUniqueHeadersOption } from './legacy/outgoing-options.js'
import './http.js'

const module = { kHighWaterMark, kUniqueHeaders, parseUniqueHeadersOption, validateHeaderName, validateHeaderValue, OutgoingMessage }

export default module
export { module as 'module.exports' }
export { kHighWaterMark, kUniqueHeaders, parseUniqueHeadersOption, validateHeaderName, validateHeaderValue, OutgoingMessage }
