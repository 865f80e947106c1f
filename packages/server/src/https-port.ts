/**
 * `@layered-http/server/https-port`: families of servers over TLS, for a package that builds another server of this one. It is an entry of its own because it
 * loads `node:tls`.
 *
 * @packageDocumentation
 */
export { defineHttpsServer, type HttpsServerFamily } from './https/server.js'

// The types that these are made of.
export type {
  ClientError,
  CreateServer,
  DrainOptions,
  DrainResult,
  EarlyHints,
  HttpServerMembers,
  HttpServerOptions,
  HttpValidation,
  IncomingMessage,
  LayeredServerOptions,
  RequestClass,
  RequestConstructor,
  RequestListener,
  ResponseClass,
  ResponseTo,
  SecureServerEvents,
  Server,
  ServerConstructor,
  ServerEvents,
  ServerOptions,
  ServerResponse,
  ServerResponseConstructor,
  ServerResponseOptions,
  ServerStats,
  ServerTimings,
  UrlParts,
  WithUrlParts,
} from './https.js'
export type { CreateServer as CreateHttpServer, Server as HttpServer, ServerConstructor as HttpServerConstructor, ServerFamily } from './server.js'
