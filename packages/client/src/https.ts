/**
 * `@layered-http/client/https`: `request()` over TLS.
 *
 * @packageDocumentation
 */
export { getGlobalAgent, newGlobalAgent, setGlobalAgent } from './https/global-agent.js'
export { get, request } from './https/request.js'
