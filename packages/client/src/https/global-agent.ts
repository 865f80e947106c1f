/** The agent of https requests that name none. */
import { HttpsAgent, type HttpsAgentOptions } from '@layered-http/agent/https'

/** Idle time of the global agent's sockets, milliseconds. Source: Node's `https.globalAgent`. */
const GLOBAL_AGENT_TIMEOUT = 5_000

let globalAgent: object | undefined

/** The agent that requests use when they name none. */
export function getGlobalAgent(): object {
  return (globalAgent ??= newGlobalAgent())
}

/** An agent set up as the global one is, with `options` over that. */
export function newGlobalAgent(options?: HttpsAgentOptions): HttpsAgent {
  return new HttpsAgent({ keepAlive: true, scheduling: 'lifo', timeout: GLOBAL_AGENT_TIMEOUT, ...options })
}

/** Replaces it for later requests. */
export function setGlobalAgent(agent: object): void {
  globalAgent = agent
}
