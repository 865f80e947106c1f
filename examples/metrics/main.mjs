/**
 * A server whose counts, and those of the agent of its own requests, are at `/metrics` for Prometheus.
 *
 *     node main.mjs [--once]
 */
import { once } from 'node:events'
import { Registry } from 'prom-client'
import { Agent } from '@layered-http/agent'
import { get } from '@layered-http/client'
import { createServer } from '@layered-http/server'
import { exportSeries } from './prometheus.mjs'
import { agentSeries, serverSeries } from './series.mjs'

const register = new Registry()
const agent = new Agent({ keepAlive: true })
const server = createServer({ layered: { stats: true } }, async (req, res) => {
  if (req.url === '/metrics') res.setHeader('Content-Type', register.contentType).end(await register.metrics())
  else res.writeHead(req.url === '/' ? 200 : 404).end('Hello')
})
exportSeries(register, () => serverSeries(server))
exportSeries(register, () => agentSeries(agent))
server.listen(process.argv.includes('--once') ? 0 : 8080, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address()

if (process.argv.includes('--once')) {
  await read('/')
  await read('/missing')
  process.stdout.write(await read('/metrics'))
  await agent.close()
  await server.drain()
} else console.log(`http://127.0.0.1:${port}/metrics`)

/** Resolves with the body of a response. */
async function read(path) {
  const req = get({ agent, host: '127.0.0.1', port, path })
  const [res] = await once(req, 'response')
  let text = ''
  for await (const chunk of res.setEncoding('utf8')) text += chunk
  return text
}
