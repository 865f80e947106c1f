/** A server whose client cuts a request after each of its bytes. */
import { countEvents, isSilentlyCut, readMessage, wrongsOf } from '../../lib/events.mjs'
import { closeServer, connect, connectionsOf, cut, CUTS, listen } from '../../lib/sockets.mjs'
import { inParallel, turns, until } from '../../lib/waiting.mjs'
import { positions, REQUESTS } from './shapes.mjs'

export async function serverReads({ http, step, width, verdict }) {
  const connections = new Map()
  const of = (port) => {
    if (!connections.has(port)) connections.set(port, { exchanges: [], handedOver: 0, clientErrors: 0 })
    return connections.get(port)
  }
  const server = http.createServer((req, res) => {
    const reading = readMessage(req)
    of(req.socket.remotePort).exchanges.push({ reading, response: countEvents(res, ['finish', 'close', 'error']) })
    req.on('end', () => res.end('answer'))
  })
  server.on('connection', (socket) => Object.assign(of(socket.remotePort), { socket, counts: countEvents(socket, ['close']) }))
  for (const event of ['upgrade', 'connect']) {
    server.on(event, (req, socket) => {
      of(socket.remotePort).handedOver++
      socket.on('error', () => {}).on('end', () => socket.end()).resume()
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
    })
  }
  server.on('clientError', (_error, socket) => {
    // The port of a socket that was reset is gone.
    const record = [...connections.values()].find((one) => one.socket === socket)
    if (record) record.clientErrors++
    socket.destroy()
  })
  const port = await listen(server)

  const cases = REQUESTS.flatMap((shape) => positions(shape.bytes.length, step).flatMap((at) => CUTS.map((how) => ({ shape, at, how }))))
  await inParallel(width, cases, async ({ shape, at, how }) => {
    const client = await connect(port)
    client.resume()
    const key = client.localPort
    const record = of(key)
    if (at > 0) client.write(shape.bytes.subarray(0, at))
    // An RST destroys what the other side has not read.
    const arrived = await until(() => record.socket !== undefined && record.socket.bytesRead >= at)
    cut(client, how)
    const closed = await until(() => record.counts?.close > 0 && record.exchanges.every(({ reading, response }) => reading.counts.close > 0 && response.close > 0), verdict.patience)
    await turns()
    verdict.settle(`a server, ${shape.name}, ${how} after byte ${at} of ${shape.bytes.length}`, { ...wrongs({ shape, at, record, arrived, closed }), left: closed ? 0 : 1 })
    client.destroy()
    connections.delete(key)
  })
  if (!(await until(() => !server.listening || connections.size === 0))) verdict.left('a server keeps connections')
  if ((await connectionsOf(server)) !== 0) verdict.left('a server counts connections that are closed')
  await closeServer(server)
}

function wrongs({ shape, at, record, arrived, closed }) {
  const found = []
  let silent = false
  if (!arrived) found.push('its bytes did not arrive')
  if (!closed) found.push('the connection or a message of it was not closed')
  if (record.counts?.close > 1) found.push('the socket closed twice')
  if (record.clientErrors > 1) found.push(`${record.clientErrors} times 'clientError'`)
  const begun = at >= shape.headEnd ? 1 : 0
  if (record.exchanges.length + record.handedOver !== begun) found.push(`${record.exchanges.length + record.handedOver} requests, not ${begun}`)
  for (const { reading, response } of record.exchanges) {
    const whole = at >= shape.end
    found.push(...wrongsOf(reading, { whole, body: shape.body }))
    if (response.close !== 1) found.push(`${response.close} times 'close' of the response`)
    if (response.finish > 1 || response.error > 1) found.push('the response finished or failed twice')
    if (!whole && isSilentlyCut(reading)) silent = true
  }
  return { found, silent }
}
