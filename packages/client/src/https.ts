/**
 * `@layered-http/client/https`: `request()` over TLS. TLS is loaded with the first connection.
 *
 * @packageDocumentation
 */
import { https, secureRequests } from './main.js'

export { HttpsAgent, type HttpsAgentOptions } from '@layered-http/agent/https'
export type { HeadersInit } from '@layered-http/headers'
export type { LenientFlag } from '@layered-http/parser'
export { IncomingMessage, type IncomingMessageConstructor } from '@layered-http/streams'
export type { AgentLike } from './agent-like.js'
export type { ClientRequestConstructor, ResponseListener } from './client-request-type.js'
export type { ClientRequestEmitter, ClientRequestEvents, InformationEvent } from './events.js'
export type { RequestOptions } from './https/options.js'
export { ClientRequest } from './main.js'
export type { HttpValidation, LayeredRequestOptions } from './options.js'

export const { request, get } = secureRequests
export const { getGlobalAgent, setGlobalAgent } = https
