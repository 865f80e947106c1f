/**
 * `@layered-http/agent/https`: a pool of TLS connections, for the client of this project and for Node's own `https.request`.
 *
 * @packageDocumentation
 */
export { HttpsAgent, type HttpsAgentConstructor, type HttpsAgentOptions } from './https/agent.js'
export { Agent, type AgentConstructor } from './agent.js'
export type { AgentEmitter, AgentEvents } from './events.js'
export type { AgentOptions, ConnectionOptions, CreateCallback, ExchangeTimeouts, LayeredAgentOptions, NamedConnectionOptions, OpenConnection, SocketCallback } from './options.js'
export type { AgentCloseOptions, AgentCloseResult } from './pool/closing.js'
export type { ConnectionWatcher, PooledRequest } from './pooled-request.js'
export type { ProxyEnv } from './proxy/env.js'
export type { SessionCache } from './secure/sessions.js'
export type { OriginStats, QueueWait } from './stats/stats.js'
