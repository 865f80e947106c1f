/**
 * `@layered-http/client/https`: `request()` over TLS.
 *
 * @packageDocumentation
 */
export { ClientRequest, type ClientRequestConstructor, type ResponseListener } from './client-request.js'
export { getGlobalAgent, newGlobalAgent, setGlobalAgent } from './https/global-agent.js'
export type { RequestOptions } from './https/options.js'
export type { HttpValidation, LayeredRequestOptions } from './options.js'
export { get, request } from './https/request.js'
