/**
 * `@layered-http/client/port`: how another package makes a family of classes of its own. Users of requests need the main entry only.
 *
 * @packageDocumentation
 */
export type { AgentLike } from './agent-like.js'
export type { ClientRequest, ClientRequestConstructor, ResponseListener } from './client-request-type.js'
export { defineClientRequest } from './client-request.js'
export type { ClientRequestEmitter, ClientRequestEvents, InformationEvent } from './events.js'
export type { ClientDefaults, ClientFamily, SecureAgents } from './family.js'
export { defineGlobalAgent, type GlobalAgent } from './global-agent.js'
export type { RequestOptions as SecureRequestOptions } from './https/options.js'
export type { HttpValidation, LayeredRequestOptions, RequestOptions } from './options.js'
export { defineRequest, defineSecureRequest, type RequestFunctions } from './request.js'
