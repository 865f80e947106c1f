/**
 * `@layered-http/agent`: a pool of HTTP/1 connections, for our client and for Node's own `http.request`.
 *
 * @packageDocumentation
 */
export { Agent, type AgentConstructor } from './agent.js'
export * from './limits.js'
export type { AgentOptions, ConnectionOptions } from './options.js'
export { poolKey } from './pool-key.js'
export type { PooledRequest } from './pooled-request.js'
