/**
 * `@layered-http/server/https`: an HTTP/1 server over TLS.
 *
 * @packageDocumentation
 */
export { createServer, Server, type CreateServer, type SecureServerEvents, type ServerConstructor, type ServerOptions } from './https/server.js'
