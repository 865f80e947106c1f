/**
 * `@layered-http/server/https`: an HTTP/1 server over TLS.
 *
 * @packageDocumentation
 */
export { createServer, Server, type CreateServer, type SecureServerEvents, type ServerConstructor, type ServerOptions } from './https/server.js'
export type { LenientFlag } from '@layered-http/parser'
export type { IncomingMessage, RequestConstructor } from './request.js'
export type { RequestHeaders } from '@layered-http/streams'
export type { ClientError, RequestListener, ServerEvents } from './events.js'
export type { EarlyHints } from './informational.js'
export type { HttpValidation, LayeredServerOptions, RequestClass, ResponseClass, ResponseTo, ServerOptions as HttpServerOptions } from './options.js'
export type { ServerResponse, ServerResponseConstructor, ServerResponseOptions } from './response.js'
export type { HttpServerMembers } from './server.js'
export type { DrainOptions, DrainResult } from './drain.js'
export type { ServerExchange } from './exchange.js'
export type { ServerRefusal } from './refusal.js'
export type { ServerStats } from './stats.js'
export type { ServerTimings } from './timings.js'
export type { UrlParts, WithUrlParts } from './url-parts.js'
