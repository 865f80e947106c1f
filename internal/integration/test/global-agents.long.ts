/**
 * Our agents as Node's global agents under libraries that make requests. superagent asks for no agent, and the AWS SDK's handler makes its own, so these two are
 * given ours.
 */
import type http from 'node:http'
import { createRequire } from 'node:module'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import axios from 'axios'
import got from 'got'
import nodeFetch from 'node-fetch'
import { testGlobalAgents } from './support/global-agents.js'

/** It has no types. */
interface Superagent {
  get(url: string): { agent(agent: http.Agent): { buffer(isBuffered: boolean): Promise<{ text: string }> } }
}
const superagent = createRequire(import.meta.url)('superagent') as Superagent

testGlobalAgents({
  axios: async (url) => (await axios.get<string>(url, { adapter: 'http' })).data,
  got: (url) => got(url, { retry: { limit: 0 } }).text(),
  'node-fetch': async (url) => (await nodeFetch(url)).text(),
  superagent: async (url, agents) => (await superagent.get(url).agent(url.startsWith('https:') ? agents.https : agents.http).buffer(true)).text,
  "the AWS SDK's node-http-handler": async (url, agents) => {
    const { protocol, hostname, port, pathname } = new URL(url)
    const handler = new NodeHttpHandler({ httpAgent: agents.http, httpsAgent: agents.https })
    const { response } = await handler.handle({ protocol, hostname, port: Number(port), path: pathname, method: 'GET', headers: {}, query: {} } as never)
    let text = ''
    for await (const chunk of response.body as AsyncIterable<Buffer>) text += String(chunk)
    return text
  },
})
