/**
 * `@layered-http/compat-node-http`: `node:http`, with the behaviour of Node 26, on Node 20, 22, 24 and 26.
 *
 * @packageDocumentation
 */
import { http } from './http.js'

export default http
// What `require()` of this module returns: the default export itself, not a namespace around it.
export { http as 'module.exports' }

export const {
  Agent,
  ClientRequest,
  IncomingMessage,
  METHODS,
  OutgoingMessage,
  STATUS_CODES,
  Server,
  ServerResponse,
  createServer,
  get,
  request,
  validateHeaderName,
  validateHeaderValue,
  maxHeaderSize,
  globalAgent,
} = http
