/**
 * ConnectionTimeouts: what a connection waits for, and until when: the first head, a whole request, the next request, the peer's end.
 *
 * What may live here: the rules of these limits, and one connection's deadline. Which of them applies, and what happens afterwards, the connection decides.
 */
import { BodyRate } from './body-rate.js'
import { NO_DEADLINE, type DeadlineTimer } from './deadline-timer.js'
import { DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER } from './limits.js'

/** The settings of a server that limit time, in milliseconds. They are read when they are needed, since a program may change them at any time. */
export interface TimeoutSettings {
  readonly headersTimeout: number
  readonly requestTimeout: number
  readonly keepAliveTimeout: number
  readonly keepAliveTimeoutBuffer: number
}

/** The server of a connection. */
export interface TimeoutHost {
  readonly server: TimeoutSettings
  readonly fixed: {
    /** The option `layered.minBodyRate`, bytes a second; 0 for no limit. */
    readonly minBodyRate: number
  }
  readonly connections: { readonly timer: DeadlineTimer }
}

/** Returns a timeout that a program has set. As in Node, anything but a positive number gives 0, for no limit. */
export function timeoutOf(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0
}

/** Returns the time for a head, from its first byte; 0 for no limit. Two settings limit it. */
export function headTimeout(settings: TimeoutSettings): number {
  const headersTimeout = timeoutOf(settings.headersTimeout)
  const requestTimeout = timeoutOf(settings.requestTimeout)
  return headersTimeout > 0 && requestTimeout > 0 ? Math.min(headersTimeout, requestTimeout) : headersTimeout || requestTimeout
}

/**
 * Returns the time until the next request must begin; 0 for no limit. As in Node, a timeout that is not a finite number counts as 0, and such a buffer as the
 * default.
 */
export function keepAliveTimeout({ keepAliveTimeout: timeout, keepAliveTimeoutBuffer: buffer }: TimeoutSettings): number {
  if (!Number.isFinite(timeout) || timeout <= 0) return 0
  return timeout + (Number.isFinite(buffer) && buffer >= 0 ? buffer : DEFAULT_KEEP_ALIVE_TIMEOUT_BUFFER)
}

const NO_REQUEST = 0
const EXPIRED = -1

export class ConnectionTimeouts {
  deadline = NO_DEADLINE
  /** When the first byte of the request that is being received arrived; NO_REQUEST, or EXPIRED if its time is over. */
  private requestStart = NO_REQUEST
  /** Of the body that is being received, if the server has a limit for it. */
  private bodyRate: BodyRate | null = null

  constructor(private host: TimeoutHost) {}

  /** A new connection: its first head must arrive in time. */
  startConnection(): void {
    this.setDeadline(headTimeout(this.host.server))
  }

  /** A part of a request was received. The limit counts from the request's first byte. */
  waitForRequest(hasHead: boolean): void {
    if (this.requestStart === EXPIRED) {
      this.deadline = NO_DEADLINE
      return
    }
    const { server, connections } = this.host
    if (this.requestStart === NO_REQUEST) this.requestStart = connections.timer.now()
    this.deadline = connections.timer.schedule(this.requestStart, hasHead ? timeoutOf(server.requestTimeout) : headTimeout(server))
    if (hasHead && this.host.fixed.minBodyRate > 0) this.limitBodyRate(this.host.fixed.minBodyRate)
  }

  private limitBodyRate(minBodyRate: number): void {
    const { timer } = this.host.connections
    this.bodyRate ??= new BodyRate(timer.now(), minBodyRate)
    const deadline = timer.schedule(this.bodyRate.startedAt, this.bodyRate.allowance)
    if (this.deadline === NO_DEADLINE || deadline < this.deadline) this.deadline = deadline
  }

  /** A piece of a body was received. */
  receivedBody(bytes: number): void {
    this.bodyRate?.received(bytes)
  }

  /** True if the deadline that has passed is that of the body's rate. */
  get isBodyTooSlow(): boolean {
    return this.bodyRate !== null && this.bodyRate.isTooSlow(this.host.connections.timer.now())
  }

  /** True if the time of the whole request is over. */
  get isRequestExpired(): boolean {
    const { server, connections } = this.host
    const timeout = timeoutOf(server.requestTimeout)
    return timeout > 0 && this.requestStart > NO_REQUEST && connections.timer.now() >= this.requestStart + timeout
  }

  /** The body could not arrive until now: its rate is measured from now on. */
  restartBodyRate(): void {
    if (this.bodyRate === null) return
    this.bodyRate.restart(this.host.connections.timer.now())
    this.waitForRequest(true)
  }

  /** Returns the time at which the first byte of the current request arrived, rounded down to a millisecond. Undefined if the head arrived in one piece. */
  get startOfRequest(): number | undefined {
    // Whole milliseconds of the timer are one more than those that have passed.
    return this.requestStart > NO_REQUEST ? this.requestStart - 1 : undefined
  }

  /** Waits for the next request. Returns false if there is no limit for that. */
  waitForNextRequest(): boolean {
    const timeout = keepAliveTimeout(this.host.server)
    if (timeout === 0) return false
    this.setDeadline(timeout)
    return true
  }

  /** From now on the next request must begin within `idle` milliseconds, or within the time of the server if that is shorter. */
  limitIdle(idle: number): void {
    this.host = new IdleLimit(this.host, idle)
  }

  /** Nothing is under way: the next request must begin `idle` milliseconds after the last response, or after the start of the connection. Returns false if that time is over. */
  waitIdle(idle: number, isNew: boolean): boolean {
    const { connections, server } = this.host
    const { timer } = connections
    const limit = isNew ? headTimeout(server) : keepAliveTimeout(server)
    // Without a limit it is not known since when the connection has been idle.
    const since = this.deadline === NO_DEADLINE || limit === 0 ? timer.now() : this.deadline - Math.ceil(limit)
    if (timer.now() >= since + idle) return false
    const deadline = timer.schedule(since, idle)
    if (this.deadline === NO_DEADLINE || deadline < this.deadline) this.deadline = deadline
    return true
  }

  /** The socket was ended while the server drains: the peer must end its side within `time`. */
  waitForEnd(time: number): void {
    this.setDeadline(time)
  }

  /** The socket was ended: the peer must end its side within the time of a request. Bytes that still arrive do not extend it. */
  waitForClose(): void {
    if (this.deadline === NO_DEADLINE) this.setDeadline(timeoutOf(this.host.server.requestTimeout))
  }

  /** Nothing is limited until the next call. */
  clear(): void {
    this.deadline = NO_DEADLINE
  }

  /** The request is complete. */
  endRequest(): void {
    this.requestStart = NO_REQUEST
    this.bodyRate = null
  }

  /** The request's time is over. That is reported once, whatever a listener does and however slowly the rest arrives. */
  expireRequest(): void {
    this.requestStart = EXPIRED
  }

  private setDeadline(delay: number): void {
    const { timer } = this.host.connections
    this.deadline = timer.schedule(timer.now(), delay)
  }
}

/** The host of a connection whose server drains: time between requests is short. */
class IdleLimit implements TimeoutHost {
  readonly server: TimeoutSettings

  constructor(
    private readonly host: TimeoutHost,
    idle: number,
  ) {
    const { server } = host
    this.server = {
      get headersTimeout() {
        return server.headersTimeout
      },
      get requestTimeout() {
        return server.requestTimeout
      },
      get keepAliveTimeout() {
        // 0 would mean that there is no limit.
        return Math.max(1, Math.min(keepAliveTimeout(server) || Infinity, idle))
      },
      keepAliveTimeoutBuffer: 0,
    }
  }

  get fixed(): TimeoutHost['fixed'] {
    return this.host.fixed
  }

  get connections(): TimeoutHost['connections'] {
    return this.host.connections
  }
}
