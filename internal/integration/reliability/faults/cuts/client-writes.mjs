/** A client that writes a request in pieces, whose server cuts the connection after it has received some bytes of it. */
import net from 'node:net'
import { countEvents } from '../../lib/events.mjs'
import { closeServer, cut, CUTS, HOST, listen, pooled } from '../../lib/sockets.mjs'
import { inParallel, turns, until } from '../../lib/waiting.mjs'
import { positions } from './shapes.mjs'
import { writePieces } from './pieces.mjs'

export async function clientWrites({ http, step, width, verdict }) {
  /** By path: when the connection is cut, and what has arrived. */
  const orders = new Map()
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    let text = ''
    let order
    socket.on('error', () => {})
    socket.setEncoding('latin1').on('data', (data) => {
      text += data
      order ??= orders.get(/^POST (\S+)/.exec(text)?.[1])
      if (order === undefined) return
      order.length = text.length
      if (text.length >= order.at && !order.isCut) {
        order.isCut = true
        cut(socket, order.how)
      } else if (text.endsWith('0\r\n\r\n')) cut(socket, 'FIN')
    })
    socket.on('close', () => order && (order.closed = true))
    socket.on('end', () => socket.end())
  })
  const port = await listen(server)
  const { order: { length } } = await upload({ http, port, orders, path: '/000000', at: Infinity, how: 'FIN', patience: verdict.patience })

  const cases = positions(length, step).slice(1).flatMap((at) => CUTS.map((how) => ({ at, how })))
  let id = 0
  await inParallel(width, cases, async ({ at, how }) => {
    const path = `/${String(++id).padStart(6, '0')}`
    const { counts, written, closed, agent } = await upload({ http, port, orders, path, at, how, patience: verdict.patience })
    const found = []
    if (!closed) found.push('the request was not closed')
    if (counts.close !== 1) found.push(`${counts.close} times 'close'`)
    if (counts.response !== 0) found.push('a response')
    // Writes after the loss are errors of their own, each with a callback; the request fails once.
    if (counts.error !== 1) found.push(`${counts.error} times 'error'`)
    found.push(...written.wrongs())
    verdict.settle(`a client that writes, ${how} after ${at} bytes of ${length}`, { found, silent: false, left: (closed ? 0 : 1) + pooled(agent) })
    agent.destroy()
    orders.delete(path)
  })
  await closeServer(server)
}

async function upload({ http, port, orders, path, at, how, patience }) {
  const order = { at, how, length: 0 }
  orders.set(path, order)
  const agent = new http.Agent({ keepAlive: true })
  const req = http.request({ host: HOST, port, agent, path, method: 'POST' })
  const counts = countEvents(req, ['response', 'error', 'close'])
  const written = writePieces(req)
  const closed = await until(() => counts.close > 0 && written.isDone(), patience)
  await turns()
  return { order, counts, written, closed, agent }
}
