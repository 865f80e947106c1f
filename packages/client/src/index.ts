/**
 * `@layered-http/client`: `request()` in, a response out.
 *
 * @packageDocumentation
 */
import { Agent, type AgentOptions, type ConnectionOptions, type ExchangeTimeouts, type PooledRequest } from '@layered-http/agent'
import type { HeadersInit } from '@layered-http/headers'
import { IncomingMessage, type IncomingMessageConstructor, type OutgoingMessage } from '@layered-http/streams'
import type { AgentLike } from './agent-like.js'
import { ClientRequest, type ClientRequestConstructor, type ResponseListener } from './client-request.js'
import type { ClientRequestEmitter, ClientRequestEvents, ClientResponse, InformationEvent } from './events.js'
import { globalAgent } from './global-agent.js'
import type { HttpValidation, LayeredRequestOptions, RequestOptions } from './options.js'
import { requests, type RequestFunction } from './request.js'
import type { RequestHeaderName, RequestHeaders, RequestHeadersInit, UsualRequestHeaderName } from './request-headers.js'
import { RequestTimeoutError, type TimeoutFacts, type TimeoutPhase } from './timeouts.js'
import type { ExchangeMessage, ExchangeTimings } from './timings.js'

/** Starts a request. It is sent when `end()` is called, or as its body is written. */
export const request: RequestFunction<RequestOptions> = requests.request

/** `request()` for a request without a body: `end()` is called at once. */
export const get: RequestFunction<RequestOptions> = requests.get

/** Returns the agent of requests that do not name one. If another kind of agent was set, it returns that. */
export const getGlobalAgent: () => Agent = globalAgent.getGlobalAgent

/** Replaces the agent of later requests that do not name one. */
export const setGlobalAgent: (agent: AgentLike) => void = globalAgent.setGlobalAgent

export { Agent, ClientRequest, IncomingMessage, RequestTimeoutError }
export type { LenientFlag } from '@layered-http/parser'
export type { AgentLike, AgentOptions, ConnectionOptions, PooledRequest }
export type { ClientRequestConstructor, ClientRequestEmitter, ClientRequestEvents, ClientResponse, ExchangeMessage, ExchangeTimeouts, ExchangeTimings, InformationEvent, RequestHeaderName, RequestHeaders, RequestHeadersInit, ResponseListener, TimeoutFacts, TimeoutPhase, UsualRequestHeaderName }
export type { HeadersInit, HttpValidation, IncomingMessageConstructor, LayeredRequestOptions, OutgoingMessage, RequestFunction, RequestOptions }
