/**
 * Shows the HTTP messages that pass between clients and a server.
 *
 *     node main.mjs                    in front of a small server of its own
 *     TO=127.0.0.1:3000 node main.mjs  in front of another; PORT=8080 sets the port
 */
import http from 'node:http'
import { once } from 'node:events'
import { createInspector } from './inspector.mjs'

const { TO, PORT = '0' } = process.env
const [host, port] = TO?.split(':') ?? ['127.0.0.1', await startServer()]

const inspector = createInspector({ to: { host, port: Number(port) } }).listen(Number(PORT), '127.0.0.1')
await once(inspector, 'listening')
console.log(`http://127.0.0.1:${inspector.address().port} -> http://${host}:${port}`)

/** Starts a server that replies with a greeting. Returns its port. */
async function startServer() {
  const server = http.createServer((req, res) => req.resume().once('end', () => res.end('Hello, World!\n')))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server.address().port
}
