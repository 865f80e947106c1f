/** The agent of https requests that name none. */
import { HttpsAgent, type HttpsAgentOptions } from '@layered-http/agent/https'
import { GLOBAL_AGENT_SETTINGS } from '../global-agent.js'

let globalAgent: object | undefined

/** The agent that requests use when they name none. */
export function getGlobalAgent(): object {
  return (globalAgent ??= newGlobalAgent())
}

/** An agent set up as the global one is, with `options` over that. */
export function newGlobalAgent(options?: HttpsAgentOptions): HttpsAgent {
  return new HttpsAgent({ ...GLOBAL_AGENT_SETTINGS, ...options })
}

/** Replaces it for later requests. */
export function setGlobalAgent(agent: object): void {
  globalAgent = agent
}
