/**
 * `closing-server.mjs ours|node`: a server that is closed under load. Commands:
 *
 * - `close`: `server.close()`; returns at once
 * - `drain`: `server.drain()` with its options; returns its result and its time. `node:http` has no such method: `server.close()`, and when it has closed
 * - `handled`: the ids of all requests that the handler got; `isClosed`: true after `'close'`
 *
 * `/ID` is answered in a way that depends on the id: at once, in pieces, after a while, or large. Each body ends with `END ID;`. A POST is
 * answered when its body has arrived.
 */
import { answer } from '../../../../benchmarks/lib/control.mjs'
import { loadHttp } from '../lib/http.mjs'
import { listen } from '../lib/sockets.mjs'

const LARGE = 'l'.repeat(256 * 1024)
/** Milliseconds. */
const A_WHILE = 5

const { http } = await loadHttp(process.argv[2])

const handled = []
let isClosed = false

const WAYS = [
  (res, end) => res.end(end),
  (res, end) => pieces(res, end, 5),
  (res, end) => setTimeout(() => res.end(end), A_WHILE),
  (res, end) => res.end(LARGE + end),
  (res, end) => {
    res.write(LARGE)
    setTimeout(() => res.end(end), A_WHILE)
  },
]

const server = http.createServer((req, res) => {
  const id = Number(req.url.slice(1))
  handled.push(id)
  const respond = () => WAYS[id % WAYS.length](res, `END ${id};`)
  // A handler that waits for the whole body, which arrives in pieces.
  if (req.method === 'POST') req.resume().on('end', respond)
  else respond()
})
server.on('close', () => (isClosed = true))
const port = await listen(server)

// The sockets of another protocol are open until their clients close them.
server.on('upgrade', (req, socket) => {
  socket.on('error', () => {}).resume()
  socket.on('end', () => socket.end())
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')
})

answer({ close: () => void server.close(), drain, handled: () => handled, isClosed: () => isClosed }, { port })

async function drain(options) {
  const begin = performance.now()
  const result = server.drain === undefined ? await new Promise((resolve) => server.close(() => resolve())) : await server.drain(options)
  return { result, milliseconds: performance.now() - begin }
}

function pieces(res, end, left) {
  if (left === 0) return res.end(end)
  res.write('piece ')
  setImmediate(pieces, res, end, left - 1)
}
