/**
 * `@layered-http/compat-node-http`: `node:http`, with the behaviour of Node 26, on Node 20, 22, 24 and 26.
 *
 * @packageDocumentation
 */
import { http } from './http.js'

export default http
// What `require()` of this module returns: the default export itself, not a namespace around it.
export { http as 'module.exports' }

// From where they are, not from the object: the types of the same names come along.
export { Agent } from '@layered-http/agent'
export { ClientRequest, get, request } from '@layered-http/client'
export { STATUS_CODES, validateHeaderName, validateHeaderValue } from '@layered-http/headers'
export { connectionListener as _connectionListener, createServer, Server, ServerResponse } from '@layered-http/server'
export { IncomingMessage, OutgoingMessage } from '@layered-http/streams'
export { setMaxIdleHTTPParsers } from './legacy/common.js'
export { setGlobalProxyFromEnv } from './proxy.js'

export const { METHODS, maxHeaderSize, globalAgent, WebSocket, CloseEvent, MessageEvent } = http
