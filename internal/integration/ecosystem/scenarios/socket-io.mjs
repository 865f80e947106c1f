/** socket.io: server and client, by polling and by WebSocket. */
import { Server } from 'socket.io'
import { io } from 'socket.io-client'
import { deferred } from '../lib/context.mjs'

export async function run(context) {
  const { ask, check, cleanup, createServer, listen } = context
  const server = createServer((req, res) => res.end('http'))
  const sockets = new Server(server, { cors: { origin: '*' } })
  const left = new Map()
  sockets.use((socket, next) => (socket.handshake.auth.token === 'bad' ? next(new Error('refused')) : next()))
  sockets.on('connection', (socket) => {
    socket.on('echo', (...args) => socket.emit('echo', ...args))
    socket.on('ask', (value, reply) => reply(value * 2))
    socket.on('join', (room, reply) => {
      socket.join(room)
      reply()
    })
    socket.on('disconnect', (reason) => left.get(socket.handshake.auth.token)?.resolve(reason))
  })
  sockets.of('/chat').on('connection', (socket) => socket.emit('welcome', 'chat'))
  const base = await listen(server)
  cleanup(() => sockets.close())
  const connect = async (options, path = '') => {
    const client = io(`${base}${path}`, { forceNew: true, reconnection: false, ...options })
    cleanup(() => client.close())
    return client
  }
  for (const transport of ['polling', 'websocket']) {
    left.set(transport, deferred())
    const client = await connect({ transports: [transport], auth: { token: transport } })
    await new Promise((resolve) => client.once('connect', resolve))
    check(`${transport}: the transport`, client.io.engine.transport.name, transport)
    const large = Buffer.alloc(200_000, 3)
    const echo = new Promise((resolve) => client.once('echo', (...args) => resolve(args)))
    client.emit('echo', { a: [1, 'é'] }, large)
    const [object, bytes] = await echo
    check(`${transport}: an echo of an object and of bytes`, [object, large.equals(bytes)], [{ a: [1, 'é'] }, true])
    check(`${transport}: an acknowledgement`, await client.emitWithAck('ask', 21), 42)
    await client.emitWithAck('join', 'room')
    const news = new Promise((resolve) => client.once('news', resolve))
    sockets.to('room').emit('news', transport)
    check(`${transport}: a room`, await news, transport)
    client.close()
    check(`${transport}: the server notices that the client is gone`, await left.get(transport).promise, 'client namespace disconnect')
  }
  const upgraded = await connect({})
  const engine = await new Promise((resolve) => upgraded.io.on('open', () => resolve(upgraded.io.engine)))
  await new Promise((resolve) => engine.once('upgrade', resolve))
  check('an upgrade from polling', engine.transport.name, 'websocket')
  check('after the upgrade', await upgraded.emitWithAck('ask', 4), 8)
  const chat = await connect({}, '/chat')
  check('a namespace', await new Promise((resolve) => chat.once('welcome', resolve)), 'chat')
  const refused = await connect({ auth: { token: 'bad' } })
  check('a client that is refused', (await new Promise((resolve) => refused.once('connect_error', resolve))).message, 'refused')
  check('http beside it', (await ask(base)).text, 'http')
  check('the client script', (await ask(`${base}/socket.io/socket.io.js`)).status, 200)
}
