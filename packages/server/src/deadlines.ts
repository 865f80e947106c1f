/**
 * Deadlines: one timer for all connections of a server.
 *
 * A connection has at most one deadline, a number it sets and clears without any timer. The timer wakes at the
 * earliest deadline it knows of, looks at every connection once, and sleeps until the earliest that is left.
 */
import { DEADLINE_GRANULARITY } from './limits.js'

/** What has a deadline. */
export interface Expiring {
  /** Milliseconds since the epoch; `NO_DEADLINE` for none. */
  deadline: number
  /** The deadline has passed. */
  expire(): void
}

export const NO_DEADLINE = Infinity

/** The connections of one server and the timer that watches over them. */
export class Deadlines {
  private readonly watched = new Set<Expiring>()
  private timer: NodeJS.Timeout | undefined
  private wakesAt = NO_DEADLINE

  add(connection: Expiring): void {
    this.watched.add(connection)
  }

  delete(connection: Expiring): void {
    this.watched.delete(connection)
    if (this.watched.size === 0) this.sleep(NO_DEADLINE, 0)
  }

  /** Every connection, open ones only. */
  [Symbol.iterator](): IterableIterator<Expiring> {
    return this.watched.values()
  }

  /** Gives `connection` until `now + delay`. A delay of 0 means no deadline, as in Node's timeout options. */
  set(connection: Expiring, now: number, delay: number): void {
    connection.deadline = delay > 0 ? now + delay : NO_DEADLINE
    if (connection.deadline < this.wakesAt) this.sleep(connection.deadline, now)
  }

  /** Whether the timer runs. */
  get isAwake(): boolean {
    return this.timer !== undefined
  }

  private sleep(until: number, now: number): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.wakesAt = until
    if (until === NO_DEADLINE) return
    this.timer = setTimeout(() => this.wake(), Math.max(until - now, DEADLINE_GRANULARITY))
    this.timer.unref()
  }

  private wake(): void {
    const now = Date.now()
    let next = NO_DEADLINE
    for (const connection of this.watched) {
      if (connection.deadline <= now) {
        connection.deadline = NO_DEADLINE
        connection.expire()
      }
      if (connection.deadline < next) next = connection.deadline
    }
    this.sleep(next, now)
  }
}
