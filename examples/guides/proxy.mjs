/**
 * A reverse proxy. It streams both bodies, keeps connections on both sides, and passes failures on.
 *
 *     UPSTREAM=http://127.0.0.1:3000 PORT=8080 node proxy.mjs
 */
import { once } from 'node:events'
import { pipeline } from 'node:stream'
import { Agent } from '@layered-http/agent'
import { request } from '@layered-http/client'
import { createServer } from '@layered-http/server'

const { hostname: host, port } = new URL(process.env.UPSTREAM)
const agent = new Agent({ keepAlive: true, layered: { staleRetry: true } })

/** Fields of one connection, not of the message: RFC 9110 section 7.6.1. */
const OF_THE_CONNECTION = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']

/** Returns the fields to pass on, as a flat list that keeps their case and order. */
function endToEnd({ rawHeaders, headers }) {
  const dropped = new Set([...OF_THE_CONNECTION, ...(headers.connection ?? '').toLowerCase().split(/\s*,\s*/)])
  return rawHeaders.filter((_, i) => !dropped.has(rawHeaders[i - (i % 2)].toLowerCase()))
}

// Strict, so that no request passes that the upstream could understand in another way. Upgrades are not offered.
const server = createServer({ layered: { strict: true, upgrades: [] } }, (req, res) => {
  const headers = [...endToEnd(req), 'X-Forwarded-For', req.socket.remoteAddress]
  // Without it the body of a GET would have no end that the upstream could see.
  if (req.headers['transfer-encoding'] !== undefined) headers.push('Transfer-Encoding', 'chunked')
  const forward = request({ agent, host, port, method: req.method, path: req.url, headers, layered: { timeouts: { connect: 2_000, headers: 60_000 } } }, (answer) => {
    res.writeHead(answer.statusCode, answer.statusMessage, endToEnd(answer))
    // An upstream that fails now cuts the response, so that the client notices it.
    pipeline(answer, res, () => {})
  })
  forward.on('error', (error) => {
    if (res.headersSent) res.destroy()
    else res.writeHead(error.code === 'ERR_HTTP_TIMEOUT' ? 504 : 502).end()
  })
  res.on('close', () => forward.destroy())
  pipeline(req, forward, () => {})
})

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${server.address().port}`)

process.once('SIGTERM', async () => {
  await server.drain()
  await agent.close()
})
