/** Reads a sample with a client: the bytes are the response to a real request, over a connection in memory. */
import type http from 'node:http'
import { describeError, record, withoutDates, type Outcome } from './outcome.js'
import type { ResponseSample } from './sample.js'
import { Wire } from './wire.js'

export class ClientSide {
  constructor(private readonly module: typeof http) {}

  async read({ pieces, method, takesUpgrades, ends }: ResponseSample): Promise<Outcome> {
    const wire = new Wire(false)
    const agent = new this.module.Agent({ keepAlive: true })
    agent.createConnection = () => wire as never
    const outcome: Outcome = { messages: [], events: [], written: '', connection: 'open' }
    const { events, messages } = outcome
    wire.on('error', () => {})
    wire.on('free', () => (outcome.connection = 'free'))
    const req = this.module.request({ method, path: method === 'CONNECT' ? 'a:1' : '/', headers: { Host: 'a' }, agent })
    req.on('response', (res) => messages.push(record(res, false)))
    req.on('information', ({ statusCode, statusMessage, httpVersion, rawHeaders }) => events.push(`information ${[statusCode, statusMessage, httpVersion, ...rawHeaders].join(' | ')}`))
    req.on('continue', () => events.push('continue'))
    req.on('error', (error) => events.push(`error ${describeError(error)}`))
    req.on('close', () => events.push('close'))
    if (takesUpgrades) {
      for (const event of ['upgrade', 'connect'] as const) {
        req.on(event, (res, socket, head) => {
          messages.push(record(res, false))
          let rest = head.toString('latin1')
          const place = events.push(`${event} ${rest}`) - 1
          socket.on('data', (chunk: Buffer) => {
            rest += chunk.toString('latin1')
            events[place] = `${event} ${rest}`
          })
          socket.on('end', () => socket.end())
        })
      }
    }
    req.end()
    await wire.quiet()
    for (const piece of pieces) {
      wire.feed(piece)
      await wire.quiet()
    }
    if (ends) {
      wire.feedEnd()
      await wire.quiet()
    }
    if (wire.destroyed || wire.writableEnded) outcome.connection = wire.endedBeforeInput ? 'closed first' : 'closed'
    outcome.written = withoutDates(wire.written)
    const result = structuredClone(outcome)
    req.destroy()
    agent.destroy()
    wire.destroy()
    await new Promise(setImmediate)
    return result
  }
}
