/**
 * Shows the messages of both directions between clients and a server. The bytes go through `pipe`; parsers only look at them. Bytes that are not HTTP/1 pass too.
 *
 * A line: number of the connection, direction, milliseconds since it was opened, what came, its size.
 */
import net from 'node:net'
import { DetailedRequestParser, DetailedResponseParser, ParseError } from '@layered-http/parser'

/**
 * Returns a server that passes everything on.
 *
 * @param to - the server behind it: the options of net.connect
 * @param print - receives each line
 * @param now - returns milliseconds
 */
export function createInspector({ to, print = console.log, now = () => performance.now() }) {
  let connections = 0
  return net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const server = net.connect({ ...to, allowHalfOpen: true, noDelay: true })
    const exchanges = new Exchanges(++connections, print, now)
    watch(client, exchanges.requests)
    watch(server, exchanges.responses)
    client.pipe(server)
    server.pipe(client)
    // `pipe` ends the other side at the end of input. A connection that breaks must break the other.
    client.on('error', () => server.resetAndDestroy())
    server.on('error', () => client.resetAndDestroy())
  })
}

function watch(socket, direction) {
  socket.on('data', (chunk) => direction.read(chunk))
  socket.on('end', () => direction.end())
  socket.on('error', (error) => direction.print(`connection failed: ${error.code}`))
}

/** The requests of a connection and the responses to them. */
class Exchanges {
  /** Requests whose final response is still to come: when their heads came, and if they offer another protocol. */
  waiting = []

  constructor(id, print, now) {
    const opened = now()
    this.now = now
    const line = (arrow) => (text) => print(`${id} ${arrow} ${(now() - opened).toFixed(1).padStart(7)} ms  ${text}`)
    this.requests = new Direction(new DetailedRequestParser(), line('>'), (event) => this.onRequest(event))
    this.responses = new Direction(new DetailedResponseParser(), line('<'), (event) => this.onResponse(event))
  }

  /** Returns what a line about a part of a request says besides. */
  onRequest(event) {
    if (event.type === 'head') {
      this.responses.parser.expect(event.method)
      this.waiting.push({ at: this.now(), mayUpgrade: event.upgrade })
    }
    // The response tells if the next bytes are HTTP.
    if (event.type === 'complete' && this.waiting.at(-1)?.mayUpgrade) this.requests.isWaiting = true
    return ''
  }

  onResponse(event) {
    if (event.type !== 'head') return ''
    if (event.interim) return ', interim'
    const request = this.waiting.shift()
    if (request === undefined) return ', without a request'
    if (request.mayUpgrade) this.requests.goOn(event.statusCode === 101 || event.framing.kind === 'tunnel')
    return `, after ${(this.now() - request.at).toFixed(1)} ms`
  }
}

/** One direction of a connection. */
class Direction {
  /** Events are not taken until `goOn`. */
  isWaiting = false
  isHttp = true
  bodySize = 0

  constructor(parser, print, tellMore) {
    this.parser = parser
    this.print = print
    this.tellMore = tellMore
  }

  read(chunk) {
    if (!this.isHttp) this.print(`${chunk.length} bytes`)
    else {
      this.parser.feed(chunk)
      this.takeEvents()
    }
  }

  end() {
    if (this.isHttp) {
      this.parser.finish()
      this.takeEvents()
    }
    this.print('end')
    this.parser.free()
  }

  /** Takes the events that have waited for a response. */
  goOn(isSwitched) {
    this.isWaiting = false
    if (!isSwitched && this.parser.nextEvent()?.type === 'upgrade') this.parser.declineUpgrade()
    this.takeEvents()
  }

  takeEvents() {
    try {
      while (!this.isWaiting) {
        const event = this.parser.nextEvent()
        if (event === undefined) return
        this.print(this.describe(event) + this.tellMore(event))
      }
    } catch (error) {
      if (!(error instanceof ParseError)) throw error
      this.isHttp = false
      this.print(`not HTTP/1 from byte ${this.parser.bytesRead} on: ${error.code} ${error.reason}. It is passed on`)
    }
  }

  describe(event) {
    const size = `${event.end - event.start} bytes`
    switch (event.type) {
      case 'head': {
        this.bodySize = 0
        const line = 'method' in event ? `${event.method} ${event.url} HTTP/${event.version}` : `HTTP/${event.version} ${event.statusCode} ${event.reason}`
        const { kind, length } = event.framing
        return `${line}: ${event.headers.length} fields, ${size}, body: ${kind}${length === undefined ? '' : ` ${length}`}`
      }
      case 'chunk':
        return `chunk of ${event.size}${event.extensions}`
      case 'body':
        this.bodySize += event.data.length
        return `body, ${size}`
      case 'trailers':
        return `trailers: ${event.headers.length} fields, ${size}`
      case 'complete':
        return `complete, body of ${this.bodySize} bytes, ${event.keepAlive ? 'connection is kept' : 'connection closes'}`
      default:
        return `another protocol, ${size}`
    }
  }
}
