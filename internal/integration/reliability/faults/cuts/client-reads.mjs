/** A client whose server cuts a response after each of its bytes. */
import net from 'node:net'
import { countEvents, isSilentlyCut, readMessage, wrongsOf } from '../../lib/events.mjs'
import { closeServer, cut, CUTS, HOST, listen, pooled } from '../../lib/sockets.mjs'
import { inParallel, turns, until } from '../../lib/waiting.mjs'
import { positions, RESPONSES } from './shapes.mjs'

export async function clientReads({ http, step, width, verdict }) {
  const accepted = new Map()
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.on('error', () => {})
    accepted.set(socket.remotePort, socket)
  })
  const port = await listen(server)

  const cases = RESPONSES.flatMap((shape) => positions(shape.bytes.length, step).flatMap((at) => CUTS.map((how) => ({ shape, at, how }))))
  await inParallel(width, cases, async ({ shape, at, how }) => {
    const agent = new http.Agent({ keepAlive: true })
    const exchange = begin({ http, agent, port, options: shape.request })
    const peer = await peerOf(exchange, accepted)
    if (peer) {
      // The whole request first: a client that has not sent it would have another state.
      await new Promise((resolve) => peer.once('data', resolve))
      peer.resume()
      if (at > 0) peer.write(shape.bytes.subarray(0, at))
    }
    const arrived = peer !== undefined && (await until(() => exchange.socket.bytesRead >= at))
    if (peer) cut(peer, how)
    const closed = await until(() => exchange.socketClosed && exchange.counts.close > 0 && (exchange.reading === undefined || exchange.reading.counts.close > 0), verdict.patience)
    await turns()
    const left = (closed ? 0 : 1) + pooled(agent)
    verdict.settle(`a client, ${shape.name}, ${how} after byte ${at} of ${shape.bytes.length}`, { ...wrongs({ shape, at, how, exchange, arrived, closed }), left })
    agent.destroy()
    peer?.destroy()
  })
  await closeServer(server)
}

function begin({ http, agent, port, options }) {
  const exchange = { socketClosed: false, reading: undefined, handedOver: 0 }
  const req = http.request({ host: HOST, port, agent, path: '/a', ...options })
  exchange.counts = countEvents(req, ['response', 'upgrade', 'connect', 'error', 'close'])
  req.on('socket', (socket) => {
    exchange.socket = socket
    socket.on('close', () => (exchange.socketClosed = true))
  })
  req.on('response', (res) => (exchange.reading = readMessage(res)))
  for (const event of ['upgrade', 'connect']) {
    req.on(event, (_res, socket) => {
      exchange.handedOver++
      socket.on('error', () => {}).on('end', () => socket.end()).resume()
    })
  }
  req.end()
  return exchange
}

async function peerOf(exchange, accepted) {
  const key = () => exchange.socket?.localPort
  if (!(await until(() => key() !== undefined && accepted.has(key())))) return undefined
  const peer = accepted.get(key())
  accepted.delete(key())
  return peer
}

function wrongs({ shape, at, how, exchange, arrived, closed }) {
  const { counts, reading, handedOver } = exchange
  const found = []
  let silent = false
  if (!arrived) found.push('its bytes did not arrive')
  if (!closed) found.push('the request, its response or its socket was not closed')
  if (counts.close !== 1) found.push(`${counts.close} times 'close' of the request`)
  if (counts.error > 1) found.push(`${counts.error} times 'error' of the request`)
  const begun = at >= shape.headEnd ? 1 : 0
  const got = counts.response + handedOver
  if (got !== begun) found.push(`${got} responses, not ${begun}`)
  if (got === 0 && counts.error !== 1) found.push(`no response, and ${counts.error} times 'error'`)
  if (reading !== undefined) {
    const whole = shape.untilClose ? how === 'FIN' : at >= shape.end
    found.push(...wrongsOf(reading, { whole, body: shape.untilClose ? shape.rest.slice(0, at - shape.headEnd) : shape.body }))
    if (!whole && isSilentlyCut(reading)) silent = true
  }
  return { found, silent }
}
