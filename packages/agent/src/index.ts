/**
 * `@layered-http/agent`: a pool of HTTP/1 connections, for our client and for Node's own `http.request`.
 *
 * @packageDocumentation
 */
export { Agent, type AgentConstructor } from './agent.js'
export * from './limits.js'
export type { AgentOptions, ConnectionOptions, CreateCallback, LayeredAgentOptions, SocketCallback } from './options.js'
export { poolKey } from './pool-key.js'
export { failIdle, watchedByUser } from './pooled-socket.js'
export type { PooledRequest } from './pooled-request.js'
export type { ProxyEnv } from './proxy/config.js'
export type { OriginStats, QueueWait } from './stats.js'
