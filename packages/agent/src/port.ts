/**
 * `@layered-http/agent/port`: what other layers need of the agent beyond its public face.
 *
 * @packageDocumentation
 */
export { Agent, defineAgent, type AgentClassSettings, type AgentConstructor } from './agent.js'
export { defineHttpsAgent, HttpsAgent, type HttpsAgentConstructor, type HttpsAgentOptions } from './https/agent.js'
export type { AgentEmitter, AgentEvents } from './events.js'
export type { AgentOptions, ConnectionOptions, CreateCallback, ExchangeTimeouts, LayeredAgentOptions, NamedConnectionOptions, OpenConnection, SocketCallback } from './options.js'
export { TIMEOUT_NAMES } from './options.js'
export type { AgentCloseOptions, AgentCloseResult } from './pool/closing.js'
export { leaveQueue } from './pool/pool.js'
export { destroyIfIdle, disableIdleErrorHandling } from './pool/socket-port.js'
export type { ConnectionWatcher, PooledRequest } from './pooled-request.js'
export type { ProxyEnv } from './proxy/env.js'
export { registerGetName } from './secure/quick-key.js'
export type { SessionCache } from './secure/sessions.js'
export type { OriginStats, QueueWait } from './stats/stats.js'
