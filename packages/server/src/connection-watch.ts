/**
 * ConnectionWatch: what a connection does beside serving: it notes the times of exchanges, tells when they are over, counts responses, and announces the end of the connection while the
 * server drains.
 *
 * Most connections have none. It is made for a connection of a server with `layered.timings` or `layered.stats`, for a request that begins while the channel of exchanges has subscribers, and when the
 * server drains.
 */
import { CLOSE_LINE } from '@layered-http/headers'
import { connectionReset, instant } from '@layered-http/shared'
import type { IncomingMessage } from '@layered-http/streams'
import { announcesClose, isFinished, setKeepAliveLine, setWriteOptions, writeOptionsOf, type WriteOptions } from '@layered-http/streams/port'
import { exchangeOver } from './channels.js'
import type { Drain } from './drain.js'
import type { ServerExchange } from './exchange.js'
import type { ServerResponse } from './response.js'
import type { ServerState } from './server-state.js'
import type { ServedSocket } from './socket-port.js'
import { noteHeadSent, Timings } from './timings.js'

/** An exchange that is not over, with its method and target as received. Programs change the method and the target of a request: Express removes the path of a router from `req.url`. */
interface TimedExchange {
  readonly timings: Timings
  readonly method: string
  readonly target: string
}

export class ConnectionWatch {
  /** Set from the call of `server.drain()` on. */
  drain: Drain | null = null
  /** While the server drains: the response whose head will say that the connection closes, and the Keep-Alive line that it had before. */
  private last: ServerResponse | null = null
  private lineOfLast = ''
  /** The exchanges that are not over and have times. */
  private readonly timed = new Map<ServerResponse, TimedExchange>()
  /** Why the connection has failed. */
  private error: Error | null = null

  constructor(
    private readonly host: ServerState,
    private readonly socket: ServedSocket,
  ) {}

  /** True if the connection closes because the server drains. */
  get isDraining(): boolean {
    return this.drain !== null && this.drain.isClosing
  }

  /**
   * A request begins, and its response has its place.
   *
   * @param line - the Keep-Alive line of the response
   * @param start - when the first byte of the request arrived, undefined if that was now
   */
  begin(req: IncomingMessage, res: ServerResponse, line: string, start: number | undefined): void {
    if (this.isDraining) this.announceClose(res, line)
    if (!this.host.fixed.timings && !exchangeOver.hasSubscribers) return
    const now = instant()
    const timings = new Timings(start === undefined ? now : Math.min(start, now), now)
    ;(req as { timings?: Timings }).timings = res.timings = timings
    this.timed.set(res, { timings, method: req.method!, target: req.url! })
    setWriteOptions(res, reporting(writeOptionsOf(res)))
    timings.handlerStarted = now
  }

  /** No handler gets the request: the server has answered it. */
  notHandled(res: ServerResponse): void {
    const timed = this.timed.get(res)
    if (timed !== undefined) timed.timings.handlerStarted = undefined
  }

  /** The last response must tell that the connection closes. Only the last may do that (RFC 9112 section 9.6): what it was before is undone if its head is not built. */
  announceClose(res: ServerResponse, line: string): void {
    if (this.last !== null) setKeepAliveLine(this.last, this.lineOfLast)
    this.last = res
    this.lineOfLast = line
    setKeepAliveLine(res, CLOSE_LINE)
  }

  /** While the server drains: true if the client knows that the connection closes after `res`, the response to its latest request. */
  isClosedAfter(res: ServerResponse | null): boolean {
    return this.isDraining && res !== null && announcesClose(res)
  }

  /** The operating system has taken every byte of a response. */
  finished(res: ServerResponse): void {
    if (this.last === res) this.last = null
    if (this.drain !== null) this.drain.completed++
    const { counts } = this.host
    if (this.host.fixed.stats) counts.countResponse(res.statusCode)
    const timed = this.timed.get(res)
    if (timed === undefined) return
    this.timed.delete(res)
    timed.timings.finished = instant()
    this.publish(res, timed)
  }

  /** The connection has failed, or its client was too slow. */
  failed(error: Error): void {
    this.error ??= error
  }

  /** The socket has closed: the exchanges that are left are over. */
  closed(): void {
    this.last = null
    const left = [...this.timed]
    this.timed.clear()
    for (const [res, timed] of left) {
      if (!isFinished(res)) this.publish(res, timed, this.error ?? this.socket.errored ?? res.errored ?? connectionReset('aborted'))
    }
  }

  private publish(res: ServerResponse, { timings, method, target }: TimedExchange, error?: Error): void {
    if (!exchangeOver.hasSubscribers) return
    const { socket, host } = this
    const server = host.server as unknown as ServerExchange['server']
    const exchange: ServerExchange = { request: res.req, response: res, method, target, server, socket, timings, ...(error === undefined ? undefined : { error }) }
    exchangeOver.publish(exchange)
  }
}

/** By the write options of servers: the same, and the head of a message is reported when it leaves. */
const reportingOptions = new WeakMap<WriteOptions, WriteOptions>()

function reporting(options: WriteOptions): WriteOptions {
  let found = reportingOptions.get(options)
  if (found === undefined) reportingOptions.set(options, (found = Object.freeze({ ...options, headLeft: noteHeadSent })))
  return found
}
