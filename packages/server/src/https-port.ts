/**
 * `@layered-http/server/https-port`: families of servers over TLS, for a package that builds another server of this one. It is an entry of its own because it
 * loads `node:tls`.
 *
 * @packageDocumentation
 */
export { defineHttpsServer, type CreateServer, type HttpsServerFamily, type Server, type ServerConstructor, type ServerOptions } from './https/server.js'
