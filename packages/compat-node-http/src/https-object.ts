/**
 * The module object of https: everything that `node:https` exports, on one mutable object.
 *
 * Composition only, as http.ts. TLS is loaded with this file, and with no file that http needs.
 */
import { HttpsAgent as Agent, httpsAgent } from './classes.js'
import './http.js'
import { createServer, get, request, Server } from './https-classes.js'
import { applyHttpsDescriptors } from './https-descriptors.js'
import { installMembers } from './legacy/install.js'
import { LegacyServer } from './legacy/server.js'
import { coverGlobalAgent } from './proxy.js'

installMembers(Server.prototype, LegacyServer.prototype)
applyHttpsDescriptors()
coverGlobalAgent(['https_proxy', 'HTTPS_PROXY'], httpsAgent)

/** What `require('@layered-http/compat-node-http/https')` and its default import are. */
export const https = {
  Agent,
  /** The agent of requests that name none. */
  get globalAgent(): object {
    return httpsAgent.getGlobalAgent()
  },
  set globalAgent(agent: object) {
    httpsAgent.setGlobalAgent(agent as never)
  },
  Server,
  createServer,
  get,
  request,
}
