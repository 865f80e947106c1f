/**
 * `mixed-server.mjs ours|node IDENTITY`: a server for every kind of exchange in `exchanges.mjs`, and one with TLS if there is an identity (JSON).
 * Needs `--expose-gc`. Commands:
 *
 * - `sample`: what the process holds
 * - `connections`: how many are open
 */
import { sampleOf } from '../lib/memory.mjs'
import { answer } from '../../../../benchmarks/lib/control.mjs'
import { loadHttp } from '../lib/http.mjs'
import { connectionsOf, listen } from '../lib/sockets.mjs'

/** Milliseconds: longer than a collection of garbage takes, so that no connection of a pool ends for its sake. */
const KEEP_ALIVE = 60_000

const [, , httpName, identity] = process.argv
const { http, https } = await loadHttp(httpName)

const servers = [http.createServer({ keepAliveTimeout: KEEP_ALIVE })]
if (identity !== undefined) servers.push(https.createServer({ ...JSON.parse(identity), keepAliveTimeout: KEEP_ALIVE }))
for (const server of servers) server.on('request', respond).on('upgrade', upgrade)
const [port, tlsPort] = await Promise.all(servers.map((server) => listen(server)))

answer(
  {
    sample: () => sampleOf(servers),
    connections: async () => (await Promise.all(servers.map(connectionsOf))).reduce((sum, count) => sum + count, 0),
  },
  { port, tlsPort },
)

function respond(req, res) {
  const responses = {
    '/hello': () => res.end('hello, world'),
    '/echo': () => req.pipe(res),
    '/stream': () => stream(res, 4),
    // The client ends these.
    '/endless': () => stream(res, Infinity),
    '/never': () => {},
    '/upload': () => req.resume().on('end', () => res.end()),
    '/destroyed': () => {
      res.write('begun')
      setImmediate(() => res.destroy())
    },
  }
  responses[req.url]()
}

function stream(res, pieces) {
  if (res.destroyed) return
  if (pieces === 0) return res.end()
  res.write('hello, world')
  setImmediate(stream, res, pieces - 1)
}

function upgrade(_req, socket) {
  socket.on('error', () => {})
  socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nother bytes')
}
