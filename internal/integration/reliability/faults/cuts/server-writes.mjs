/** A server that writes a response in pieces, whose client cuts the connection after it has received some bytes of it. */
import { countEvents, readMessage } from '../../lib/events.mjs'
import { closeServer, connect, connectionsOf, cut, CUTS, listen } from '../../lib/sockets.mjs'
import { inParallel, turns, until } from '../../lib/waiting.mjs'
import { positions } from './shapes.mjs'
import { PIECES, writePieces } from './pieces.mjs'

const REQUEST = 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n'

export async function serverWrites({ http, step, width, verdict }) {
  // A client that ends its side gets the rest of its response only if the server allows it.
  for (const allowsHalfOpen of [false, true]) await writeTo({ http, step, width, verdict, allowsHalfOpen })
}

async function writeTo({ http, step, width, verdict, allowsHalfOpen }) {
  const exchanges = new Map()
  const server = http.createServer((req, res) => {
    const exchange = { reading: readMessage(req), response: countEvents(res, ['finish', 'close', 'error']), written: writePieces(res) }
    exchanges.set(req.socket.remotePort, exchange)
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  server.httpAllowHalfOpen = allowsHalfOpen
  const port = await listen(server)
  const { length } = await receive(port)
  exchanges.clear()

  const cases = positions(length, step).slice(1, -1).flatMap((at) => CUTS.map((how) => ({ at, how })))
  await inParallel(width, cases, async ({ at, how }) => {
    const { key, whole } = await receive(port, at, how)
    const exchange = exchanges.get(key)
    const closed = await until(() => exchange.response.close > 0 && exchange.reading.counts.close > 0, verdict.patience)
    await turns()
    const found = []
    const { response, reading, written } = exchange
    if (!closed) found.push('a message was not closed')
    if (response.close !== 1 || reading.counts.close !== 1) found.push(`'close' ${response.close} and ${reading.counts.close} times`)
    if (response.finish > 1 || response.error > 1) found.push('the response finished or failed twice')
    if (allowsHalfOpen && how === 'FIN' && (response.finish !== 1 || !whole)) found.push('a client that ended its side did not get the whole response')
    found.push(...written.wrongs())
    verdict.settle(`a server that writes${allowsHalfOpen ? ' to half-open connections' : ''}, ${how} after ${at} bytes of ${length}`, { found, silent: false, left: closed ? 0 : 1 })
    exchanges.delete(key)
  })
  if (!(await until(() => exchanges.size === 0)) || (await connectionsOf(server)) !== 0) verdict.left('a server that writes keeps connections')
  await closeServer(server)
}

/** Receives a response and cuts its connection after `at` bytes. */
async function receive(port, at = Infinity, how = undefined) {
  const socket = await connect(port, { allowHalfOpen: false })
  const key = socket.localPort
  let text = ''
  let isCut = false
  socket.setEncoding('latin1').on('data', (data) => {
    text += data
    if (!isCut && text.length >= at) {
      isCut = true
      cut(socket, how)
    } else if (text.endsWith('0\r\n\r\n')) socket.end()
  })
  socket.write(REQUEST)
  await new Promise((resolve) => socket.once('close', resolve))
  return { key, length: text.length, whole: text.endsWith('0\r\n\r\n') && text.split('piece').length === PIECES + 1 }
}
