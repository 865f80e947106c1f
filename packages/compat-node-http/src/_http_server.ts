/**
 * `_http_server`: Server, ServerResponse, and what makes another server speak HTTP. Deprecated by Node, read by libraries; the preload redirects `require('_http_server')` to here.
 *
 * @packageDocumentation
 */
import { STATUS_CODES } from '@layered-http/headers'
import { connectionListener, Server, ServerResponse } from '@layered-http/server'
import { httpServerPreClose, kConnectionsCheckingInterval, kServerResponse, setupConnectionsTracking, storeHTTPOptions } from './legacy/server.js'
import './http.js'

const module = {
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

export default module
export { module as 'module.exports' }
export { STATUS_CODES, Server, ServerResponse, setupConnectionsTracking, storeHTTPOptions, connectionListener as _connectionListener, kServerResponse, httpServerPreClose, kConnectionsCheckingInterval }
