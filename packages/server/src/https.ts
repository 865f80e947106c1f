/**
 * `@layered-http/server/https`: a `tls.Server` whose connections are HTTP/1.
 *
 * @packageDocumentation
 */
export { createServer, Server, type ServerConstructor, type ServerOptions } from './https/server.js'
