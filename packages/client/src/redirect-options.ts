/** The options of a request that is redirected to another origin, or from TCP to TLS. */
import { Agent } from '@layered-http/agent'
import { HttpsAgent, type HttpsAgentOptions } from '@layered-http/agent/https'
import { getGlobalAgent } from './https/global-agent.js'
import type { RequestOptions } from './options.js'

/** What leads to one origin, or is an identity there: no other origin is offered the client's certificate, or is taken for the first one. */
export const FOR_ONE_ORIGIN = [
  'socketPath',
  'servername',
  'session',
  'cert',
  'key',
  'pfx',
  'passphrase',
  'pskCallback',
  'secureContext',
  'clientCertEngine',
  'privateKeyEngine',
  'privateKeyIdentifier',
] as const

/** Methods of an agent that decide where a connection leads. */
const OVERRIDABLE = ['addRequest', 'createSocket', 'createConnection'] as const

/**
 * True if a request over TCP can go on over TLS: it has the default agent, one of its own, or a plain {@link Agent}. Of a class of the user's, or of a
 * `createConnection`, nothing is known, and what it forbids must not be reached by another way.
 */
export function isSecurable({ agent, createConnection }: RequestOptions): boolean {
  if (typeof createConnection === 'function') return false
  if (agent === undefined || agent === null || agent === false) return true
  return Object.getPrototypeOf(agent) === Agent.prototype && !OVERRIDABLE.some((name) => Object.hasOwn(agent, name))
}

/** Lets such a request go on over TLS. An agent that was named has an equal for this connection, with its `proxyEnv`, `lookup` and the like. */
export function useTls(options: RequestOptions): void {
  const { agent } = options
  if (agent) options.agent = new HttpsAgent({ ...(agent as Agent).options, protocol: 'https:', defaultPort: undefined, keepAlive: false } as HttpsAgentOptions)
  options._defaultAgent = getGlobalAgent()
  delete options.defaultPort
}
