/** `server.stats()`: exact counts after scripted traffic. */
import { once } from 'node:events'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { duplexPair, listen } from '@layered-http/test-kit'
import type { Server, ServerResponse, ServerStats } from '../src/index.js'
import { CLOSE, exchange, get, make } from './support/running-server.js'

const NOTHING: ServerStats = {
  connections: { idle: 0, active: 0, closing: 0, upgraded: 0, created: 0, closed: 0 },
  requests: { active: 0, total: 0, aborted: 0, upgraded: 0 },
  refused: {},
  lost: {},
  timeouts: { head: 0, request: 0, bodyRate: 0, keepAlive: 0, socket: 0, close: 0 },
  bytesRead: 0,
  bytesWritten: 0,
}

/** Resolves when the server has no connection. */
async function empty(server: Server): Promise<void> {
  while (server.stats().connections.created > server.stats().connections.closed) await new Promise(setImmediate)
}

async function connect(port: number, text = ''): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1').on('error', () => {})
  await once(socket, 'connect')
  if (text !== '') socket.write(text)
  return socket
}

test('a new server has counted nothing, and the stats are plain JSON', () => {
  const server = make()
  expect(server.stats()).toEqual(NOTHING)
  expect(JSON.parse(JSON.stringify(server.stats()))).toEqual(NOTHING)
})

test('connections are counted by their state, and requests while they are under way', async () => {
  const responses: ServerResponse[] = []
  const server = make({}, (req, res) => {
    if (req.url === '/now') res.end('now')
    else responses.push(res)
  })
  server.on('upgrade', (_req, socket: Duplex) => void socket.resume().on('end', () => socket.end()).write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'))
  const port = await listen(server)
  const idle = await connect(port, get('/now'))
  await once(idle, 'data')
  const half = await connect(port, get('/now').slice(0, 10))
  const [ordinary, pipelined] = [await connect(port, get('/1')), await connect(port, get('/2') + get('/3'))]
  const upgraded = await connect(port, get('/', 'Connection: upgrade\r\nUpgrade: x\r\n'))
  await once(upgraded, 'data')
  while (responses.length < 3 || server.stats().connections.active < 3) await new Promise(setImmediate)
  const { connections, requests } = server.stats()
  expect(connections).toEqual({ idle: 1, active: 3, closing: 0, upgraded: 1, created: 5, closed: 0 })
  expect(requests).toEqual({ active: 3, total: 4, aborted: 0, upgraded: 1 })
  pipelined.destroy()
  for (const res of responses.filter(({ req }) => req.url === '/1')) res.end()
  await once(ordinary, 'data')
  for (const socket of [idle, half, ordinary, upgraded]) socket.destroy()
  await empty(server)
  expect(server.stats()).toEqual({
    ...NOTHING,
    connections: { ...NOTHING.connections, created: 5, closed: 5 },
    requests: { active: 0, total: 4, aborted: 2, upgraded: 1 },
    lost: { HPE_INVALID_EOF_STATE: 1 },
    bytesRead: server.stats().bytesRead,
    bytesWritten: server.stats().bytesWritten,
  })
})

test('bytes are those of the sockets, of open and closed connections', async () => {
  const server = make({}, (_req, res) => void res.end('x'))
  const request = get('/', CLOSE)
  const received = await exchange(server, request)
  await empty(server)
  // `exchange` masks the date, which has 29 characters.
  expect([server.stats().bytesRead, server.stats().bytesWritten]).toEqual([request.length, received.length - 1 + 29])
  const socket = await connect((server.address() as net.AddressInfo).port, get())
  const [data] = (await once(socket, 'data')) as [Buffer]
  expect([server.stats().bytesRead, server.stats().bytesWritten]).toEqual([request.length + get().length, received.length - 1 + 29 + data.length])
  socket.destroy()
})

test('responses are counted by the class of their status with layered.stats, and not without', async () => {
  for (const stats of [true, false]) {
    const server = make({ layered: { stats } }, (req, res) => void res.writeHead(Number(req.url.slice(1))).end())
    await exchange(server, ['200', '204', '304', '404', '500', '503'].map((status, i) => get(`/${status}`, i === 5 ? CLOSE : '')).join(''))
    expect(server.stats().responses).toEqual(stats ? { '1xx': 0, '2xx': 2, '3xx': 1, '4xx': 1, '5xx': 2 } : undefined)
    expect('responses' in server.stats()).toBe(stats)
    server.close()
  }
})

test('refused requests are counted by their reason', async () => {
  const server = make({}, (_req, res) => void res.end())
  server.maxRequestsPerSocket = 1
  await exchange(server, 'bad\r\n\r\n')
  await exchange(server, 'GET / HTTP/1.1\r\n\r\n')
  await exchange(server, get('/', `Expect: else\r\n${CLOSE}`))
  await exchange(server, get() + get('/', CLOSE))
  expect(server.stats().refused).toEqual({ HPE_INVALID_METHOD: 1, requireHostHeader: 1, Expect: 1, maxRequestsPerSocket: 1 })
})

test('a client that ends inside of an upload is lost, and not refused', async () => {
  const server = make({}, (req) => void req.resume().on('error', () => {}))
  const socket = await connect(await listen(server), 'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf')
  await once(server, 'request')
  socket.resume().end()
  await empty(server)
  expect([server.stats().refused, server.stats().lost, server.stats().requests.aborted]).toEqual([{}, { HPE_INVALID_EOF_STATE: 1 }, 1])
})

test('lost connections are counted by the code of their error', async () => {
  const server = make({}, () => {})
  const socket = await connect(await listen(server), get())
  await once(server, 'request')
  socket.resetAndDestroy()
  await empty(server)
  expect([server.stats().lost, server.stats().requests.aborted]).toEqual([{ ECONNRESET: 1 }, 1])
})

test.each<[keyof ServerStats['timeouts'], string, object]>([
  ['head', '', { headersTimeout: 20 }],
  ['head', 'GET / HT', { headersTimeout: 20 }],
  ['request', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n', { requestTimeout: 20, headersTimeout: 20 }],
  ['keepAlive', get('/now'), { keepAliveTimeout: 20, keepAliveTimeoutBuffer: 0 }],
])('a timeout of kind %s is counted: %j', async (kind, bytes, options) => {
  const server = make(options, (req, res) => void (req.url === '/now' && res.end()))
  const socket = await connect(await listen(server), bytes)
  await once(socket.resume(), 'close')
  expect(server.stats().timeouts).toEqual({ ...NOTHING.timeouts, [kind]: 1 })
})

test('a socket without data, and a client that does not close, are timeouts, too', async () => {
  const server = make({ requestTimeout: 20, headersTimeout: 20 }, (_req, res) => void res.end())
  server.setTimeout(20)
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.resume().write(get('/', CLOSE))
  const [port, silent] = [await listen(server), make]
  void silent
  const socket = await connect(port, 'GET')
  await once(socket.resume(), 'close')
  while (!ours.destroyed) await new Promise(setImmediate)
  const { socket: idle, head, close } = server.stats().timeouts
  expect([idle + head, close]).toEqual([1, 1])
})

test('the counts of a server over other transports have no bytes', async () => {
  const server = make({}, (_req, res) => void res.end())
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.write(get())
  await once(theirs, 'data')
  expect(server.stats()).toEqual({ ...NOTHING, connections: { ...NOTHING.connections, idle: 1, created: 1 }, requests: { ...NOTHING.requests, total: 1 } })
  theirs.destroy()
})
