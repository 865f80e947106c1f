/** Our agents where Node's are asked for, and the options and events of an agent that is installed alone. */
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { Agent, type AgentEvents, type AgentOptions, type ConnectionOptions, type OriginStats } from '@layered-http/agent'
import { HttpsAgent, type HttpsAgentOptions } from '@layered-http/agent/https'

const agent = new Agent({ keepAlive: true, lookup: (_host, _options, callback) => callback(null, '127.0.0.1', 4), layered: { maxAge: 60_000, maxQueued: 100, happyEyeballs: true } })
const secure = new HttpsAgent({ keepAlive: true, maxCachedSessions: 10, rejectUnauthorized: true })
const plainPlace: http.Agent = agent
const securePlace: https.Agent = secure
http.globalAgent = agent
https.globalAgent = secure
http.get('http://example.org', { agent })
https.get('https://example.org', { agent: secure })
https.get('https://example.org', { agent: new Agent({ protocol: 'https:' }) })
console.log(plainPlace.maxSockets, securePlace.maxSockets, secure.maxCachedSessions)

agent.on('connect', (socket, options) => console.log(socket.writable, options.host?.length))
agent.once('reuse', (socket, request) => console.log(socket.destroyed, request.reusedSocket))
agent.on('queue', (request, options) => console.log(request.method?.length, options.port?.toFixed()))
agent.off('close', (socket: AgentEvents['close'][0]) => console.log(socket.errored?.message))
const totals: OriginStats = agent.totals()
const opened: Promise<number> = agent.preconnect(new URL('http://example.org'), 2)
console.log(totals.requests, totals.queueWait.p99, await opened)

const options: AgentOptions = { layered: { connect: async ({ port, host }) => net.connect(port ?? 80, host), events: true, noProxy: 'curl', destroyWaiting: true, staleRetry: true } }
const secureOptions: HttpsAgentOptions = { ...options, path: '/', ca: 'x' }
console.log(secureOptions.ca)

class Mine extends Agent {
  override createConnection({ port = 80, host }: ConnectionOptions): net.Socket {
    return net.connect(port, host)
  }
}
console.log(new Mine().totalSocketCount)

// @ts-expect-error: a number is expected
new Agent({ maxSockets: '1' })
// @ts-expect-error: a mistyped option beyond Node
new Agent({ layered: { maxQeued: 1 } })
// @ts-expect-error: a mistyped option of Node
new Agent({ keepalive: true })
// @ts-expect-error: the same of an agent for TLS
new HttpsAgent({ maxCachedSession: 1 })
// @ts-expect-error: a queued request is no socket
agent.on('queue', (request) => request.destroySoon())
