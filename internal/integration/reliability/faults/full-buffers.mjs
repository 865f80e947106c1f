/** Peers that never read, or readers that never read: how much is buffered, and if a timeout ends it. */
import net from 'node:net'
import { heldBytes } from '../lib/memory.mjs'
import { closeServer, connect, HOST, listen } from '../lib/sockets.mjs'
import { pause, slowlyUntil, turns } from '../lib/waiting.mjs'

export const summary = 'A peer does not read what is sent to it, or a program does not read what it receives'

const CONNECTIONS = 50
const QUICK_CONNECTIONS = 5
const PIECE = Buffer.alloc(16 * 1024, 'w')

/** Bytes: Node's default for a message and a socket. */
const HIGH_WATER_MARK = 64 * 1024
/** Bytes around a piece: head, and the size of a chunk. */
const FRAMING = 1024
/** Bytes of one read of a socket. */
const READ = 64 * 1024
/** Bytes of objects and buffers that a connection may hold beside what is in its buffer: full buffers of the other side, and what one read adds. */
const HELD_EACH = 4 * HIGH_WATER_MARK

/** Milliseconds of the timeout that ends the stalled connections. */
const TIMEOUT = 200
const QUICK_TIMEOUT = 50
/** Milliseconds without a byte after which everything is full. */
const STALLED = 150
const QUICK_STALLED = 40

/** A request of about 1 KiB, and a response of 4 KiB: one read has 64 requests. */
const FAT_REQUEST = `GET / HTTP/1.1\r\nHost: a\r\nX-Fill: ${'f'.repeat(960)}\r\n\r\n`
const ANSWER = Buffer.alloc(4 * 1024, 'a')
/** A read of requests is answered at once; their responses are the most that is queued over the mark. */
const PIPELINED_AT_ONCE = Math.ceil(READ / FAT_REQUEST.length) * (ANSWER.length + 256)

export async function run({ http, quick, figures, progress }) {
  const count = quick ? QUICK_CONNECTIONS : CONNECTIONS
  for (const [name, { start, most }] of Object.entries(CASES)) {
    const before = await heldBytes()
    const stalled = await start({ http, count })
    await untilStill(stalled, quick ? QUICK_STALLED : STALLED)
    const held = Math.max(0, (await heldBytes()) - before) / count
    figures.atMost(`${name}: bytes in its buffer`, Math.max(...stalled.peaks()), most)
    // A few connections do not share what the process holds for itself.
    if (quick) figures.show(`${name}: bytes held for each connection`, Math.round(held))
    else figures.atMost(`${name}: bytes held for each connection`, Math.round(held), most + HELD_EACH)
    stalled.setTimeouts(quick ? QUICK_TIMEOUT : TIMEOUT)
    await slowlyUntil(() => stalled.closed() === count)
    figures.equal(`${name}: closed by its timeout`, stalled.closed(), count)
    await stalled.stop()
    progress(name)
  }
}

const CASES = {
  'a response that is not read': { start: unreadResponses, most: HIGH_WATER_MARK + PIECE.length + FRAMING },
  'pipelined responses that are not read': { start: pipelined, most: HIGH_WATER_MARK + PIPELINED_AT_ONCE + FRAMING },
  'an upload that is not read': { start: unreadUploads, most: HIGH_WATER_MARK + PIECE.length + FRAMING },
  'a request body that the handler does not read': { start: unreadRequests, most: HIGH_WATER_MARK + READ },
  'a response body that the client does not read': { start: unreadBodies, most: HIGH_WATER_MARK + READ },
}

async function unreadResponses({ http, count }) {
  const watch = watching((res) => res.writableLength)
  const server = http.createServer((_req, res) => {
    watch.add(res)
    pour(res, watch)
  })
  const port = await listen(server)
  const peers = await openRaw(port, count, (socket) => socket.pause().write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'))
  await slowlyUntil(() => watch.all.length === count)
  return { ...watch, setTimeouts: (ms) => watch.all.forEach((res) => res.setTimeout(ms)), stop: () => stop(server, peers) }
}

async function pipelined({ http, count }) {
  /** By connection: its responses that are not sent yet. Those that have their socket count what it holds, which is added once. */
  const unsent = new Map()
  const own = (res) => res.writableLength - (res.socket?.writableLength ?? 0)
  const watch = watching((socket) => [...unsent.get(socket)].reduce((sum, res) => sum + own(res), socket.writableLength))
  const server = http.createServer((req, res) => {
    const { socket } = req
    watch.moved()
    if (!unsent.has(socket)) {
      unsent.set(socket, new Set())
      watch.add(socket)
    }
    unsent.get(socket).add(res)
    res.on('finish', () => unsent.get(socket).delete(res))
    res.end(ANSWER)
    watch.look(socket)
  })
  const port = await listen(server)
  const peers = await openRaw(port, count, (socket) => {
    socket.pause()
    const batch = Buffer.from(FAT_REQUEST.repeat(16), 'latin1')
    const more = () => {
      while (!socket.destroyed && socket.write(batch));
    }
    socket.on('drain', more)
    more()
  })
  await slowlyUntil(() => watch.all.length === count)
  return { ...watch, setTimeouts: (ms) => watch.all.forEach((socket) => socket.setTimeout(ms)), stop: () => stop(server, peers) }
}

async function unreadUploads({ http, count }) {
  const server = net.createServer({ pauseOnConnect: true }, (socket) => socket.on('error', () => {}))
  const sockets = new Set()
  server.on('connection', (socket) => sockets.add(socket))
  const port = await listen(server)
  const agent = new http.Agent({ keepAlive: true })
  const watch = watching((req) => req.writableLength)
  for (let i = 0; i < count; i++) {
    const req = http.request({ host: HOST, port, agent, method: 'POST' })
    req.on('timeout', () => req.destroy())
    watch.add(req)
    pour(req, watch)
  }
  return {
    ...watch,
    setTimeouts: (ms) => watch.all.forEach((req) => req.setTimeout(ms)),
    stop: () => {
      for (const socket of sockets) socket.destroy()
      return closeServer(server)
    },
  }
}

async function unreadRequests({ http, count }) {
  const watch = watching((req) => req.readableLength)
  const server = http.createServer((req) => {
    watch.add(req)
    req.on('readable', () => watch.look(req))
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  const port = await listen(server)
  const peers = await openRaw(port, count, (socket) => {
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000000\r\n\r\n')
    pour(socket, watch)
  })
  await slowlyUntil(() => watch.all.length === count)
  return { ...watch, setTimeouts: (ms) => watch.all.forEach((req) => req.setTimeout(ms)), stop: () => stop(server, peers) }
}

async function unreadBodies({ http, count }) {
  const watch = watching((res) => res.readableLength)
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n')
      pour(socket, watch)
    })
  })
  const port = await listen(server)
  for (let i = 0; i < count; i++) {
    const req = http.get({ host: HOST, port, agent: false })
    req.on('error', () => {}).on('timeout', () => req.destroy())
    req.on('response', (res) => {
      watch.add(res)
      res.on('error', () => {}).on('readable', () => watch.look(res))
    })
  }
  await slowlyUntil(() => watch.all.length === count)
  return { ...watch, setTimeouts: (ms) => watch.all.forEach((res) => res.setTimeout(ms, () => res.destroy())), stop: () => closeServer(server) }
}

/** Streams whose buffers are looked at whenever something moved, and counted when they close. */
function watching(lengthOf) {
  const all = []
  const peaks = new Map()
  let closed = 0
  let lastMove = performance.now()
  const watch = {
    all,
    add(stream) {
      all.push(stream)
      peaks.set(stream, 0)
      stream.on('error', () => {}).on('close', () => closed++)
    },
    look: (stream) => {
      watch.moved()
      peaks.set(stream, Math.max(peaks.get(stream), lengthOf(stream)))
    },
    moved: () => (lastMove = performance.now()),
    still: (milliseconds) => performance.now() - lastMove > milliseconds,
    peaks: () => {
      for (const stream of all) watch.look(stream)
      return [...peaks.values()]
    },
    closed: () => closed,
  }
  return watch
}

async function untilStill(watch, milliseconds) {
  await slowlyUntil(() => watch.still(milliseconds))
  await turns()
}

/** A writer that keeps to the rules: it stops when `write` returns false, and goes on with `'drain'`. */
function pour(stream, watch) {
  stream.on('error', () => {})
  const more = () => {
    watch.moved()
    while (!stream.destroyed && stream.write(PIECE));
    if (watch.all.includes(stream)) watch.look(stream)
  }
  stream.on('drain', more)
  more()
}

async function openRaw(port, count, begin) {
  const peers = []
  for (let i = 0; i < count; i++) {
    const socket = await connect(port)
    begin(socket)
    peers.push(socket)
  }
  return peers
}

async function stop(server, peers) {
  for (const peer of peers) peer.destroy()
  await pause(0)
  await closeServer(server)
}
