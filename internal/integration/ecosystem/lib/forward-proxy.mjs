/** A forward proxy for requests by http: and tunnels, on the http of the column. */
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'

/** Returns `{ url, seen, close }`; `seen` has the methods of the requests to the proxy. */
export async function startProxy() {
  const seen = []
  const server = http.createServer((req, res) => {
    seen.push(req.method)
    const headers = { ...req.headers }
    for (const name of ['connection', 'proxy-connection']) delete headers[name]
    const request = http.request(req.url, { method: req.method, headers, agent: false }, (response) => {
      res.writeHead(response.statusCode, response.rawHeaders)
      response.pipe(res)
      response.on('error', () => res.destroy())
    })
    request.on('error', () => (res.headersSent ? res.destroy() : res.writeHead(502).end()))
    res.on('close', () => request.destroy())
    req.pipe(request)
  })
  const tunnels = new Set()
  server.on('connect', (req, socket, head) => {
    seen.push('CONNECT')
    const { hostname, port } = new URL(`http://${req.url}`)
    const upstream = net.connect({ host: hostname, port: Number(port) }, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.write(head)
      socket.pipe(upstream).pipe(socket)
    })
    for (const end of [socket, upstream]) {
      tunnels.add(end)
      end.on('error', () => {}).on('close', () => [socket, upstream].forEach((other) => other.destroy()))
    }
  })
  server.listen(0)
  await once(server, 'listening')
  return {
    url: `http://localhost:${server.address().port}`,
    seen,
    close() {
      tunnels.forEach((end) => end.destroy())
      server.closeAllConnections()
      server.close()
    },
  }
}
