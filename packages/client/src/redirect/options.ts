/**
 * The options of a request that is redirected to another origin, or from TCP to TLS.
 * What may live here: changes of options. Which redirections are followed is in rules.ts.
 */
import type { Agent } from '@layered-http/agent'
import type { HttpsAgentOptions } from '@layered-http/agent/https'
import type { SecureAgents } from '../family.js'
import type { RequestOptions } from '../options.js'

/** Options that lead to one origin, or identify the client there: another origin is not offered the client's certificate, and is not taken for the first one. */
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
 * True if a request over TCP can continue over TLS: it has the default agent, `agent: false`, or a plain Agent. A class of the user's and a
 * `createConnection` may forbid connections, which must not be reached by another way.
 */
export function isSecurable({ agent, createConnection }: RequestOptions, secure: SecureAgents | undefined): boolean {
  if (secure === undefined || typeof createConnection === 'function') return false
  if (agent === undefined || agent === null || agent === false) return true
  return Object.getPrototypeOf(agent) === secure.Agent.prototype && !OVERRIDABLE.some((name) => Object.hasOwn(agent, name))
}

/** Lets such a request continue over TLS. An agent that was named is replaced for this connection, with its `proxyEnv`, `lookup` and other options. */
export function useTls(options: RequestOptions, { getGlobalAgent, HttpsAgent }: SecureAgents): void {
  const { agent } = options
  if (agent) options.agent = new HttpsAgent({ ...(agent as Agent).options, protocol: 'https:', defaultPort: undefined, keepAlive: false } as HttpsAgentOptions)
  options._defaultAgent = getGlobalAgent()
  delete options.defaultPort
}
