/**
 * `_http_server`: Server, ServerResponse, and the functions that make another server an HTTP server. Deprecated by Node, read by libraries; the preload gives the members to Node's `_http_server`.
 *
 * @packageDocumentation
 */
import { STATUS_CODES } from '@layered-http/headers'
import { connectionListener, Server, ServerResponse } from './classes.js'
import { httpServerPreClose, kConnectionsCheckingInterval, kServerResponse, setupConnectionsTracking, storeHTTPOptions } from './legacy/server.js'
import './http.js'
import { moduleObject, onSync } from './module-objects.js'

const members = {
  STATUS_CODES,
  Server,
  ServerResponse,
  setupConnectionsTracking,
  storeHTTPOptions,
  _connectionListener: connectionListener,
  kServerResponse,
  httpServerPreClose,
  kConnectionsCheckingInterval,
}

let module = moduleObject('_http_server', members)
onSync(() => (module = moduleObject('_http_server', members)))

export { module as default, module as 'module.exports' }
export { STATUS_CODES, Server, ServerResponse, setupConnectionsTracking, storeHTTPOptions, connectionListener as _connectionListener, kServerResponse, httpServerPreClose, kConnectionsCheckingInterval }
