/** ws over wss: server and client over an upgrade, and a refused one. */
import { once } from 'node:events'
import https from 'node:https'
import { WebSocket, WebSocketServer } from 'ws'
import { ca, identity, serving } from './serving.mjs'

export async function run(check) {
  const server = https.createServer(identity, (req, res) => res.end('plain'))
  const sockets = new WebSocketServer({ server, path: '/socket' })
  sockets.on('connection', (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })))
  await serving(server, async (base) => {
    const url = base.replace('https', 'wss')
    const client = new WebSocket(`${url}/socket`, { ca })
    const [[response]] = await Promise.all([once(client, 'upgrade'), once(client, 'open')])
    check('the upgrade', [response.statusCode, response.socket.encrypted], [101, true])
    for (const text of ['hello', 'x'.repeat(100_000)]) {
      client.send(text)
      const [data] = await once(client, 'message')
      check(`echo of ${text.length} characters`, String(data) === text, true)
    }
    client.close()
    await once(client, 'close')
    const [refused] = await once(new WebSocket(`${url}/elsewhere`, { ca }), 'error')
    check('another path', refused.message, 'Unexpected server response: 400')
    const [distrusted] = await once(new WebSocket(`${url}/socket`), 'error')
    check('a certificate that the client does not trust', distrusted.code, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE')
    sockets.close()
  })
}
