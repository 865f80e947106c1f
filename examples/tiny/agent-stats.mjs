/**
 * The counts of an agent against a flaky server: the server resets every third connection, and never responds to `/slow`.
 *
 *     node agent-stats.mjs
 */
import http from 'node:http'
import { once } from 'node:events'
import { Agent } from '@layered-http/agent'

let connections = 0
const server = http.createServer((req, res) => {
  if (req.url !== '/slow') res.end('ok')
})
server.on('connection', (socket) => {
  if (++connections % 3 === 0) socket.resetAndDestroy()
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')

// A socket serves two requests, so that several connections are opened.
const agent = new Agent({ keepAlive: true, layered: { maxRequests: 2 } })

/** Resolves with the status, or the code of the error, when the request has closed. */
function get(path, timeout) {
  return new Promise((resolve) => {
    let outcome
    const req = http.get({ agent, host: '127.0.0.1', port: server.address().port, path, timeout }, (res) => {
      outcome = res.statusCode
      res.resume()
    })
    req.on('timeout', () => req.destroy(new Error('took too long')))
    req.on('error', (error) => (outcome = error.code ?? error.message))
    req.on('close', () => resolve(outcome))
  })
}

const outcomes = []
for (let i = 0; i < 6; i++) outcomes.push(await get('/'))
outcomes.push(await get('/slow', 50))
console.log(outcomes.join(' '))

await agent.close()
const [{ requests, reused, created, closed, errors, timeouts }] = Object.values(agent.stats())
console.log({ requests, reused, created, closed, errors, timeouts })
server.close()
server.closeAllConnections()
