/** Our agents as `http.globalAgent` and `https.globalAgent` of Node, under libraries that name no agent of their own. */
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Agent } from '@layered-http/agent'
import { HttpsAgent } from '@layered-http/agent/https'
import { CA, SERVER } from '@layered-http/test-kit'

/** Sends one GET, and resolves with the text of the response. */
export type Fetching = (url: string, agents: { http: Agent; https: HttpsAgent }) => Promise<string>

async function listening(server: http.Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Tests each library over http and https. */
export function testGlobalAgents(libraries: Record<string, Fetching>): void {
  describe('as the global agents of Node', () => {
    const nodes = { http: http.globalAgent, https: https.globalAgent }
    const agents = { http: new Agent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true, ca: CA }) }
    const echo: http.RequestListener = (req, res) => res.setHeader('Content-Type', 'text/plain').end(`${req.method} ${req.url} ${req.socket.remotePort}`)
    const servers = { http: http.createServer(echo), https: https.createServer(SERVER, echo) }
    let ports: { http: number; https: number }
    beforeAll(async () => {
      http.globalAgent = agents.http
      https.globalAgent = agents.https
      ports = { http: await listening(servers.http), https: await listening(servers.https) }
    })
    afterAll(() => {
      Object.assign(http, { globalAgent: nodes.http })
      Object.assign(https, { globalAgent: nodes.https })
      for (const agent of Object.values(agents)) agent.destroy()
      for (const server of Object.values(servers)) {
        server.closeAllConnections()
        server.close()
      }
    })

    const cases = Object.entries(libraries).flatMap(([name, fetching]) => (['http', 'https'] as const).map((scheme) => [name, scheme, fetching] as const))
    test.each(cases)('%s over %s: its requests are counted by our agent, and share a socket', async (_name, scheme, fetching) => {
      const before = agents[scheme].totals()
      const url = `${scheme}://localhost:${ports[scheme]}/x`
      const texts = []
      for (let i = 0; i < 3; i++) {
        texts.push(await fetching(url, agents))
        // The socket becomes idle after the response.
        while (agents[scheme].totals().active > 0) await new Promise((resolve) => setImmediate(resolve))
      }
      expect(texts[0]).toMatch(/^GET \/x \d+$/)
      expect(new Set(texts).size).toBe(1)
      const { requests, created, errors } = agents[scheme].totals()
      expect([requests - before.requests, created - before.created <= 1, errors - before.errors]).toEqual([3, true, 0])
    })
  })
}
