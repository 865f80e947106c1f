/**
 * Deadlines: those of one request, with one timer for the earliest.
 * What may live here: the instants, and the timer. Which part of an exchange has begun or is over, watch.ts says.
 */
import { MAX_TIMER_DELAY } from '@layered-http/shared'
import { clock } from '../clock.js'
import type { Limits, TimeoutPhase } from '../timeouts.js'

/** A deadline that has passed. */
export interface Missed {
  readonly phase: TimeoutPhase
  /** The option, milliseconds. */
  readonly timeout: number
  /** Milliseconds since that part began. */
  readonly elapsed: number
}

/** Timers and a time. */
export type DeadlineClock = Pick<typeof clock, 'now' | 'setTimeout' | 'clearTimeout'>

export class Deadlines {
  /** The instants of those that run. */
  private readonly running = new Map<TimeoutPhase, number>()
  private timer: NodeJS.Timeout | undefined
  private firesAt = Infinity

  /** @param onMissed - called for a deadline that has passed; it does not run any more */
  constructor(
    private readonly limits: Limits,
    private readonly onMissed: (missed: Missed) => void,
    private readonly time: DeadlineClock = clock,
  ) {}

  /** Starts the deadline of a part that began at `since`, again if it runs. Does nothing for a part without one. */
  start(phase: TimeoutPhase, since: number): void {
    const limit = this.limits.get(phase)
    if (limit === undefined) return
    this.running.set(phase, since + limit)
    this.fireBy(since + limit)
  }

  /** The part is over. */
  stop(phase: TimeoutPhase): void {
    this.running.delete(phase)
    if (this.running.size === 0) this.stopAll()
  }

  /** Nothing is left to wait for: no timer remains. */
  stopAll(): void {
    this.running.clear()
    this.time.clearTimeout(this.timer)
    this.timer = undefined
    this.firesAt = Infinity
  }

  isRunning(phase: TimeoutPhase): boolean {
    return this.running.has(phase)
  }

  /** A timer that fires too early looks for the next deadline, so one that is postponed needs no new timer. */
  private fireBy(instant: number): void {
    if (instant >= this.firesAt) return
    this.time.clearTimeout(this.timer)
    this.firesAt = instant
    this.timer = this.time.setTimeout(() => this.fire(), Math.min(Math.max(1, Math.ceil(instant - this.time.now())), MAX_TIMER_DELAY))
  }

  private fire(): void {
    this.timer = undefined
    this.firesAt = Infinity
    let earliest: TimeoutPhase | undefined
    let instant = Infinity
    for (const [phase, at] of this.running) {
      if (at >= instant) continue
      earliest = phase
      instant = at
    }
    if (earliest === undefined) return
    const now = this.time.now()
    // Timers may fire a little earlier than their time.
    if (now < instant) {
      this.fireBy(instant)
      return
    }
    const timeout = this.limits.get(earliest)!
    this.running.delete(earliest)
    try {
      this.onMissed({ phase: earliest, timeout, elapsed: now - instant + timeout })
    } finally {
      // It may have been started again, and others still run.
      const next = Math.min(...this.running.values())
      if (next !== Infinity) this.fireBy(next)
    }
  }
}
