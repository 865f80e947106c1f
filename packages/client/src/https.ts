/**
 * `@layered-http/client/https`: `request()` over TLS. TLS is loaded with the first connection.
 *
 * @packageDocumentation
 */
import type { ConnectionOptions, ExchangeTimeouts, PooledRequest } from '@layered-http/agent'
import { HttpsAgent, type HttpsAgentOptions } from '@layered-http/agent/https'
import type { HeadersInit } from '@layered-http/headers'
import { IncomingMessage, type IncomingMessageConstructor, type OutgoingMessage } from '@layered-http/streams'
import type { AgentLike } from './agent-like.js'
import { ClientRequest, type ClientRequestConstructor, type ResponseListener } from './client-request.js'
import type { ClientRequestEmitter, ClientRequestEvents, ClientResponse, InformationEvent } from './events.js'
import type { RequestOptions } from './https/options.js'
import { secureGlobalAgent } from './global-agent.js'
import type { HttpValidation, LayeredRequestOptions, RequestOptions as HttpRequestOptions } from './options.js'
import { secureRequests, type RequestFunction } from './request.js'
import type { RequestHeaderName, RequestHeaders, RequestHeadersInit, UsualRequestHeaderName } from './request-headers.js'
import { RequestTimeoutError, type TimeoutFacts, type TimeoutPhase } from './timeouts.js'
import type { ExchangeMessage, ExchangeTimings } from './timings.js'

/**
 * Starts a request over TLS. It is sent when `end()` is called, or as its body is written; not before the certificate of the server was
 * checked.
 */
export const request: RequestFunction<RequestOptions> = secureRequests.request

/** `request()` for a request without a body: `end()` is called at once. */
export const get: RequestFunction<RequestOptions> = secureRequests.get

/** Returns the agent of requests that do not name one. If another kind of agent was set, it returns that. */
export const getGlobalAgent: () => HttpsAgent = secureGlobalAgent.getGlobalAgent

/** Replaces the agent of later requests that do not name one. */
export const setGlobalAgent: (agent: AgentLike) => void = secureGlobalAgent.setGlobalAgent

export { ClientRequest, HttpsAgent, IncomingMessage, RequestTimeoutError }
export type { LenientFlag } from '@layered-http/parser'
export type { AgentLike, ConnectionOptions, HttpsAgentOptions, PooledRequest }
export type { ClientRequestConstructor, ClientRequestEmitter, ClientRequestEvents, ClientResponse, ExchangeMessage, ExchangeTimeouts, ExchangeTimings, InformationEvent, RequestHeaderName, RequestHeaders, RequestHeadersInit, ResponseListener, TimeoutFacts, TimeoutPhase, UsualRequestHeaderName }
export type { HeadersInit, HttpRequestOptions, HttpValidation, IncomingMessageConstructor, LayeredRequestOptions, OutgoingMessage, RequestFunction, RequestOptions }
