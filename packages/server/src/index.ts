/**
 * `@layered-http/server`: an HTTP/1 server. It calls a listener with each request and its response.
 *
 * @packageDocumentation
 */
export { createServer, Server, type CreateServer, type HttpServerMembers, type ServerConstructor } from './server.js'
export { ServerResponse, type ServerResponseConstructor, type ServerResponseOptions } from './response.js'
export { IncomingMessage, type RequestConstructor } from './request.js'
export type { RequestHeaders } from '@layered-http/streams'
export type { ClientError, RequestListener, ServerEvents } from './events.js'
export type { HttpValidation, LayeredServerOptions, RequestClass, ResponseClass, ResponseTo, ServerOptions } from './options.js'
export type { LenientFlag } from '@layered-http/parser'
export type { DrainOptions, DrainResult } from './drain.js'
export type { ServerExchange } from './exchange.js'
export type { ServerRefusal } from './refusal.js'
export type { ServerStats } from './stats.js'
export type { ServerTimings } from './timings.js'
export type { UrlParts, WithUrlParts } from './url-parts.js'
export type { EarlyHints } from './informational.js'
export {
  DEFAULT_CONNECTIONS_CHECKING_INTERVAL,
  DEFAULT_HEADERS_TIMEOUT,
  DEFAULT_KEEP_ALIVE_TIMEOUT,
  DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER,
  DEFAULT_REQUEST_TIMEOUT,
} from './limits.js'
