/**
 * `_http_client`: ClientRequest. Deprecated by Node, read by libraries; the preload redirects `require('_http_client')` to here.
 *
 * @packageDocumentation
 */
import { ClientRequest } from '@layered-http/client'
import './http.js'

const module = { ClientRequest }

export default module
export { module as 'module.exports' }
export { ClientRequest }
