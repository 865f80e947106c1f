/**
 * Drain: `server.drain()`. The server stops listening, the requests that are under way finish, and every connection closes, within a time.
 *
 * What may live here: the steps of a drain and their limits. What one connection does is in connection-drain.ts.
 *
 * 1. The connections that the operating system has accepted already are taken over. Nothing else changes yet: clients whose connections stay open open no new ones.
 * 2. The server stops listening. Connections that have been idle are ended; the others tell their clients that they close.
 * 3. When no connection is left, or the time is over, the promise is fulfilled.
 */
import type { EventEmitter } from 'node:events'
import { clearTimeout, setImmediate, setTimeout } from 'node:timers'
import { checkNames, instant, invalidArgType, MAX_TIMER_DELAY, validateNumber, validateObject } from '@layered-http/shared'
import { DEFAULT_DRAIN_GRACE, DEFAULT_DRAIN_IDLE, DRAIN_ACCEPT_LIMIT, DRAIN_FORCE_WAIT } from './limits.js'

/** How `server.drain()` works. Times are milliseconds. */
export interface DrainOptions {
  /**
   * Time for the requests that are under way. Connections that are left then are destroyed. 0 destroys them at once, Infinity never. Default 8000: less than the 10 seconds after
   * which `docker stop` kills.
   */
  graceMs?: number
  /**
   * A connection without a request is ended when it has been idle for this time, and a new one when it has sent nothing for this time. A request that arrives before is
   * answered. Default 100. A larger value loses fewer requests that a client sends while its idle connection is closed.
   */
  idleMs?: number
  /** Ends the time of `graceMs` when it aborts. */
  signal?: AbortSignal
}

/** What a drain did. */
export interface DrainResult {
  /** Requests that were under way, or arrived meanwhile, and whose whole response was sent. */
  completed: number
  /** Connections with a request under way that were destroyed because the time was over. */
  forced: number
  /** Sockets of upgrade and CONNECT handlers that are open. They belong to their handlers, and stay open. */
  upgraded: number
}

/** What a drain does with a connection. */
export interface DrainingConnection {
  /** From now on the responses that are sent whole are counted. Nothing else changes. */
  countForDrain(drain: Drain): void
  /** From now on the connection serves what is under way, and closes. */
  startDraining(drain: Drain): void
  /** True if nothing is lost when the socket is destroyed: no request is under way, and every byte of the last response was sent. */
  readonly isFree: boolean
  /** Destroys the socket. */
  destroy(): void
}

/** The connections of a server. */
export interface DrainingConnections extends Iterable<DrainingConnection> {
  readonly size: number
  readonly upgraded: { open(): number }
}

/** A server that drains. It is a `net.Server` or `tls.Server`. */
export interface DrainingServer extends EventEmitter {
  readonly listening: boolean
  getConnections(callback: (error: Error | null, count: number) => void): unknown
}

const OPTIONS: readonly string[] = ['graceMs', 'idleMs', 'signal'] satisfies (keyof DrainOptions)[]

/**
 * Checks the options of `server.drain()`.
 *
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE for an unknown name, ERR_OUT_OF_RANGE
 */
export function readDrainOptions(options: DrainOptions): Required<Omit<DrainOptions, 'signal'>> & Pick<DrainOptions, 'signal'> {
  validateObject(options, 'options')
  checkNames(options, 'options', OPTIONS)
  const { graceMs = DEFAULT_DRAIN_GRACE, idleMs = DEFAULT_DRAIN_IDLE, signal } = options
  validateNumber(graceMs, 'options.graceMs', 0)
  validateNumber(idleMs, 'options.idleMs', 0)
  if (signal === undefined) return { graceMs, idleMs }
  // A signal of another realm is one, too.
  if (typeof signal !== 'object' || signal === null || typeof signal.aborted !== 'boolean') throw invalidArgType('options.signal', 'AbortSignal', signal)
  return { graceMs, idleMs, signal }
}

export class Drain {
  /** Fulfilled when the drain is over; never rejected. */
  readonly promise: Promise<DrainResult>
  /** A connection is idle for at most this many milliseconds. */
  readonly idleMs: number
  isOver = false
  /** Responses that were sent whole. */
  completed = 0
  private forced = 0
  private isListening: boolean
  private isForced = false
  private timer: NodeJS.Timeout | undefined
  private readonly signal: AbortSignal | undefined
  private fulfil!: (result: DrainResult) => void
  /** Ends the drain's time. */
  private readonly force = (): void => this.forceAll()

  /**
   * @param stopListening - closes the listening socket, and nothing else
   * @throws as `server.drain`
   */
  constructor(
    private readonly server: DrainingServer,
    private readonly connections: DrainingConnections,
    private readonly stopListening: () => void,
    options: DrainOptions,
  ) {
    const { graceMs, idleMs, signal } = readDrainOptions(options)
    this.idleMs = idleMs
    this.signal = signal
    this.isListening = server.listening
    this.promise = new Promise((resolve) => (this.fulfil = resolve))
    for (const connection of connections) connection.countForDrain(this)
    if (graceMs === 0 || signal?.aborted === true) {
      this.forceAll()
      return
    }
    if (graceMs !== Infinity) this.timer = setTimeout(this.force, Math.min(graceMs, MAX_TIMER_DELAY))
    signal?.addEventListener('abort', this.force, { once: true })
    if (this.isListening) this.acceptWaiting(Math.min(graceMs, DRAIN_ACCEPT_LIMIT))
    else this.drainConnections()
  }

  /** Takes over the connections that wait to be accepted: waits for a turn of the event loop without a new one. */
  private acceptWaiting(limit: number): void {
    const { server } = this
    const end = instant() + limit
    let accepted = 0
    const count = (): void => void accepted++
    const turn = (): void => {
      // A listening socket gives one connection in a turn, on most versions of Node.
      if (accepted > 0 && instant() < end && !this.isForced) {
        accepted = 0
        setImmediate(turn)
        return
      }
      server.removeListener('connection', count)
      if (!this.isForced) this.drainConnections()
    }
    server.on('connection', count)
    // The first of the two ends a turn that has begun before.
    setImmediate(() => setImmediate(turn))
  }

  /** Nothing new is accepted, and every connection closes as soon as it can. */
  private drainConnections(): void {
    this.stop()
    for (const connection of this.connections) connection.startDraining(this)
    this.onNoConnection()
  }

  /** True from the time on at which connections close. */
  get isClosing(): boolean {
    return !this.isListening
  }

  /** The server has a new connection. */
  onConnection(connection: DrainingConnection): void {
    // After a drain a server may listen again.
    if (this.isOver) return
    if (this.isForced) connection.destroy()
    else if (this.isClosing) connection.startDraining(this)
    else connection.countForDrain(this)
  }

  private stop(): void {
    // The program may have called `close()` meanwhile.
    if (this.isListening && this.server.listening) this.stopListening()
    this.isListening = false
  }

  /** A connection may have been the last one. */
  onNoConnection(): void {
    if (this.isOver || !this.isClosing || this.connections.size > 0) return
    if (this.isForced || !isSecure(this.server)) this.finish()
    else this.awaitHandshakes()
  }

  /** A connection in its handshake is no connection of HTTP yet, and no event tells that a client leaves it. Its request is served, too. */
  private awaitHandshakes(): void {
    this.server.getConnections((error, count) => {
      if (this.isOver || this.connections.size > 0) return
      if (error !== null || count <= this.connections.upgraded.open()) this.finish()
      else setTimeout(() => this.onNoConnection(), DRAIN_FORCE_WAIT)
    })
  }

  /** The time is over: destroys what is left. */
  private forceAll(): void {
    if (this.isOver || this.isForced) return
    this.isForced = true
    this.stop()
    for (const connection of this.connections) {
      if (!connection.isFree) this.forced++
      connection.destroy()
    }
    this.onNoConnection()
    if (!this.isOver) setTimeout(() => this.finish(), DRAIN_FORCE_WAIT)
  }

  private finish(): void {
    if (this.isOver) return
    this.isOver = true
    clearTimeout(this.timer)
    this.signal?.removeEventListener('abort', this.force)
    this.fulfil({ completed: this.completed, forced: this.forced, upgraded: this.connections.upgraded.open() })
  }
}

/** True for a `tls.Server`. */
function isSecure(server: object): boolean {
  return typeof (server as { setSecureContext?: unknown }).setSecureContext === 'function'
}
