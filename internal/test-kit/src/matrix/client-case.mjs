/**
 * A case of the client or the agent: `http.request(…)` against a plain socket that plays the server. A case has
 *
 *   reply     what the peer writes after a request's head: a string, or one for each request, in order
 *   serve     instead of `reply`: async (peer, t) => …, called for each connection
 *   client    async (request, t) => …; `request(options, name = 'req')` makes a watched request to the peer; without it
 *             one request is made with `options` and ended
 *   options   defaults for every request()
 *   agent     options of an Agent for every request; by default `agent: false`
 *   events    false: do not watch
 *   ours      { reason, trace?, wire? }: why ours differs from Node 26 on purpose, and its result
 *
 * The result: `trace`, the events on the client's side, and `wire`, the bytes that the peer received, one string for each connection.
 */
import net from 'node:net'
import { Peer } from './peer.mjs'
import { happened, Trace } from './trace.mjs'

const SOCKET = ['connect', 'timeout', 'free', 'agentRemove', 'error', 'close']
const REQUEST = ['socket', 'prefinish', 'finish', 'continue', 'information', 'timeout', 'abort', 'drain', 'error', 'close']
const RESPONSE = ['data', 'end', 'aborted', 'timeout', 'error', 'close']

/** Replies to each request head with the next of `replies`, and repeats the last one. */
async function answer(peer, replies) {
  for (let i = 0; ; i++) {
    try {
      await peer.until('\r\n\r\n', i + 1)
    } catch {
      return
    }
    await peer.write(replies[Math.min(i, replies.length - 1)])
  }
}

export async function runClientCase(http, scenario) {
  const t = new Trace()
  const isWatched = scenario.events !== false
  const peers = []
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    const peer = new Peer(socket)
    peers.push(peer)
    socket.on('end', () => socket.end())
    t.untilClosed(socket)
    if (scenario.serve) t.endings.push(scenario.serve(peer, t, peers.length))
    else if (scenario.reply !== undefined) t.endings.push(answer(peer, [scenario.reply].flat()))
  })
  server.listen(0, '127.0.0.1')
  await happened(server, 'listening')
  t.port = server.address().port
  t.server = server

  const agent = scenario.agent === undefined ? false : new http.Agent(scenario.agent)
  t.agent = agent
  t.http = http
  const sockets = new Set()
  const request = (options = {}, name = 'req') => {
    const req = http.request({ host: '127.0.0.1', port: t.port, agent, ...scenario.options, ...options })
    t.untilClosed(req)
    if (!isWatched) return req
    t.watch(name, req, REQUEST)
    req.on('socket', (socket) => {
      if (sockets.has(socket)) return
      sockets.add(socket)
      t.watch(`socket${sockets.size === 1 ? '' : sockets.size}`, socket, SOCKET)
      t.untilClosed(socket)
    })
    req.on('response', (res) => {
      t.log(`${name}.response`, res.statusCode, res.statusMessage)
      t.watch(name === 'req' ? 'res' : `${name}.res`, res, RESPONSE)
    })
    return req
  }
  if (scenario.client) await scenario.client(request, t)
  else {
    const req = request()
    req.end()
    await happened(req, 'close')
  }
  if (agent) agent.destroy()
  await t.settled()
  server.close()
  const host = new RegExp(`127\\.0\\.0\\.1:${t.port}`, 'g')
  const anyPort = (text) => text.replace(host, '127.0.0.1:PORT').replaceAll(`localhost:${t.port}`, 'localhost:PORT')
  return { trace: t.entries.map(anyPort), wire: peers.map(({ received }) => anyPort(received)) }
}
