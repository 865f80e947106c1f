/**
 * `@layered-http/server/port`: what a package needs that builds another server of this one: families of classes, and the functions that serve HTTP on sockets of
 * other servers. Users of a server need the main entry only. `@layered-http/server/https-port` has the same over TLS.
 *
 * @packageDocumentation
 */
export { Continue, continueState, setContinueState } from './continue-state.js'
export { defineServerResponse, type ServerResponse, type ServerResponseConstructor, type ServerResponseOptions } from './response.js'
export { defineServer, watchesDeadlines, type CreateServer, type Server, type ServerConstructor, type ServerFamily, type ServerFamilyOptions } from './server.js'

// The types that these are made of.
export type { MessageDefaults } from '@layered-http/shared'
export type { ClientError, RequestListener, ServerEvents } from './events.js'
export type { EarlyHints } from './informational.js'
export type { DefaultClasses, HttpValidation, LayeredServerOptions, RequestClass, ResponseClass, ResponseTo, ServerOptions } from './options.js'
export type { IncomingMessage, RequestConstructor } from './request.js'
export type { HttpServerMembers } from './server.js'
export type { DrainOptions, DrainResult } from './drain.js'
export type { ServerStats } from './stats.js'
export type { ServerTimings } from './timings.js'
export type { UrlParts, WithUrlParts } from './url-parts.js'
