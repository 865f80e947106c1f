/**
 * An overloaded service: 100 requests at once, where two sockets may be used and ten requests may wait. The others fail at once instead of late, so the caller can shed them.
 *
 *     node agent-overload.mjs
 */
import http from 'node:http'
import { once } from 'node:events'
import { Agent } from '@layered-http/agent'

const server = http.createServer((req, res) => setTimeout(() => res.end('ok'), 5)).listen(0, '127.0.0.1')
await once(server, 'listening')

const agent = new Agent({ keepAlive: true, maxSockets: 2, layered: { maxQueued: 10, queueTimeout: 10_000, stats: true } })
const outcomes = await Promise.all(
  Array.from({ length: 100 }, async () => {
    try {
      const [res] = await once(http.get({ agent, host: '127.0.0.1', port: server.address().port }), 'response')
      await res.toArray()
      return res.statusCode
    } catch (error) {
      return error.code
    }
  }),
)
const counts = {}
for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
console.log(counts)
const { created, queueWait } = agent.totals()
console.log('sockets opened:', created, 'waited:', queueWait.count, 'p99 above 0 ms:', queueWait.p99 > 0)

agent.destroy()
server.close()
