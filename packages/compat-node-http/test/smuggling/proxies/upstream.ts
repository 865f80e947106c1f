/** Our server behind a proxy: it keeps what each connection receives, and what its handler gets. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type http from 'node:http'
import type { Socket } from 'node:net'
import { listen } from '@layered-http/test-kit'
import ours from '@layered-http/compat-node-http'

/** The field of a response that names its request, for the client. */
export const HANDLED = 'X-Handled'
/** Characters of a request line that it has. nginx refuses responses with large heads. */
const LONGEST = 500
/** Emitted for each response that is complete. */
const FINISH = 'http.server.response.finish'

export const handledValue = (start: string): string => Buffer.from(start.slice(0, LONGEST), 'latin1').toString('base64')

export interface Handled {
  start: string
  body: string
  /** True if the request has the mark of the proxy. */
  isMarked: boolean
  isComplete: boolean
}

/** What happened since the last call of `take`. */
export interface Seen {
  handled: Handled[]
  /** The number of marks in the bytes that arrived: the requests that the proxy has sent. */
  sent: number
  /** The number of refusals by our server, before or after its handler was called. */
  refused: number
}

export class Upstream {
  private seen: Seen = { handled: [], sent: 0, refused: 0 }
  private readonly server: http.Server
  /** The last bytes of each connection, for a mark that is cut in two. */
  private readonly ends = new WeakMap<Socket, string>()

  constructor(
    options: http.ServerOptions,
    private readonly mark: { name: string; secret: string },
  ) {
    const module = ours as unknown as typeof http
    this.server = module.createServer({ ...options, keepAliveTimeout: 0 }, (req, res) => {
      const handled: Handled = { start: `${req.method} ${req.url}`, body: '', isMarked: String(req.headers[mark.name.toLowerCase()] ?? '').startsWith(mark.secret), isComplete: false }
      this.seen.handled.push(handled)
      req.on('error', () => {}).on('data', (chunk: Buffer) => (handled.body += chunk.toString('latin1')))
      req.on('end', () => {
        handled.isComplete = req.complete
        res.setHeader(HANDLED, handledValue(handled.start))
        res.end('ok\n')
      })
    })
    this.server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      // A proxy may reset a connection; that is not a refusal.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') this.seen.refused++
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      else socket.destroy()
    })
    // As without a listener.
    this.server.on('connect', (_req, socket) => {
      this.seen.refused++
      socket.destroy()
    })
    subscribe(FINISH, this.onFinish)
    this.server.on('connection', (socket: Socket) => socket.on('data', (chunk: Buffer) => this.count(socket, chunk)))
  }

  listen(): Promise<number> {
    return listen(this.server)
  }

  /** Returns what happened since the last call. */
  take(): Seen {
    const { seen } = this
    this.seen = { handled: [], sent: 0, refused: 0 }
    return seen
  }

  close(): void {
    unsubscribe(FINISH, this.onFinish)
    this.server.closeAllConnections()
    this.server.close()
  }

  /** A request without Host gets a response that no handler has made. */
  private readonly onFinish = (message: unknown): void => {
    const { server, response } = message as { server: http.Server; response: http.ServerResponse }
    if (server === this.server && !response.hasHeader(HANDLED)) this.seen.refused++
  }

  private count(socket: Socket, chunk: Buffer): void {
    const { secret } = this.mark
    const text = (this.ends.get(socket) ?? '') + chunk.toString('latin1')
    this.seen.sent += text.split(secret).length - 1
    this.ends.set(socket, text.slice(-(secret.length - 1)))
  }
}
