/**
 * Deadlines: one timer for all connections of a server.
 *
 * A connection has at most one deadline, a number that it sets and clears without any timer. The timer wakes at the earliest deadline it
 * knows of, looks at every connection once, and sleeps until the earliest that is left. What one connection does never makes it wake later.
 */
import { AsyncResource } from 'node:async_hooks'
import { systemClock, type Clock } from './clock.js'
import { DEADLINE_GRANULARITY, MAX_TIMER_DELAY } from './limits.js'

/** What has a deadline. */
export interface Expiring {
  /** Milliseconds of {@link Deadlines.now}; `NO_DEADLINE` for none. */
  deadline: number
  /** The deadline has passed. An exception becomes an `'uncaughtException'`; the deadlines of other connections come all the same. */
  expire(): void
}

export const NO_DEADLINE = Infinity

/** A timeout that a program has set, in milliseconds: 0, which is none, for whatever is no positive number, as in Node. */
export function timeoutOf(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0
}

/** The connections of one server and the timer that watches over them. */
export class Deadlines {
  private readonly watched = new Set<Expiring>()
  private timer: NodeJS.Timeout | undefined
  private wakesAt = NO_DEADLINE
  /** The timer is made in the server's async context, and keeps nothing of a request's alive. */
  private readonly context = new AsyncResource('HTTPSERVERDEADLINES')

  constructor(private readonly clock: Clock = systemClock) {}

  /** Milliseconds of a time that only goes forward. */
  now(): number {
    return this.clock.now()
  }

  add(connection: Expiring): void {
    this.watched.add(connection)
  }

  delete(connection: Expiring): void {
    this.watched.delete(connection)
    if (this.watched.size === 0) this.stop()
  }

  /** Every connection, open ones only. */
  [Symbol.iterator](): IterableIterator<Expiring> {
    return this.watched.values()
  }

  /** Gives `connection` until `start + delay`. A delay of 0 means no deadline, as in Node's timeout options. */
  set(connection: Expiring, start: number, delay: number): void {
    connection.deadline = delay > 0 ? start + delay : NO_DEADLINE
    if (connection.deadline < this.wakesAt) this.wakeAt(connection.deadline, DEADLINE_GRANULARITY)
  }

  /** Whether the timer runs. */
  get isAwake(): boolean {
    return this.timer !== undefined
  }

  private stop(): void {
    this.clock.clearTimeout(this.timer)
    this.timer = undefined
    this.wakesAt = NO_DEADLINE
  }

  /** Wakes at `deadline`, in `soonest` ms at the earliest, unless the timer wakes before that anyway. */
  private wakeAt(deadline: number, soonest: number): void {
    if (deadline === NO_DEADLINE) return
    const now = this.clock.now()
    const at = Math.max(deadline, now + soonest)
    // Also for a deadline that has passed: a connection that sets one again and again would postpone the rest.
    if (at >= this.wakesAt) return
    this.clock.clearTimeout(this.timer)
    this.wakesAt = at
    this.context.runInAsyncScope(this.startTimer, this, Math.min(Math.ceil(at - now), MAX_TIMER_DELAY))
  }

  private startTimer(delay: number): void {
    this.timer = this.clock.setTimeout(() => this.wake(), delay)
    this.timer.unref()
  }

  private wake(): void {
    this.timer = undefined
    this.wakesAt = NO_DEADLINE
    const now = this.clock.now()
    let next = NO_DEADLINE
    let isDone = false
    try {
      for (const connection of this.watched) {
        if (connection.deadline <= now) {
          connection.deadline = NO_DEADLINE
          connection.expire()
        }
        if (connection.deadline < next) next = connection.deadline
      }
      isDone = true
    } finally {
      // A listener threw: the connections behind it have their turn at once.
      if (isDone) this.wakeAt(next, DEADLINE_GRANULARITY)
      else this.wakeAt(now, 0)
    }
  }
}
