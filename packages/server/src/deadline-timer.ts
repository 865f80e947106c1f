/**
 * DeadlineTimer: one timer for the deadlines of all connections of a server.
 *
 * A connection has at most one deadline, a number that it sets and clears without a timer. The timer fires at the earliest deadline it was
 * told of, looks at every connection once, and waits for the earliest deadline that is left. No connection can delay it. If thousands expire at once,
 * requests are served between them.
 */
import { AsyncResource } from 'node:async_hooks'
import { MAX_TIMER_DELAY } from '@layered-http/shared'
import { systemClock, type Clock } from './clock.js'
import { DEADLINE_GRANULARITY, MAX_EXPIRATIONS_PER_TURN } from './limits.js'

/** Something with a deadline. */
export interface Expiring {
  /** A time of {@link DeadlineTimer.now}, or NO_DEADLINE. */
  deadline: number
  /** The deadline has passed. If it throws, the other deadlines are handled all the same. */
  expire(): void
}

/** Like every time here it is a small integer: a connection keeps it without an object for a number. */
export const NO_DEADLINE = 0

const NEVER = Infinity

export class DeadlineTimer {
  private timer: NodeJS.Timeout | undefined
  private firesAt = NEVER
  /** The timer is made in the server's async context, so that it keeps nothing of a request alive. */
  private readonly context = new AsyncResource('HTTPSERVERDEADLINES')

  constructor(
    private readonly connections: Iterable<Expiring>,
    private readonly clock: Clock = systemClock,
  ) {}

  /** Whole milliseconds of a time that only goes forward, never 0. */
  now(): number {
    return Math.floor(this.clock.now()) + 1
  }

  /** Returns the deadline `delay` milliseconds after `start`, and fires then. Returns NO_DEADLINE for a delay of 0, as Node's timeout options mean it. */
  schedule(start: number, delay: number): number {
    if (delay <= 0) return NO_DEADLINE
    const deadline = start + Math.ceil(delay)
    if (deadline < this.firesAt) this.fireAt(deadline, DEADLINE_GRANULARITY)
    return deadline
  }

  /** True if a timer is set. */
  get isSet(): boolean {
    return this.timer !== undefined
  }

  /** No connection is left. */
  stop(): void {
    this.clock.clearTimeout(this.timer)
    this.timer = undefined
    this.firesAt = NEVER
  }

  /** Fires at `deadline`, but not before `soonest` ms from now, unless the timer fires before that anyway. */
  private fireAt(deadline: number, soonest: number): void {
    const now = this.now()
    const at = Math.max(deadline, now + soonest)
    // This holds for a deadline in the past too: otherwise a connection that sets one again and again would postpone all others.
    if (at >= this.firesAt) return
    this.clock.clearTimeout(this.timer)
    this.firesAt = at
    this.context.runInAsyncScope(this.startTimer, this, Math.min(at - now, MAX_TIMER_DELAY))
  }

  private startTimer(delay: number): void {
    this.timer = this.clock.setTimeout(() => this.fire(), delay)
    this.timer.unref()
  }

  private fire(): void {
    this.timer = undefined
    this.firesAt = NEVER
    const now = this.now()
    let next = NEVER
    let expirations = 0
    let isDone = false
    try {
      for (const connection of this.connections) {
        if (connection.deadline !== NO_DEADLINE && connection.deadline <= now) {
          if (expirations++ === MAX_EXPIRATIONS_PER_TURN) return
          connection.deadline = NO_DEADLINE
          connection.expire()
        }
        // Expiring may have set another deadline.
        if (connection.deadline !== NO_DEADLINE && connection.deadline < next) next = connection.deadline
      }
      isDone = true
    } finally {
      // If a listener threw, or too many expired for one turn, the other connections are looked at again in the next one.
      if (!isDone) this.fireAt(now, 0)
      else if (next !== NEVER) this.fireAt(next, DEADLINE_GRANULARITY)
    }
  }
}
