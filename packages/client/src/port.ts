/**
 * `@layered-http/client/port`: how another package makes a family of classes of its own. Users of requests need the main entry only.
 *
 * @packageDocumentation
 */
export type { AgentLike } from './agent-like.js'
export { defineClientRequest, type ClientRequest, type ClientRequestConstructor, type ResponseListener } from './client-request.js'
export { setConnectionSource, withConnectionSource, type ConnectionSource, type RequestToConnect } from './connection-source.js'
export type { ClientRequestEmitter, ClientRequestEvents, ClientResponse, InformationEvent } from './events.js'
export type { ClientDefaults, ClientFamily, SecureAgents } from './family.js'
export { defineGlobalAgent, type GlobalAgent } from './global-agent.js'
export type { RequestOptions as SecureRequestOptions } from './https/options.js'
export type { HttpValidation, LayeredRequestOptions, RequestOptions } from './options.js'
export { RequestTimeoutError, type TimeoutFacts, type TimeoutPhase } from './timeouts.js'
export type { ExchangeMessage, ExchangeTimings } from './timings.js'
export type { RequestHeaderName, RequestHeaders, RequestHeadersInit, UsualRequestHeaderName } from './request-headers.js'
export { defineRequest, defineSecureRequest, type RequestFunction, type RequestFunctions } from './request.js'
