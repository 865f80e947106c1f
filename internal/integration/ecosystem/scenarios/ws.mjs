/** ws: server and client. */
import { once } from 'node:events'
import { WebSocket, WebSocketServer, createWebSocketStream } from 'ws'

export async function run(context) {
  const { ask, check, cleanup, createServer, listen, protocol } = context
  const server = createServer((req, res) => res.end('http'))
  const sockets = new WebSocketServer({ server, path: '/socket', perMessageDeflate: { threshold: 100 }, verifyClient: ({ req }) => req.headers['x-token'] !== 'bad', handleProtocols: (set) => (set.has('b') ? 'b' : false) })
  sockets.on('connection', (socket, request) => {
    socket.on('message', (data, binary) => socket.send(data, { binary }))
    socket.on('error', () => {})
    if (request.url.endsWith('?greet')) socket.send('hello')
    if (request.url.endsWith('?terminate')) socket.terminate()
  })
  const base = await listen(server)
  cleanup(() => sockets.clients.forEach((socket) => socket.terminate()))
  const url = `${base.replace(protocol, protocol === 'https' ? 'wss' : 'ws')}/socket`
  const open = async (to, ...args) => {
    const socket = new WebSocket(to, ...args)
    const first = once(socket, 'message').catch(() => {})
    await once(socket, 'open')
    return { socket, first }
  }
  const greeted = await open(`${url}?greet`)
  check('a message that comes with the handshake', String((await greeted.first)[0]), 'hello')
  const { socket } = await open(url, ['a', 'b'])
  check('a subprotocol', socket.protocol, 'b')
  for (const data of ['text', 'é'.repeat(100_000), Buffer.alloc(500_000, 1)]) {
    socket.send(data)
    const [back, binary] = await once(socket, 'message')
    check(`an echo of ${data.length} ${typeof data === 'string' ? 'characters' : 'bytes'}`, [back.equals(Buffer.from(data)), binary], [true, typeof data !== 'string'])
  }
  for (let i = 0; i < 100; i++) socket.send(String(i))
  const order = []
  await new Promise((resolve) => socket.on('message', (data) => order.push(String(data)) === 100 && resolve()))
  check('100 messages in order', order, Array.from({ length: 100 }, (_, i) => String(i)))
  socket.ping('ping')
  check('ping', String((await once(socket, 'pong'))[0]), 'ping')
  socket.close(4000, 'bye')
  const [code, reason] = await once(socket, 'close')
  check('a close with code and reason', [code, String(reason)], [4000, 'bye'])
  const failure = async (...args) => {
    const failed = new WebSocket(...args)
    const [error] = await once(failed, 'error')
    return error.message
  }
  check('a client that is refused', await failure(url, { headers: { 'x-token': 'bad' } }), 'Unexpected server response: 401')
  check('a path that is not served', await failure(url.replace('/socket', '/other')), 'Unexpected server response: 400')
  const terminated = new WebSocket(`${url}?terminate`)
  terminated.on('error', () => {})
  check('a connection that is cut', (await once(terminated, 'close'))[0], 1006)
  const { socket: piped } = await open(url)
  const stream = createWebSocketStream(piped)
  stream.write('through a stream')
  check('a stream', String((await once(stream, 'data'))[0]), 'through a stream')
  stream.destroy()
  check('50 sockets at once', (await Promise.all(Array.from({ length: 50 }, async (_, i) => {
    const { socket: one, first } = await open(url)
    one.send(String(i))
    const [data] = await first
    one.close()
    return Number(data)
  }))).reduce((a, b) => a + b), 1225)
  check('http beside it', (await ask(`${base}/socket`)).text, 'http')
  const builtin = globalThis.WebSocket
  if (builtin !== undefined) {
    const native = new builtin(url)
    await once(native, 'open').catch(() => new Promise((resolve) => native.addEventListener('open', resolve)))
    native.send('native')
    check("Node's own WebSocket", await new Promise((resolve) => native.addEventListener('message', ({ data }) => resolve(data))), 'native')
    native.close()
  }
}
