/**
 * `_http_incoming`: IncomingMessage. Deprecated by Node, read by libraries; the preload gives the members to Node's `_http_incoming`.
 *
 * @packageDocumentation
 */
import { IncomingMessage } from './classes.js'
import { kDetachAbortSignal, readStart, readStop } from './legacy/reading.js'
import './http.js'
import { moduleObject, onSync } from './module-objects.js'

const members = { IncomingMessage, kDetachAbortSignal, readStart, readStop }

let module = moduleObject('_http_incoming', members)
onSync(() => (module = moduleObject('_http_incoming', members)))

export { module as default, module as 'module.exports' }
export { IncomingMessage, kDetachAbortSignal, readStart, readStop }
