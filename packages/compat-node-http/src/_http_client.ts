/**
 * `_http_client`: ClientRequest. Deprecated by Node, read by libraries; the preload gives the members to Node's `_http_client`.
 *
 * @packageDocumentation
 */
import { ClientRequest } from './classes.js'
import './http.js'
import { moduleObject, onSync } from './module-objects.js'

const members = { ClientRequest }

let module = moduleObject('_http_client', members)
onSync(() => (module = moduleObject('_http_client', members)))

export { module as default, module as 'module.exports' }
export { ClientRequest }
