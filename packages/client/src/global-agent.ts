/** The agent of requests that name none. */
import { Agent } from '@layered-http/agent'

/** Idle time of the global agent's sockets, milliseconds. Source: Node's `http.globalAgent`. */
const GLOBAL_AGENT_TIMEOUT = 5_000

let globalAgent: object | undefined

/** The agent that requests use when they name none. */
export function getGlobalAgent(): object {
  return (globalAgent ??= new Agent({ keepAlive: true, scheduling: 'lifo', timeout: GLOBAL_AGENT_TIMEOUT }))
}

/** Replaces it for later requests. */
export function setGlobalAgent(agent: object): void {
  globalAgent = agent
}
