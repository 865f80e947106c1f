/**
 * `@layered-http/server`: sockets in, `(request, response)` out.
 *
 * @packageDocumentation
 */
export { connectionListener, createServer, Server, type RequestListener, type ServerConstructor, type ServerOptions } from './server.js'
export type { EarlyHints } from './informational.js'
export { ServerResponse, type ServerResponseConstructor } from './response.js'
export * from './limits.js'
