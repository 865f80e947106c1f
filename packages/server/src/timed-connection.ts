/**
 * TimedConnection: a server's connection as far as time goes: what it waits for, until when, and which event says that it did
 * not come. Its fields and its state are those of the whole connection; the subclasses say what happens to them.
 */
import { AsyncResource } from 'node:async_hooks'
import { MessageType, Parser, TapeReader } from '@layered-http/parser'
import { codedError } from '@layered-http/shared'
import type { IncomingMessage } from '@layered-http/streams'
import { type WriteOptions } from '@layered-http/streams/port'
import { nextState, type ConnectionEvent, type ConnectionState } from './connection-state.js'
import { NO_DEADLINE, timeoutOf, type Expiring } from './deadlines.js'
import { kDeadlines, kSetup, type ConnectionHost } from './host.js'
import { DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER } from './limits.js'
import { ResponseQueue } from './response-queue.js'
import type { ServedSocket } from './served-socket.js'

/** Whether bytes that come in a state are read. */
const READS: Readonly<Record<ConnectionState, boolean>> = { idle: true, active: true, failed: true, ending: true, closing: false, leaving: true, handedOver: false, closed: false }

export abstract class TimedConnection extends TapeReader implements Expiring {
  deadline = NO_DEADLINE
  /**
   * The async context in which the connection began: that of `listen()`, or of the code that emitted `'connection'`. The server's events come in it,
   * so that what one request's handler enters is not seen by the next. The type is the one that Node documents.
   */
  protected readonly context = new AsyncResource('HTTPINCOMINGMESSAGE')
  protected state: ConnectionState = 'idle'
  /** The request whose body is still coming. */
  protected receiving: IncomingMessage | null = null
  protected readonly responses: ResponseQueue
  protected readonly rules: WriteOptions
  /** A piece of a body came in the chunk that is being read. */
  protected hasReadBody = false
  /** When the first byte of the request being received came; 0 while there is none, NO_DEADLINE if its time has run out already. */
  protected requestStart = 0
  /** The socket's timer was taken off when the last request was answered: the connection waits for another. */
  private hasTimerOff = false

  constructor(
    protected readonly server: ConnectionHost,
    protected readonly socket: ServedSocket,
  ) {
    const { parser, rules } = server[kSetup]()
    super(new Parser(MessageType.REQUEST, parser))
    this.rules = rules
    this.responses = new ResponseQueue(socket)
    // As Node: a value that is no number of milliseconds is an error of the socket's.
    if (server.timeout) socket.setTimeout?.(server.timeout)
    const deadlines = server[kDeadlines]
    deadlines.add(this)
    deadlines.set(this, deadlines.now(), this.headTimeout)
  }

  /** No request is under way. */
  get isIdle(): boolean {
    return this.state === 'idle' && this.parser.isBetweenMessages
  }

  /** As {@link isIdle}; or the last response has been sent, and the turn in which it ended is not over. */
  get isUnused(): boolean {
    return this.isIdle || (this.state === 'active' && this.receiving === null && this.parser.isBetweenMessages && this.responses.isAllSent)
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
    const isBetweenRequests = this.receiving === null && this.parser.isBetweenMessages
    if (isBetweenRequests) {
      if (this.responses.current !== null || this.state !== 'active') return
      this.transition('settled')
    }
    if (this.socket.writableEnded) this.setClosingDeadline()
    else if (isBetweenRequests) this.setIdleDeadline()
    else this.setRequestDeadline()
  }

  /** The last response has left: the next request may come for as long as the connection is kept. */
  private setIdleDeadline(): void {
    const timeout = this.idleTimeout
    if (timeout === 0) return
    this.takeTimerOff()
    const deadlines = this.server[kDeadlines]
    deadlines.set(this, deadlines.now(), timeout)
  }

  /** A request is on its way in: there is a limit for its head, and one for all of it. */
  protected setRequestDeadline(): void {
    const deadlines = this.server[kDeadlines]
    if (this.requestStart === 0) this.requestStart = deadlines.now()
    deadlines.set(this, this.requestStart, this.receiving === null ? this.headTimeout : timeoutOf(this.server.requestTimeout))
  }

  /** This side of the socket has ended: the other may take as long for that as for a request, and no byte of it makes that longer. */
  protected setClosingDeadline(): void {
    if (this.deadline !== NO_DEADLINE) return
    const deadlines = this.server[kDeadlines]
    deadlines.set(this, deadlines.now(), timeoutOf(this.server.requestTimeout))
  }

  /** Time for the next request to begin; 0 is no limit. As Node, a value that is not a number counts as 0, and such a buffer as the default. */
  private get idleTimeout(): number {
    const { keepAliveTimeout, keepAliveTimeoutBuffer: buffer } = this.server
    if (!Number.isFinite(keepAliveTimeout) || keepAliveTimeout <= 0) return 0
    return keepAliveTimeout + (Number.isFinite(buffer) && buffer >= 0 ? buffer : DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER)
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
    if (this.server.timeout) this.socket.setTimeout?.(this.server.timeout)
  }

  /** Time for a head: two limits hold for it. 0 is no limit. */
  private get headTimeout(): number {
    const headersTimeout = timeoutOf(this.server.headersTimeout)
    const requestTimeout = timeoutOf(this.server.requestTimeout)
    return headersTimeout > 0 && requestTimeout > 0 ? Math.min(headersTimeout, requestTimeout) : headersTimeout || requestTimeout
  }

  expire(): void {
    this.context.runInAsyncScope(this.onDeadline, this)
  }

  private onDeadline(): void {
    if (this.socket.writableEnded) {
      // Nothing can be told to a peer that does not close its side.
      this.socket.destroy()
    } else if (this.isIdle && this.hasTimerOff) {
      // Not a byte of another request has come: for all listeners this is the silence of the socket, for its own as well.
      this.socket.emit('timeout')
    } else {
      // Once for a request, whatever the listener does with it, and however slowly the rest comes.
      this.requestStart = this.isIdle ? 0 : NO_DEADLINE
      this.report(codedError(Error, 'ERR_HTTP_REQUEST_TIMEOUT', 'Request timeout'))
    }
  }

  /** The socket was silent for as long as it may be. A listener decides what follows; without one the socket is destroyed. */
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
