/**
 * A case of the server: a plain socket sends bytes to `http.createServer(…)`, or a TLS socket to `https.createServer(…)`. A case has
 *
 *   send      what the peer writes, a string or several pieces; it then waits for the server to end the connection
 *   until     with `send`: instead, wait until this was received (string or RegExp), then end
 *   client    instead of `send`: async (peer, t) => …, where `t.connect()` opens another peer
 *   options   options of createServer
 *   handle    (req, res, t) => …, the 'request' listener; without it the server has none, unless `setup` adds one
 *   setup     (server, t) => …, before listening
 *   events    false: do not watch request, response and socket, for cases about calls rather than events
 *   tls       over TLS: options of the peers' tls.connect; 'none' for a first peer without TLS
 *   captures  the server captures the rejections of its listeners (`events.captureRejections`)
 *   ours      { reason, trace?, wire? }: why ours differs from Node 26 on purpose, and its result
 *
 * `t.http` is the module. Over TLS, `t.connectPlain()` opens a peer without TLS, and `peer.under` is the TCP socket under that of a peer.
 *
 * The result: `trace`, the events on the server's side, and `wire`, the bytes that each peer received.
 */
import { EventEmitter, once } from 'node:events'
import net from 'node:net'
import tls from 'node:tls'
import { CA, SERVER as IDENTITY } from '../certificates.mjs'
import { Peer } from './peer.mjs'
import { happened, Trace } from './trace.mjs'

const SERVER = ['clientError', 'checkContinue', 'checkExpectation', 'connect', 'upgrade', 'dropRequest', 'timeout']
const SOCKET = ['end', 'finish', 'timeout', 'error', 'close']
const REQUEST = ['end', 'aborted', 'timeout', 'error', 'close']
const RESPONSE = ['prefinish', 'finish', 'drain', 'timeout', 'error', 'close']

/** `text` with every Date header's value replaced by `…`. */
const withoutDate = (text) => text.replace(/^Date: .*?\r$/gim, 'Date: …\r')

/** Over TCP. */
const PLAIN = {
  watched: SERVER,
  /** The server's event for a new connection. */
  arrival: 'connection',
  options: {},
  wrap: (socket) => socket,
}

/** Over TLS. */
const SECURE = {
  watched: [...SERVER, 'tlsClientError'],
  arrival: 'secureConnection',
  options: IDENTITY,
  async wrap(under, options) {
    const socket = tls.connect({ socket: under, ca: CA, servername: 'localhost', ...options })
    await once(socket, 'secureConnect')
    return socket
  },
}

export const runServerCase = (http, scenario) => runCase(http, scenario, PLAIN)
export const runHttpsServerCase = (http, scenario) => runCase(http, scenario, SECURE)

async function runCase(http, scenario, transport) {
  const t = new Trace()
  t.http = http
  const isWatched = scenario.events !== false
  EventEmitter.captureRejections = scenario.captures === true
  const server = http.createServer({ ...transport.options, ...scenario.options })
  EventEmitter.captureRejections = false
  if (scenario.handle) {
    server.on('request', (req, res) => {
      t.log('server.request', req.method, req.url)
      if (isWatched) {
        t.watch('req', req, REQUEST)
        t.watch('res', res, RESPONSE)
      }
      scenario.handle(req, res, t)
    })
  }
  server.on(transport.arrival, (socket) => {
    if (isWatched) t.watch('socket', socket, SOCKET)
    t.untilClosed(socket)
  })
  scenario.setup?.(server, t)
  // Logs only the events that the case listens for: a listener for most of them changes what the server does.
  if (isWatched) for (const event of transport.watched) if (server.listenerCount(event) > 0) server.prependListener(event, (...values) => t.log(`server.${event}`, ...values))
  server.listen(0, '127.0.0.1')
  await happened(server, 'listening')
  t.port = server.address().port

  const peers = []
  t.connectPlain = async () => {
    const socket = net.connect({ port: t.port, host: '127.0.0.1', allowHalfOpen: true })
    await happened(socket, 'connect')
    return keep(socket)
  }
  const keep = (socket, under = socket) => {
    const peer = new Peer(socket, under)
    peers.push(peer)
    return peer
  }
  t.connect = async (options = scenario.tls) => {
    const under = net.connect({ port: t.port, host: '127.0.0.1', allowHalfOpen: true })
    await happened(under, 'connect')
    return keep(await transport.wrap(under, options), under)
  }
  const peer = await (scenario.tls === 'none' ? t.connectPlain() : t.connect())
  if (scenario.client) await scenario.client(peer, t, server)
  else {
    for (const piece of [scenario.send].flat()) await peer.write(piece)
    await (scenario.until === undefined ? peer.ended : peer.until(scenario.until))
  }
  for (const one of peers) {
    if (!one.socket.writableEnded) one.end()
    await one.closed
  }
  await t.settled()
  server.close()
  server.closeAllConnections()
  return { trace: t.entries, wire: peers.map(({ received }) => withoutDate(received)) }
}
