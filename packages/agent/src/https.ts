/**
 * `@layered-http/agent/https`: a pool of TLS connections, for our client and for Node's own `https.request`.
 *
 * @packageDocumentation
 */
export { HttpsAgent, type HttpsAgentConstructor, type HttpsAgentOptions } from './https/agent.js'
