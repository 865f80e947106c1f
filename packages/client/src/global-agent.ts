/** The agent of requests that name none. */
import { Agent, type AgentOptions } from '@layered-http/agent'

/** Settings of the global agents, of http and https; `timeout` is the idle time of their sockets in milliseconds. Source: Node's `globalAgent`. */
export const GLOBAL_AGENT_SETTINGS = { keepAlive: true, scheduling: 'lifo', timeout: 5_000 } as const

let globalAgent: object | undefined

/** The agent that requests use when they name none. */
export function getGlobalAgent(): object {
  return (globalAgent ??= newGlobalAgent())
}

/** An agent set up as the global one is, with `options` over that. */
export function newGlobalAgent(options?: AgentOptions): Agent {
  return new Agent({ ...GLOBAL_AGENT_SETTINGS, ...options })
}

/** Replaces it for later requests. */
export function setGlobalAgent(agent: object): void {
  globalAgent = agent
}
