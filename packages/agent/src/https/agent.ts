/** HttpsAgent: an {@link Agent} whose connections are TLS. */
import type { ConnectionOptions as TlsConnectionOptions } from 'node:tls'
import { defineConstructor } from '@layered-http/shared'
import { Agent } from '../agent.js'
import type { AgentOptions } from '../options.js'

/** Options of an {@link HttpsAgent}: those of an agent, and those of `tls.connect`. */
export interface HttpsAgentOptions extends AgentOptions, Omit<TlsConnectionOptions, keyof AgentOptions> {
  /** TLS sessions that are kept for resumption; 0 for none. Default 100. */
  maxCachedSessions?: number
}

class HttpsAgentMethods extends Agent {}

/** A pool of TLS connections. Callable without `new`. */
export type HttpsAgent = HttpsAgentMethods

export interface HttpsAgentConstructor {
  new (options?: HttpsAgentOptions): HttpsAgent
  (options?: HttpsAgentOptions): HttpsAgent
  readonly prototype: HttpsAgent
}

export const HttpsAgent: HttpsAgentConstructor = defineConstructor<HttpsAgentConstructor>(HttpsAgentMethods, {
  Agent: function (this: HttpsAgentMethods | undefined, options?: HttpsAgentOptions): HttpsAgentMethods | void {
    if (!(this instanceof HttpsAgent)) return new HttpsAgent(options)
    ;(Agent as unknown as (this: Agent, options: AgentOptions) => void).call(this, { defaultPort: 443, protocol: 'https:', ...options })
  },
})
