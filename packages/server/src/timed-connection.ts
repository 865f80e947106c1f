/**
 * TimedConnection: a server's connection as far as time goes. What it waits for, until when, and who hears that it did
 * not come. Its fields and its state are those of the whole connection; the subclasses say what happens to them.
 */
import { MessageType, Parser, TapeReader } from '@layered-http/parser'
import { codedError } from '@layered-http/shared'
import type { IncomingMessage, OutgoingRules } from '@layered-http/streams'
import { nextState, type ConnectionEvent, type ConnectionState } from './connection-state.js'
import { NO_DEADLINE, type Expiring } from './deadlines.js'
import { kDeadlines, kSetup, type ConnectionHost } from './host.js'
import { ResponseQueue } from './response-queue.js'
import type { ServedSocket } from './served-socket.js'

/** Whether bytes that come in a state are read. */
const READS: Readonly<Record<ConnectionState, boolean>> = { idle: true, active: true, failed: true, ending: true, closing: false, leaving: true, handedOver: false, closed: false }

export abstract class TimedConnection extends TapeReader implements Expiring {
  deadline = NO_DEADLINE
  protected state: ConnectionState = 'idle'
  /** The request whose body is still coming. */
  protected receiving: IncomingMessage | null = null
  protected readonly responses: ResponseQueue
  protected readonly rules: OutgoingRules
  /** A piece of a body came in the chunk that is being read. */
  protected hasReadBody = false
  /** When the first byte of the request being received came; 0 while there is none. */
  protected requestStart = 0
  /** The socket's timer was taken off when the last request was answered. */
  private hasTimerOff = false

  constructor(
    protected readonly server: ConnectionHost,
    protected readonly socket: ServedSocket,
  ) {
    const { parser, rules } = server[kSetup]()
    super(new Parser(MessageType.REQUEST, parser))
    this.rules = rules
    this.responses = new ResponseQueue(socket)
    if (server.timeout > 0) socket.setTimeout?.(server.timeout)
    const deadlines = server[kDeadlines]
    deadlines.add(this)
    this.requestStart = Date.now()
    deadlines.set(this, this.requestStart, this.headTimeout)
  }

  /** No request is under way. */
  get isIdle(): boolean {
    return this.state === 'idle' && this.parser.isBetweenMessages
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.socket.destroy()
  }

  protected get isOpen(): boolean {
    return READS[this.state]
  }

  /** The request did not come in time. */
  protected abstract report(error: Error & { code?: string }): void

  /** After a request or response is over: what is the connection waiting for, and until when? */
  protected setDeadline(): void {
    const { server } = this
    if (this.receiving !== null) {
      if (this.requestStart === 0) this.requestStart = Date.now()
      server[kDeadlines].set(this, this.requestStart, server.requestTimeout)
    } else if (!this.parser.isBetweenMessages) {
      if (this.requestStart === 0) this.requestStart = Date.now()
      server[kDeadlines].set(this, this.requestStart, this.headTimeout)
    } else if (this.responses.current === null && this.state === 'active') {
      this.transition('settled')
      if (server.keepAliveTimeout > 0) {
        this.takeTimerOff()
        server[kDeadlines].set(this, Date.now(), server.keepAliveTimeout + server.keepAliveTimeoutBuffer)
      }
    }
  }

  /** The silence between requests is the deadline's, and what a handler set was for its own request. */
  private takeTimerOff(): void {
    if (this.socket.timeout) this.socket.setTimeout(0)
    this.hasTimerOff = true
  }

  /** The next request has come: the timer is the server's again. */
  protected putTimerBack(): void {
    if (!this.hasTimerOff) return
    this.hasTimerOff = false
    if (this.server.timeout > 0) this.socket.setTimeout?.(this.server.timeout)
  }

  /** Time for a head: two limits hold for it. 0 is none. */
  protected get headTimeout(): number {
    const { headersTimeout, requestTimeout } = this.server
    return headersTimeout > 0 && requestTimeout > 0 ? Math.min(headersTimeout, requestTimeout) : headersTimeout || requestTimeout
  }

  expire(): void {
    // A request has been answered, and not a byte of another has come: everybody who listens hears of it, the socket's listeners too.
    if (this.isIdle && this.requestStart === 0) this.socket.emit('timeout')
    else this.report(codedError(Error, 'ERR_HTTP_REQUEST_TIMEOUT', 'Request timeout'))
  }

  /** The socket was silent for as long as somebody allowed. Whoever listens decides; if nobody does it is destroyed. */
  onTimeout(): void {
    const { socket, server, receiving } = this
    const wasHeard = [receiving?.emit('timeout', socket), this.responses.current?.emit('timeout', socket), server.emit('timeout', socket)]
    if (!wasHeard.includes(true)) socket.destroy()
  }

  unlist(): void {
    this.deadline = NO_DEADLINE
    this.server[kDeadlines].delete(this)
  }

  protected forget(): void {
    this.unlist()
    this.parser.free()
    this.socket.parser = null
  }

  protected transition(event: ConnectionEvent): void {
    this.state = nextState(this.state, event)
  }
}
