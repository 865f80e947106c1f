/** Sends the bytes of a case to a client, as the response to its request. */
import { once } from 'node:events'
import type http from 'node:http'
import net, { type AddressInfo, type Socket } from 'node:net'
import { record, type Message } from '../differential/outcome.js'
import { MemoryLink, SocketLikeWire, SocketLink, turn, type Link } from './link.js'
import type { Outcome } from './outcome.js'
import type { Transport } from './server-side.js'

/** A client, and the server without HTTP that sends it the bytes. */
export class ClientUnderTest {
  private readonly server = net.createServer({ allowHalfOpen: true })
  private readonly listening: Promise<unknown>

  constructor(private readonly module: typeof http) {
    this.server.listen(0, '127.0.0.1')
    this.listening = once(this.server, 'listening')
  }

  async run(pieces: string[], method: string, transport: Transport): Promise<Outcome> {
    await this.listening
    const agent = new this.module.Agent({ keepAlive: true })
    const wire = transport === 'memory' ? new SocketLikeWire(false) : undefined
    if (wire !== undefined) agent.createConnection = () => wire as never
    const outcome: Outcome = { messages: [], statuses: [], error: null, connection: 'open' }
    const accepted = wire === undefined ? once(this.server, 'connection') : undefined
    const req = this.module.request({ host: '127.0.0.1', port: (this.server.address() as AddressInfo).port, method, path: method === 'CONNECT' ? 'a:1' : '/', agent })
    this.watch(req, outcome)
    const socketOfRequest = once(req, 'socket')
    req.end()
    let link: Link
    if (wire !== undefined) {
      link = new MemoryLink(wire)
      wire.on('free', () => (outcome.connection = 'free'))
    } else {
      const [[tested], [peer]] = (await Promise.all([socketOfRequest, accepted])) as [[Socket], [Socket]]
      tested.on('free', () => (outcome.connection = 'free'))
      link = new SocketLink(peer, tested)
    }
    await link.quiet()
    for (const piece of pieces) await link.send(piece)
    await link.quiet()
    if (link.isClosed()) outcome.connection = 'closed'
    const { connection } = outcome
    await link.end()
    const result: Outcome = structuredClone({ ...outcome, connection })
    req.destroy()
    agent.destroy()
    await link.destroy()
    await turn()
    return result
  }

  close(): void {
    this.server.close()
  }

  private watch(req: http.ClientRequest, outcome: Outcome): void {
    const keep = (message: Message): number => outcome.messages.push(message)
    req.on('response', (res) => keep(record(res, false)))
    req.on('information', ({ statusCode }) => outcome.statuses.push(statusCode))
    req.on('error', (error: NodeJS.ErrnoException) => (outcome.error = error.code ?? error.message))
    req.on('connect', (res, socket) => {
      const message = record(res, false)
      // The response is complete with its head.
      keep({ ...message, end: 'complete' })
      socket.on('error', () => {}).end()
    })
  }
}
