/**
 * `server.mjs ours|node OPTIONS`: a server for load from other processes. OPTIONS is JSON: those of the server, `path` of a Unix socket on which it
 * listens too, `timeout` of the responses to `/big`. Commands: `usage`, `memory`; `timings`: see `timed`; `limit { headersTimeout, … }`: sets properties of
 * the server.
 *
 * `/hello` is small, `/burn?N` takes N microseconds of CPU, `/big` is a MiB, a POST is read and then answered.
 */
import net from 'node:net'
import { answer } from '../../../../benchmarks/lib/control.mjs'
import { loadHttp } from '../lib/http.mjs'
import { listen } from '../lib/sockets.mjs'

const BIG = Buffer.alloc(1024 * 1024, 'b')

const [, , httpName, json = '{}'] = process.argv
const { path, timeout, ...options } = JSON.parse(json)
const { http } = await loadHttp(httpName)

/** By what a connection did last: how many were closed, and for timeouts milliseconds from the start of what is limited until the server noticed. */
const timed = Object.fromEntries(['head', 'body', 'idle', 'served'].map((kind) => [kind, { closed: 0, after: [] }]))
const starts = new WeakMap()

const server = http.createServer(options, (req, res) => {
  // The time of a request counts from its first byte. Here a head comes in one piece.
  starts.set(req.socket, { kind: req.method === 'POST' ? 'body' : 'served', at: performance.now() })
  if (req.url === '/big') {
    starts.set(req.socket, { kind: 'idle', at: performance.now() })
    res.setTimeout(timeout, () => {
      note(req.socket)
      req.socket.destroy()
    })
    res.end(BIG)
  } else if (req.method === 'POST') req.resume().on('end', () => res.end('read'))
  else {
    if (req.url.startsWith('/burn')) burn(Number(req.url.slice(req.url.indexOf('?') + 1)))
    res.end('hello')
  }
})
server.on('connection', (socket) => {
  starts.set(socket, { kind: 'head', at: performance.now() })
  socket.on('close', () => timed[starts.get(socket).kind].closed++)
})
server.on('clientError', (error, socket) => {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') note(socket)
  if (socket.writable && !socket.destroyed) socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
  else socket.destroy()
})
const port = await listen(server)
if (path !== undefined) net.createServer({ allowHalfOpen: true }, (socket) => server.emit('connection', socket)).listen(path)

answer({ timings: () => timed, limit: (limits) => void Object.assign(server, limits) }, { port })

function note(socket) {
  const { kind, at } = starts.get(socket)
  timed[kind].after.push(performance.now() - at)
}

function burn(microseconds) {
  const end = performance.now() + microseconds / 1000
  while (performance.now() < end);
}
