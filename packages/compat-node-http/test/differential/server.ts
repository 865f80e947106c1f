/** Reads a sample with a server: the bytes go to a real server through `server.emit('connection', duplex)`. */
import type http from 'node:http'
import { describeError, record, withoutDates, type Message, type Outcome } from './outcome.js'
import type { RequestSample } from './sample.js'
import { Wire } from './wire.js'

/** A connection that keeps the messages and events of its server. */
class ServedWire extends Wire {
  readonly messages: Message[] = []
  readonly events: string[] = []
  isRefused = false
}

type Setup = Pick<RequestSample, 'listensForErrors' | 'takesUpgrades' | 'answersAtOnce'>

/** One server for each setup, used for all samples. */
export class ServerSide {
  private readonly servers = new Map<string, http.Server>()

  constructor(private readonly module: typeof http) {}

  async read(sample: RequestSample): Promise<Outcome> {
    const wire = new ServedWire(true)
    wire.on('error', (error) => wire.events.push(`socket error ${describeError(error)}`))
    this.serverFor(sample).emit('connection', wire)
    // Node reports the error again for every further chunk, at wrong positions. So the peer stops when it is refused.
    for (const piece of sample.pieces) {
      if (wire.isRefused) break
      wire.feed(piece)
      await wire.quiet()
    }
    if (sample.ends && !wire.isRefused) {
      wire.feedEnd()
      await wire.quiet()
    }
    const isOver = wire.destroyed || wire.writableEnded
    const outcome: Outcome = structuredClone({
      messages: wire.messages,
      events: wire.events,
      written: withoutDates(wire.written),
      connection: !isOver ? 'open' : wire.endedBeforeInput ? 'closed first' : 'closed',
    })
    wire.destroy()
    await new Promise(setImmediate)
    return outcome
  }

  private serverFor(setup: Setup): http.Server {
    const key = JSON.stringify([setup.listensForErrors, setup.takesUpgrades, setup.answersAtOnce])
    let server = this.servers.get(key)
    if (server === undefined) this.servers.set(key, (server = this.createServer(setup)))
    return server
  }

  private createServer({ listensForErrors, takesUpgrades, answersAtOnce }: Setup): http.Server {
    const server = this.module.createServer({ requireHostHeader: false }, (req, res) => {
      const wire = req.socket as unknown as ServedWire
      const answer = (): void => void res.end(`answer ${wire.messages.length}`)
      wire.messages.push(record(req, true, answersAtOnce ? undefined : answer))
      if (answersAtOnce) answer()
    })
    if (listensForErrors) {
      server.on('clientError', (error, socket) => {
        const wire = socket as ServedWire
        wire.events.push(`clientError ${describeError(error)}`)
        wire.isRefused = true
        wire.end('closed by the listener')
      })
    }
    if (takesUpgrades) {
      for (const event of ['upgrade', 'connect'] as const) {
        server.on(event, (req, socket, head) => {
          // If a body is still to come, Node passes a stream that is not the socket.
          const wire = req.socket as unknown as ServedWire
          wire.messages.push(record(req, true))
          let rest = head.toString('latin1')
          const place = wire.events.push(`${event} ${rest}`) - 1
          socket.on('data', (chunk: Buffer) => {
            rest += chunk.toString('latin1')
            wire.events[place] = `${event} ${rest}`
          })
          socket.on('end', () => socket.end())
        })
      }
    }
    return server
  }
}
