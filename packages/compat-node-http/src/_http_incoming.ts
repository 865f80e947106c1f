/**
 * `_http_incoming`: IncomingMessage. Deprecated by Node, read by libraries; the preload redirects `require('_http_incoming')` to here.
 *
 * @packageDocumentation
 */
import { IncomingMessage } from '@layered-http/streams'
import { kDetachAbortSignal, readStart, readStop } from './legacy/reading.js'
import './http.js'

const module = { IncomingMessage, kDetachAbortSignal, readStart, readStop }

export default module
export { module as 'module.exports' }
export { IncomingMessage, kDetachAbortSignal, readStart, readStop }
