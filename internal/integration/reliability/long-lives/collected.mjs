/** Messages and sockets are collected after exchanges that did not end well, while their server and agent live on. */
import { once } from 'node:events'
import net from 'node:net'
import { collectGarbage, sampleOf } from '../lib/memory.mjs'
import { closeServer, connect, connectionsOf, HOST, listen } from '../lib/sockets.mjs'
import { inParallel, turns, until } from '../lib/waiting.mjs'

export const summary = 'Messages and sockets are collected after unread, double and aborted responses and requests'

const ROUNDS = 200
const QUICK_ROUNDS = 20
const WIDTH = 10

/** Objects of one scenario that may live, beside sockets that are still connected: the engine keeps the last ones that it has seen. */
const KEPT = 4

/** Collections until an object counts as kept: a closed socket is released by the event loop a little later. */
const COLLECTIONS = 20

const LARGE = Buffer.alloc(256 * 1024, 'l')

export async function run({ http, quick, figures, progress }) {
  const rounds = quick ? QUICK_ROUNDS : ROUNDS
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    const tracked = []
    const track = (object) => void tracked.push(new WeakRef(object))
    const world = await scenario.start({ http, track })
    await inParallel(WIDTH, Array(rounds).keys(), () => world.exchange())
    // The server notices the end of a connection a little later than its client.
    const open = scenario.connected ?? 0
    while ((await connectionsOf(world.server)) > open) await turns()
    await turns()
    const alive = () => tracked.filter((reference) => reference.deref() !== undefined).length
    for (let i = 0; i < COLLECTIONS && alive() > KEPT + open; i++) await collectGarbage()
    figures.atLeast(`${name}: objects that were made`, tracked.length, rounds * scenario.objects)
    figures.atMost(`${name}: objects that are not collected`, alive(), KEPT + open)
    await world.stop()
    progress(name)
  }
  figures.show('WebAssembly memory at the end', (await sampleOf()).wasm, 'bytes')
}

/** `objects`: the least that each exchange makes and tracks. */
const SCENARIOS = {
  'kept connections': { objects: 4, connected: WIDTH, start: ordinary },
  'responses that are not read': { objects: 5, start: unreadResponses },
  'responses that the client aborts': { objects: 5, start: abortedResponses },
  'two responses to a request': { objects: 2, start: doubleResponses },
  'requests that are not read': { objects: 3, start: unreadRequests },
  'requests that the client aborts': { objects: 3, start: abortedRequests },
  'requests with a syntax error after a valid one': { objects: 3, start: brokenRequests },
  'upgrades': { objects: 2, start: upgrades },
}

async function ordinary({ http, track }) {
  const server = trackingServer(http, track, (_req, res) => res.end('hello'))
  const port = await listen(server)
  const agent = new http.Agent({ keepAlive: true })
  const exchange = () => request(http, track, { port, agent }, (_req, res) => res.resume())
  return { server, exchange, stop: () => stop(server, agent) }
}

async function unreadResponses({ http, track }) {
  const server = trackingServer(http, track, (_req, res) => res.end(LARGE))
  const port = await listen(server)
  const agent = new http.Agent({ keepAlive: true })
  const exchange = () =>
    request(http, track, { port, agent, trackSocket: true }, (_req, res) => {
      // Part of it is buffered, and nothing ever reads it; then the connection is lost.
      setImmediate((socket) => socket.destroy(), res.socket)
    })
  return { server, exchange, stop: () => stop(server, agent) }
}

async function abortedResponses({ http, track }) {
  const server = trackingServer(http, track, (_req, res) => res.write(LARGE))
  const port = await listen(server)
  const agent = new http.Agent({ keepAlive: true })
  const exchange = () => request(http, track, { port, agent, trackSocket: true }, (req, res) => res.once('data', () => req.destroy()))
  return { server, exchange, stop: () => stop(server, agent) }
}

async function doubleResponses({ http, track }) {
  const response = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
  const server = net.createServer((socket) => socket.on('error', () => {}).on('data', () => socket.write(response + response)))
  const port = await listen(server)
  const agent = new http.Agent({ keepAlive: true })
  const exchange = () => request(http, track, { port, agent }, (_req, res) => res.resume())
  return { server, exchange, stop: () => stop(server, agent) }
}

async function unreadRequests({ http, track }) {
  const server = trackingServer(http, track, (req) => setImmediate((socket) => socket.destroy(), req.socket))
  const port = await listen(server)
  const exchange = () => rawExchange(port, Buffer.concat([Buffer.from(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${2 * LARGE.length}\r\n\r\n`), LARGE]))
  return { server, exchange, stop: () => stop(server) }
}

async function abortedRequests({ http, track }) {
  const server = trackingServer(http, track, (req) => req.on('error', () => {}).resume())
  const port = await listen(server)
  const exchange = () => rawExchange(port, 'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\nhello', (socket) => socket.resetAndDestroy())
  return { server, exchange, stop: () => stop(server) }
}

async function brokenRequests({ http, track }) {
  const server = trackingServer(http, track, (req) => req.on('error', () => {}).resume())
  const port = await listen(server)
  const exchange = () => rawExchange(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost : a\r\n\r\n')
  return { server, exchange, stop: () => stop(server) }
}

async function upgrades({ http, track }) {
  const server = trackingServer(http, track, () => {})
  server.on('upgrade', (req, socket) => {
    track(req)
    socket.on('error', () => {})
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: a\r\n\r\n')
  })
  const port = await listen(server)
  const exchange = () => rawExchange(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: a\r\n\r\n', (socket) => socket.end())
  return { server, exchange, stop: () => stop(server) }
}

function trackingServer(http, track, listener) {
  const server = http.createServer((req, res) => {
    track(req)
    track(res)
    res.on('error', () => {})
    listener(req, res)
  })
  server.on('connection', track)
  server.on('clientError', (_error, socket) => socket.destroy())
  return server
}

/** A request whose messages are tracked; resolves when it is closed. */
async function request(http, track, { port, agent, trackSocket = false }, onResponse) {
  let isClosed = false
  begin()
  await until(() => isClosed)

  // Of its own, so that nothing of it stays in the frame that waits.
  function begin() {
    const req = http.get({ host: HOST, port, agent })
    track(req)
    req.on('error', () => {}).on('close', () => (isClosed = true))
    if (trackSocket) req.on('socket', track)
    req.on('response', (res) => {
      track(res)
      res.on('error', () => {})
      onResponse(req, res)
    })
  }
}

/** @param onFirst - called with the socket when the server has sent something */
async function rawExchange(port, bytes, onFirst = () => {}) {
  const socket = await connect(port)
  socket.once('data', () => onFirst(socket))
  socket.write(bytes)
  if (!socket.closed) await once(socket, 'close').catch(() => {})
}

async function stop(server, agent) {
  agent?.destroy()
  await closeServer(server)
}
