/** ws: server and client over an upgrade, and a refused one. */
import http from 'node:http'
import { once } from 'node:events'
import { WebSocket, WebSocketServer } from 'ws'

export async function run(check) {
  const server = http.createServer((req, res) => res.end('plain'))
  const sockets = new WebSocketServer({ server, path: '/socket' })
  sockets.on('connection', (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })))
  server.listen(0)
  await once(server, 'listening')
  const { port } = server.address()
  const client = new WebSocket(`ws://localhost:${port}/socket`)
  await once(client, 'open')
  for (const text of ['hello', 'x'.repeat(100_000)]) {
    client.send(text)
    const [data] = await once(client, 'message')
    check(`echo of ${text.length} characters`, String(data) === text, true)
  }
  client.close()
  await once(client, 'close')
  const refused = new WebSocket(`ws://localhost:${port}/elsewhere`)
  const [error] = await once(refused, 'error')
  check('another path', error.message, 'Unexpected server response: 400')
  sockets.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
