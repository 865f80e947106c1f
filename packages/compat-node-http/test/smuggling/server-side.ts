/** Sends the bytes of a case to a server. Its handler responds 200 to each complete request. */
import { once } from 'node:events'
import type http from 'node:http'
import net, { type AddressInfo, type Socket } from 'node:net'
import { record, type Message } from '../differential/outcome.js'
import { MemoryLink, SocketLikeWire, SocketLink, turn, type Link } from './link.js'
import { statusesIn, type Outcome } from './outcome.js'

export type Transport = 'sockets' | 'memory'

/** One server, used for one case after the other. */
export class ServerUnderTest {
  private messages: Message[] = []
  private readonly server: http.Server
  private readonly listening: Promise<unknown>

  constructor(module: typeof http, options: http.ServerOptions) {
    this.server = module.createServer({ ...options, keepAliveTimeout: 0 }, (req, res) => {
      const message = record(req, true, () => {
        if (message.end === 'complete') res.end('ok\n')
      })
      this.messages.push(message)
      res.on('error', () => {})
    })
    this.server.listen(0, '127.0.0.1')
    this.listening = once(this.server, 'listening')
  }

  async run(pieces: string[], transport: Transport): Promise<Outcome> {
    const messages = (this.messages = [])
    const link = transport === 'memory' ? this.inMemory() : await this.overSockets()
    for (const piece of pieces) await link.send(piece)
    await link.quiet()
    const outcome: Outcome = structuredClone({ messages, statuses: statusesIn(link.received()), error: null, connection: link.isClosed() ? 'closed' : 'open' })
    await link.destroy()
    await turn()
    return outcome
  }

  close(): void {
    this.server.closeAllConnections()
    this.server.close()
  }

  private inMemory(): Link {
    const wire = new SocketLikeWire(true)
    this.server.emit('connection', wire)
    return new MemoryLink(wire)
  }

  private async overSockets(): Promise<Link> {
    await this.listening
    const accepted = once(this.server, 'connection')
    const peer = net.connect({ port: (this.server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true })
    const [[tested]] = (await Promise.all([accepted, once(peer, 'connect')])) as [[Socket], unknown]
    return new SocketLink(peer, tested)
  }
}
