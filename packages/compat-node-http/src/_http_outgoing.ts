/**
 * `_http_outgoing`: OutgoingMessage and the checks of headers. Deprecated by Node, read by libraries; the preload gives the members to Node's `_http_outgoing`.
 *
 * @packageDocumentation
 */
import { validateHeaderName, validateHeaderValue } from '@layered-http/headers'
import { OutgoingMessage } from './classes.js'
import { kHighWaterMark, kUniqueHeaders, parseUniqueHeadersOption } from './legacy/outgoing-options.js'
import './http.js'
import { moduleObject, onSync } from './module-objects.js'

const members = { kHighWaterMark, kUniqueHeaders, parseUniqueHeadersOption, validateHeaderName, validateHeaderValue, OutgoingMessage }

let module = moduleObject('_http_outgoing', members)
onSync(() => (module = moduleObject('_http_outgoing', members)))

export { module as default, module as 'module.exports' }
export { kHighWaterMark, kUniqueHeaders, parseUniqueHeadersOption, validateHeaderName, validateHeaderValue, OutgoingMessage }
