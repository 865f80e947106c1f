/**
 * A case of the server: a plain socket sends bytes to `http.createServer(…)`. A case has
 *
 *   send      what the peer writes, a string or several pieces; it then waits for the server to end the connection
 *   until     with `send`: instead, wait until this was received (string or RegExp), then end
 *   client    instead of `send`: async (peer, t) => …, where `t.connect()` opens another peer
 *   options   createServer's
 *   handle    (req, res, t) => …, the 'request' listener; without it the server has none, unless `setup` adds one
 *   setup     (server, t) => …, before listening
 *   events    false: do not watch request, response and socket, for cases about calls rather than events
 *   ours      { reason, trace?, wire? }: where we differ from Node 26 on purpose, and what we do instead
 *
 * `t.http` is the module. Its result: `trace`, what the server's side saw, and `wire`, what the peers received.
 */
import net from 'node:net'
import { Peer } from './peer.mjs'
import { happened, Trace } from './trace.mjs'

const SERVER = ['clientError', 'checkContinue', 'checkExpectation', 'connect', 'upgrade', 'dropRequest', 'timeout']
const SOCKET = ['end', 'finish', 'timeout', 'error', 'close']
const REQUEST = ['end', 'aborted', 'timeout', 'error', 'close']
const RESPONSE = ['prefinish', 'finish', 'drain', 'timeout', 'error', 'close']

/** `text` with every Date header's value replaced by `…`. */
const withoutDate = (text) => text.replace(/^Date: .*?\r$/gim, 'Date: …\r')

export async function runServerCase(http, scenario) {
  const t = new Trace()
  t.http = http
  const isWatched = scenario.events !== false
  const server = http.createServer(scenario.options)
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
  server.on('connection', (socket) => {
    if (isWatched) t.watch('socket', socket, SOCKET)
    t.untilClosed(socket)
  })
  scenario.setup?.(server, t)
  // Only events that the case listens for: most of them change what a server does when they have a listener.
  if (isWatched) for (const event of SERVER) if (server.listenerCount(event) > 0) server.prependListener(event, (...values) => t.log(`server.${event}`, ...values))
  server.listen(0, '127.0.0.1')
  await happened(server, 'listening')
  t.port = server.address().port

  const peers = []
  t.connect = async () => {
    const socket = net.connect({ port: t.port, host: '127.0.0.1', allowHalfOpen: true })
    await happened(socket, 'connect')
    const peer = new Peer(socket)
    peers.push(peer)
    return peer
  }
  const peer = await t.connect()
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
