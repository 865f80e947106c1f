/**
 * `@layered-http/client`: `request()` in, a response out.
 *
 * @packageDocumentation
 */
export { ClientRequest, type ClientRequestConstructor, type ResponseListener } from './client-request.js'
export type { InformationEvent } from './information.js'
export { getGlobalAgent, newGlobalAgent, setGlobalAgent } from './global-agent.js'
export type { AgentLike } from './agent-like.js'
export type { LenientFlag } from '@layered-http/parser'
export type { HttpValidation, LayeredRequestOptions, RequestOptions } from './options.js'
export { get, request } from './request.js'
