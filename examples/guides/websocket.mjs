/**
 * HTTP and WebSockets on one port, with the library ws. What a client sends comes back.
 *
 *     PORT=8080 node websocket.mjs
 */
import { once } from 'node:events'
import { WebSocketServer } from 'ws'
import { createServer } from '@layered-http/server'

// Only this protocol is accepted. A client that offers another one, such as h2c, gets an ordinary response.
const server = createServer({ layered: { upgrades: ['websocket'] } }, (req, res) => res.end('Use a WebSocket: /chat\n'))
const sockets = new WebSocketServer({ noServer: true })

server.on('upgrade', (req, socket, head) => {
  // Check here what must hold before a connection becomes a WebSocket: the path, a cookie, the origin.
  if (req.url !== '/chat') return socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  sockets.handleUpgrade(req, socket, head, (client) => sockets.emit('connection', client, req))
})

sockets.on('connection', (client) => {
  client.on('message', (data, isBinary) => client.send(data, { binary: isBinary }))
})

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${server.address().port}/`)

process.once('SIGTERM', async () => {
  await server.drain()
  // Upgraded connections are not the server's any more: 1001 says that it is going away.
  for (const client of sockets.clients) client.close(1001)
})
