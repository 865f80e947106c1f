/**
 * Watch: the timings and the deadlines of one request. Only a request that asks for them has one, so that no other request does anything for them.
 *
 * It replaces `emit` and `onSocket` of this one request, listens on the socket while the exchange lasts, and is told by the agent about a connection that the request does
 * not have yet. Redirections and retries, which emit nothing, call it.
 * What may live here: which event is which step of an exchange, and what a step does to timings and deadlines.
 */
import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { leaveQueue, type ConnectionWatcher } from '@layered-http/agent/port'
import { connectionReset } from '@layered-http/shared'
import type { IncomingMessage } from '@layered-http/streams'
import { afterOutput } from '@layered-http/streams/port'
import { exchangeOver } from '../channels.js'
import { clock } from '../clock.js'
import type { ServedRequest } from '../exchange.js'
import { RequestPhase, type RequestState } from '../request-state.js'
import { RequestTimeoutError, type Limits, type TimeoutPhase } from '../timeouts.js'
import { newTimings, type ExchangeMessage, type ExchangeTimings, type OpenTimings } from '../timings.js'
import { Deadlines, type Missed } from './deadlines.js'
import { isConnecting, isEncrypted, isSecured, SocketWatch, type SocketObserver } from './socket.js'

const watches = new WeakMap<object, Watch>()

/** The watch of `request`, if it has one. */
export function watchOf(request: object): Watch | undefined {
  return watches.get(request)
}

/** Parts of an exchange in which the connection itself is what takes too long. */
const CONNECTING: ReadonlySet<TimeoutPhase> = new Set(['lookup', 'connect', 'secureConnect'])

type TimedResponse = IncomingMessage & { timings?: ExchangeTimings }

export class Watch implements ConnectionWatcher, SocketObserver {
  private timings: OpenTimings
  private readonly deadlines: Deadlines | null
  private readonly request: ServedRequest
  /** A connection is opened for this exchange: its socket is a new one. */
  private hasBegun = false
  /** `'close'` was emitted. A connection may still come. */
  private isOver = false
  private socket: SocketWatch | null = null
  private response: TimedResponse | null = null
  private error: Error | undefined
  private bytesRead = 0
  private writtenBefore = 0
  /** Each ends the wait for the connection. */
  private cancels: (() => void)[] = []

  constructor(
    private readonly state: RequestState,
    limits: Limits | null,
  ) {
    const { request } = state
    this.request = request
    this.timings = newTimings(undefined)
    this.deadlines = limits === null ? null : new Deadlines(limits, (missed) => this.onMissed(missed))
    watches.set(request, this)
    this.show()
    const { emit, onSocket } = request
    const members = {
      emit: (...args: Parameters<ServedRequest['emit']>): boolean => {
        this.onEvent(...args)
        return Reflect.apply(emit, request, args)
      },
      onSocket: (socket: Duplex | null, error?: Error | null): void => {
        if (socket !== null && !this.isOver) this.given(socket)
        Reflect.apply(onSocket, request, [socket, error])
      },
      connectionWatcher: this,
    }
    for (const [name, value] of Object.entries(members)) Object.defineProperty(request, name, { value, writable: true, configurable: true })
    // In the next tick: the constructor may still throw, and then the request has no events that would end the deadlines.
    process.nextTick(() => this.startWaiting())
  }

  private show(): void {
    this.request.timings = this.timings
  }

  private startWaiting(): void {
    const { deadlines, state, timings } = this
    if (this.isOver || state.phase === RequestPhase.new) return
    deadlines?.start('total', timings.start)
    this.wait()
  }

  /** The agent, or `createConnection`, was asked for a socket. It may have given one already. */
  private wait(): void {
    const { deadlines, request, timings } = this
    if (timings.queued !== undefined) return
    if (request.agent === undefined) this.begun(false)
    else deadlines?.start('queue', timings.start)
  }

  /** Events of the request, before its listeners. Each exchange has a `'socket'`; a redirection hides its other events. */
  onEvent(event: string | symbol, argument?: unknown): void {
    switch (event) {
      case 'socket':
        this.attached(argument as Duplex)
        break
      case 'finish':
        this.sent()
        break
      case 'response':
        this.head(argument as IncomingMessage)
        break
      case 'upgrade':
      case 'connect':
        this.handedOver(argument as IncomingMessage)
        break
      case 'error':
        this.error ??= argument as Error
        break
      case 'close':
        this.isOver = true
        this.conclude(this.failure)
    }
  }

  // The connection

  begun(resolvesName: boolean): void {
    if (this.isOver) return
    this.hasBegun = true
    this.placed()
    const { deadlines } = this
    deadlines?.start(resolvesName ? 'lookup' : 'connect', clock.now())
    if (resolvesName) deadlines?.stop('connect')
  }

  private placed(): void {
    this.timings.queued ??= clock.now()
    this.deadlines?.stop('queue')
  }

  lookup(): void {
    const { deadlines, isOver, timings } = this
    if (isOver) return
    timings.lookup ??= clock.now()
    if (deadlines?.isRunning('lookup') !== true) return
    deadlines.start('connect', clock.now())
    deadlines.stop('lookup')
  }

  connected(): void {
    const { deadlines, isOver, timings, socket } = this
    if (isOver) return
    timings.connect ??= clock.now()
    deadlines?.stop('lookup')
    deadlines?.stop('connect')
    // Without a socket of its own yet, the connection is that to a proxy, and TLS follows.
    if (socket === null || !isSecured(socket.socket)) deadlines?.start('secureConnect', clock.now())
  }

  pending(cancel: () => void): void {
    this.cancels.push(cancel)
  }

  connect(): void {
    this.connected()
    if (isSecured(this.socket!.socket)) this.ready()
  }

  secureConnect(): void {
    this.timings.secureConnect ??= clock.now()
    this.deadlines?.stop('secureConnect')
    this.ready()
  }

  /** The agent, or `createConnection`, gives the request its socket. That takes effect in the next tick. */
  private given(socket: Duplex): void {
    const { request } = this
    this.cancels = []
    // Without an agent, and with one of another library, nothing was told of the connection so far.
    const isUntold = request.agent === undefined || (!this.hasBegun && isConnecting(socket))
    if (isUntold) this.begun(isConnecting(socket) && !request.socketPath && isIP(request.host) === 0)
    this.placed()
    this.socket?.stop()
    this.socket = new SocketWatch(socket, this)
    if (isConnecting(socket)) return
    if (this.hasBegun) this.connected()
    if (!isSecured(socket)) return
    if (this.hasBegun && isEncrypted(socket)) this.secureConnect()
    else this.ready()
  }

  /** The socket is open: the request can be written. */
  private ready(): void {
    const { deadlines, timings } = this
    if (deadlines === null) return
    if (timings.sent === undefined) deadlines.start('send', clock.now())
    deadlines.start('idle', clock.now())
    if (deadlines.isRunning('idle')) this.socket!.watchOutput()
  }

  // The exchange

  private attached(socket: Duplex): void {
    if (this.socket?.socket !== socket) this.given(socket)
    this.socket!.watchInput()
    this.writtenBefore = (socket as { bytesWritten?: number }).bytesWritten ?? 0
    // A request that was sent already, to a stale socket, emits 'finish' no more.
    if (this.request.writableFinished) process.nextTick(() => this.noteSentAgain(socket))
  }

  private noteSentAgain(socket: Duplex): void {
    const { timings } = this
    if (socket.writable) afterOutput(socket, (error) => void (error || timings !== this.timings || this.sent()))
  }

  private sent(): void {
    const { deadlines, timings } = this
    timings.sent ??= clock.now()
    if (deadlines === null) return
    deadlines.stop('send')
    if (timings.end !== undefined) this.stopDeadlines()
    else if (this.response === null) deadlines.start('headers', clock.now())
  }

  /** A byte was sent or received: the deadline for idle time begins again, if it runs. */
  private moved(now: number): void {
    if (this.deadlines?.isRunning('idle') === true) this.deadlines.start('idle', now)
  }

  output(): void {
    this.moved(clock.now())
  }

  input(chunk: Uint8Array): void {
    const now = clock.now()
    this.timings.firstByte ??= now
    this.bytesRead += chunk.length
    this.moved(now)
  }

  inputRead(): void {
    const { response, timings } = this
    if (response === null || timings.end !== undefined || !response.complete) return
    timings.end = clock.now()
    const { deadlines } = this
    if (deadlines === null) return
    // A request that is still being sent has these two deadlines left.
    for (const phase of ['headers', 'body'] as const) deadlines.stop(phase)
    if (!this.isRedirected) deadlines.stop('total')
    if (timings.sent !== undefined) this.stopDeadlines()
  }

  /** The head of the final response was received, or that of a redirection. */
  head(response: IncomingMessage): void {
    this.response = response
    this.response.timings = this.timings
    this.deadlines?.start('body', clock.now())
    this.deadlines?.stop('headers')
  }

  private handedOver(response: IncomingMessage): void {
    this.response = response
    this.response.timings = this.timings
    this.timings.end = clock.now()
    this.stopSocket()
    this.deadlines?.stopAll()
  }

  // The end of an exchange

  private get isRedirected(): boolean {
    return this.state.phase === RequestPhase.redirected
  }

  private stopDeadlines(): void {
    const { deadlines, isRedirected } = this
    if (!isRedirected) deadlines?.stopAll()
    else for (const phase of ['queue', 'lookup', 'connect', 'secureConnect', 'send', 'headers', 'body', 'idle'] as const) deadlines?.stop(phase)
  }

  private stopSocket(): void {
    this.socket?.stop()
    this.socket = null
  }

  /** Why the exchange failed. */
  private get failure(): Error | undefined {
    const { error, response } = this
    if (error !== undefined) return error
    if (response === null) return connectionReset('socket hang up')
    return response.complete ? undefined : (response.errored ?? connectionReset('aborted'))
  }

  /** Nothing of the exchange follows. */
  private conclude(error: Error | undefined): void {
    this.stopSocket()
    this.stopDeadlines()
    this.publish(this.timings, this.response, error)
  }

  private publish(timings: OpenTimings, response: IncomingMessage | null, error: Error | undefined): void {
    timings.end ??= clock.now()
    if (!exchangeOver.hasSubscribers) return
    const message: ExchangeMessage = { request: this.request, ...(response !== null && { response }), timings, ...(error !== undefined && { error }) }
    exchangeOver.publish(message)
  }

  /** The exchange that ended in a redirection is over. */
  redirected(): void {
    this.conclude(undefined)
    this.next()
  }

  private next(): void {
    this.timings = newTimings(this.timings)
    this.show()
    this.hasBegun = false
    this.response = null
    this.bytesRead = 0
    this.wait()
  }

  /** The agent is asked for a fresh socket, because the one that it gave was stale. Returns the exchange that was lost, for one of the next two. */
  beginRetry(): OpenTimings {
    const lost = this.timings
    this.stopSocket()
    this.stopDeadlines()
    this.next()
    this.deadlines?.start('total', firstOf(lost).start)
    return lost
  }

  /** There is a fresh socket, or a place in the queue. */
  retried(lost: OpenTimings, error: Error | null): void {
    this.publish(lost, null, error ?? connectionReset('socket hang up'))
  }

  /** There is none. */
  undoRetry(lost: OpenTimings): void {
    this.deadlines?.stopAll()
    this.timings = lost
    this.show()
  }

  // Deadlines

  private onMissed(missed: Missed): void {
    if (missed.phase === 'idle' && !this.isStalled()) {
      this.deadlines!.start('idle', clock.now())
      return
    }
    const { request, state, socket } = this
    const bytesWritten = socket === null ? 0 : ((socket.socket as { bytesWritten?: number }).bytesWritten ?? 0) - this.writtenBefore
    const error = new RequestTimeoutError(request, { ...missed, attempt: this.timings.attempt, reusedSocket: request.reusedSocket, bytesRead: this.bytesRead, bytesWritten })
    if (state.context === undefined) this.fail(error)
    else state.context.runInAsyncScope(this.fail, this, error)
  }

  private fail(error: RequestTimeoutError): void {
    const { request, response, state } = this
    const cancels = this.cancels.splice(0)
    if (response !== null && state.phase === RequestPhase.attached && !response.complete) response.destroy(error)
    else request.destroy(error)
    // With another deadline the connection goes on: the pool has it when it is open.
    if (CONNECTING.has(error.phase)) for (const cancel of cancels) cancel()
    if (request.agent !== undefined) leaveQueue(request.agent, request)
  }

  /** True if the peer is what does not move. A program that neither reads nor writes is not a reason to end an exchange. */
  private isStalled(): boolean {
    const { request, socket, timings } = this
    if (socket === null) return false
    const { socket: stream } = socket
    if (stream.isPaused()) return false
    const waitsForContinue = timings.firstByte === undefined && request.hasHeader('expect')
    return request.writableEnded || stream.writableLength > 0 || waitsForContinue
  }
}

function firstOf(timings: ExchangeTimings): ExchangeTimings {
  let first = timings
  while (first.previous !== undefined) first = first.previous
  return first
}
