/**
 * The agent alone, under Node's own http: one request after another over one pooled socket.
 *
 *     node agent-alone.mjs
 */
import { once } from 'node:events'
import http from 'node:http'
import { Agent } from '@layered-http/agent'

const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const server = http.createServer((req, res) => res.end(`answer to ${req.url}`)).listen(0, '127.0.0.1')
await once(server, 'listening')

for (const path of ['/first', '/second']) {
  const req = http.get({ agent, host: '127.0.0.1', port: server.address().port, path })
  const [res] = await once(req, 'response')
  console.log(String(Buffer.concat(await res.toArray())), req.reusedSocket ? 'came over the same socket' : 'came over a new socket')
}
console.log('sockets opened:', agent.totalSocketCount)

agent.destroy()
server.close()
