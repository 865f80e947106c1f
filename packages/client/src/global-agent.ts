/**
 * Global agents: the agent of requests that do not name one. Each family of classes has one for http and one for https.
 * What may live here: the settings of such an agent, the functions that get, make and replace it, and those of the main entries.
 */
import { Agent, type AgentOptions } from '@layered-http/agent'
import { HttpsAgent, type HttpsAgentOptions } from '@layered-http/agent/https'
import type { AgentLike } from './agent-like.js'

/** Settings of global agents; `timeout` is the idle time of their sockets in milliseconds. Source: Node's `globalAgent`. */
const GLOBAL_AGENT_SETTINGS = { keepAlive: true, scheduling: 'lifo', timeout: 5_000 } as const

/** The functions for one global agent. */
export interface GlobalAgent<AgentClass extends Agent, Options> {
  /** Returns the agent of requests that do not name one. Made at the first call; another kind of agent is returned if one was set. */
  getGlobalAgent(): AgentClass
  /** Replaces it for later requests. */
  setGlobalAgent(agent: AgentLike): void
  /** Returns a new agent with the settings of a global one: sockets are kept for 5 s. `options` win over these settings. */
  newGlobalAgent(options?: Options): AgentClass
}

/** Returns the functions for a new global agent of class `AgentClass`. */
export function defineGlobalAgent<AgentClass extends Agent, Options extends object>(AgentClass: new (options: Options) => AgentClass): GlobalAgent<AgentClass, Options> {
  let agent: AgentClass | undefined
  const newGlobalAgent = (options?: Options): AgentClass => new AgentClass({ ...GLOBAL_AGENT_SETTINGS, ...options } as unknown as Options)
  return {
    getGlobalAgent: () => (agent ??= newGlobalAgent()),
    setGlobalAgent(replacement) {
      agent = replacement as AgentClass
    },
    newGlobalAgent,
  }
}

/** The global agent of the main entry, and that of its https. */
export const globalAgent = defineGlobalAgent<Agent, AgentOptions>(Agent)
export const secureGlobalAgent = defineGlobalAgent<HttpsAgent, HttpsAgentOptions>(HttpsAgent)
