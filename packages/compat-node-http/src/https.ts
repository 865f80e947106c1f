/**
 * `@layered-http/compat-node-http/https`: `node:https`, with the behaviour of Node 26, on Node 20, 22, 24 and 26.
 *
 * @packageDocumentation
 */
import { HttpsAgent as Agent } from '@layered-http/agent/https'
import { get, getGlobalAgent, request, setGlobalAgent } from '@layered-http/client/https'
import { createServer, Server } from '@layered-http/server/https'
import './http.js'

const https = {
  Agent,
  get globalAgent(): object {
    return getGlobalAgent()
  },
  set globalAgent(agent: object) {
    setGlobalAgent(agent)
  },
  Server,
  createServer,
  get,
  request,
}

export default https
export { https as 'module.exports' }
