/**
 * The module object of https: everything that `node:https` exports, on one mutable object.
 *
 * Composition only, as http.ts. TLS is loaded with this file, and by nothing that http needs.
 */
import { HttpsAgent as Agent } from '@layered-http/agent/https'
import { get, getGlobalAgent, newGlobalAgent, request, setGlobalAgent } from '@layered-http/client/https'
import { createServer, Server } from '@layered-http/server/https'
import './http.js'
import { lendHttpsLooks } from './https-surface.js'
import { coverGlobalAgent } from './proxy.js'

lendHttpsLooks()
coverGlobalAgent({ variables: ['https_proxy', 'HTTPS_PROXY'], get: getGlobalAgent, set: setGlobalAgent, create: newGlobalAgent })

/** What `require('@layered-http/compat-node-http/https')` and its default import are. */
export const https = {
  Agent,
  /** The agent of requests that name none. */
  get globalAgent(): object {
    return getGlobalAgent()
  },
  set globalAgent(agent: object) {
    setGlobalAgent(agent as Agent)
  },
  Server,
  createServer,
  get,
  request,
}
