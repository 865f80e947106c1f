/**
 * `@layered-http/server/port`: what a package needs that builds another server of this one: families of classes, and the functions that serve HTTP on sockets of
 * other servers. Users of a server need the main entry only. `@layered-http/server/https-port` has the same over TLS.
 *
 * @packageDocumentation
 */
export { Continue, continueState, setContinueState } from './continue-state.js'
export type { RequestListener, ServerEvents } from './events.js'
export type { DefaultClasses, ServerOptions } from './options.js'
export { defineServerResponse, type ServerResponse, type ServerResponseConstructor, type ServerResponseOptions } from './response.js'
export { defineServer, watchesDeadlines, type CreateServer, type Server, type ServerConstructor, type ServerFamily, type ServerFamilyOptions } from './server.js'
