/**
 * `@layered-http/client`: `request()` in, a response out.
 *
 * @packageDocumentation
 */
import { http, requests } from './main.js'

export { Agent, type AgentOptions } from '@layered-http/agent'
export type { HeadersInit } from '@layered-http/headers'
export type { LenientFlag } from '@layered-http/parser'
export { IncomingMessage, type IncomingMessageConstructor } from '@layered-http/streams'
export type { AgentLike } from './agent-like.js'
export type { ClientRequestConstructor, ResponseListener } from './client-request-type.js'
export type { ClientRequestEmitter, ClientRequestEvents, InformationEvent } from './events.js'
export { ClientRequest } from './main.js'
export type { HttpValidation, LayeredRequestOptions, RequestOptions } from './options.js'

export const { request, get } = requests
export const { getGlobalAgent, setGlobalAgent } = http
