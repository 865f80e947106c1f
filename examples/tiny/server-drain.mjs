/**
 * A server that loses no request when it is stopped: `server.drain()` at SIGTERM. Three clients are connected at that time.
 *
 *     node server-drain.mjs
 */
import { once } from 'node:events'
import net from 'node:net'
import { createServer } from '@layered-http/server'

/** Ends the response of `/slow`. */
let finishSlow
const server = createServer((req, res) => {
  if (req.url === '/slow') finishSlow = () => res.end('slow response')
  else res.end('fast response')
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')

process.once('SIGTERM', async () => {
  const result = await server.drain({ graceMs: 5000 })
  console.log('drained:', result)
})

/** A client that prints what it gets. */
async function connect(name, request) {
  const socket = net.connect(server.address().port, '127.0.0.1').setEncoding('latin1')
  let text = ''
  socket.on('data', (data) => (text += data))
  const closed = once(socket, 'close').then(() => {
    const closes = /^connection: close/im.test(text)
    console.log(`${name}: ${text.split('\r\n\r\n').at(-1) || 'no response'}${closes ? ', and the connection closes' : ''}`)
  })
  await once(socket, 'connect')
  socket.write(request)
  return { socket, closed }
}

const get = (path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`
const slow = await connect('the client of a slow response', get('/slow'))
await once(server, 'request')
const half = await connect('the client that had sent half of a head', get('/').slice(0, 20))
const idle = await connect('the idle client', get('/'))
await once(idle.socket, 'data')

process.kill(process.pid, 'SIGTERM')
while (server.listening) await new Promise(setImmediate)
await idle.closed
half.socket.write(get('/').slice(20))
await half.closed
finishSlow()
await slow.closed
