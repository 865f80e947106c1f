/**
 * A reverse proxy that forwards messages byte for byte.
 *
 *     node main.mjs                          proxies a small server of its own
 *     UPSTREAM=127.0.0.1:3000 node main.mjs  proxies another; PORT=8080 sets the port
 */
import http from 'node:http'
import { once } from 'node:events'
import { createProxy } from './proxy.mjs'

const { UPSTREAM, PORT = '0' } = process.env
const [host, port] = UPSTREAM?.split(':') ?? ['127.0.0.1', await startServer()]

const proxy = createProxy({ host, port: Number(port) }).listen(Number(PORT), '127.0.0.1')
await once(proxy, 'listening')
console.log(`http://127.0.0.1:${proxy.address().port} -> http://${host}:${port}`)

/** Starts a server that replies with the lines of the request's head. Returns its port. */
async function startServer() {
  const server = http.createServer((req, res) => {
    const fields = Array.from({ length: req.rawHeaders.length / 2 }, (_, i) => `${req.rawHeaders[2 * i]}: ${req.rawHeaders[2 * i + 1]}\n`)
    req.resume().once('end', () => res.end(`${req.method} ${req.url}\n${fields.join('')}`))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server.address().port
}
