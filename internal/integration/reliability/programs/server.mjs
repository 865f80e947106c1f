/**
 * `server.mjs ours|node OPTIONS`: a server for load from other processes. OPTIONS is JSON: those of the server, `path` of a Unix socket on which it
 * listens too, `timeout` of its sockets. Commands: `usage`, `memory`, `timings` (see `timed`), `close`.
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

/** By kind of time-out: milliseconds from the start of what is limited until the server noticed. */
const timed = { head: [], body: [], idle: [] }
const starts = new WeakMap()

const server = http.createServer(options, (req, res) => {
  starts.set(req.socket, { kind: 'body', at: starts.get(req.socket)?.at })
  if (req.url === '/big') {
    starts.set(req.socket, { kind: 'idle', at: performance.now() })
    res.end(BIG)
  } else if (req.method === 'POST') req.resume().on('end', () => res.end('read'))
  else {
    if (req.url.startsWith('/burn')) burn(Number(req.url.slice(req.url.indexOf('?') + 1)))
    res.end('hello')
  }
})
server.on('connection', (socket) => starts.set(socket, { kind: 'head', at: performance.now() }))
server.on('clientError', (error, socket) => {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') note(socket)
  if (socket.writable && !socket.destroyed) socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
  else socket.destroy()
})
if (timeout !== undefined) {
  server.setTimeout(timeout, (socket) => {
    if (starts.get(socket)?.kind === 'idle') note(socket)
    socket.destroy()
  })
}

const port = await listen(server)
if (path !== undefined) net.createServer({ allowHalfOpen: true }, (socket) => server.emit('connection', socket)).listen(path)

answer({ timings: () => timed, close: () => new Promise((resolve) => server.close(() => resolve())) }, { port })

function note(socket) {
  const { kind, at } = starts.get(socket)
  timed[kind].push(performance.now() - at)
}

function burn(microseconds) {
  const end = performance.now() + microseconds / 1000
  while (performance.now() < end);
}
