/**
 * `@layered-http/server`: sockets in, `(request, response)` out.
 *
 * @packageDocumentation
 */
export { connectionListener, createServer, Server, setOptions, watchesDeadlines, type RequestListener, type ServerConstructor } from './server.js'
export type { LenientFlag } from '@layered-http/parser'
export type { HttpValidation, LayeredServerOptions, ServerOptions } from './options.js'
export type { UrlParts } from './url-parts.js'
export type { EarlyHints } from './informational.js'
export { Continue, kContinue, ServerResponse, type ServerResponseConstructor, type ServerResponseOptions } from './response.js'
export * from './limits.js'
