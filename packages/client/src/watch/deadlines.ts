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
export interface DeadlineClock {
  now(): number
  setTimeout(callback: () => void, delay: number): NodeJS.Timeout
  clearTimeout(timer: NodeJS.Timeout | undefined): void
  /** Calls back after the input that has arrived was read. */
  setImmediate(callback: () => void): NodeJS.Immediate
  clearImmediate(immediate: NodeJS.Immediate | undefined): void
}

export class Deadlines {
  /** The instants of those that run. */
  private readonly running = new Map<TimeoutPhase, number>()
  private timer: NodeJS.Timeout | undefined
  private immediate: NodeJS.Immediate | undefined
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
    this.time.clearImmediate(this.immediate)
    this.timer = this.immediate = undefined
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
    const [, instant] = this.earliest()
    // Timers may fire a little earlier than their time, and what was due may be postponed.
    if (this.time.now() < instant) this.fireBy(instant)
    // After the process was busy, timers come before the input that arrived meanwhile. It may be what is waited for.
    else this.immediate = this.time.setImmediate(() => this.expire())
  }

  /** Ends the wait for the part whose deadline passed first. */
  private expire(): void {
    this.immediate = undefined
    const [phase, instant] = this.earliest()
    const now = this.time.now()
    try {
      if (phase !== undefined && now >= instant) {
        const timeout = this.limits.get(phase)!
        this.running.delete(phase)
        this.onMissed({ phase, timeout, elapsed: now - instant + timeout })
      }
    } finally {
      // It may have been started again, and others still run.
      this.fireBy(this.earliest()[1])
    }
  }

  private earliest(): [phase: TimeoutPhase | undefined, instant: number] {
    let first: TimeoutPhase | undefined
    let earliest = Infinity
    for (const [phase, instant] of this.running) {
      if (instant >= earliest) continue
      first = phase
      earliest = instant
    }
    return [first, earliest]
  }
}
