/** A clock that a test moves by hand. */

/** The timer that a fake clock returns. */
interface FakeTimer {
  readonly at: number
  readonly callback: () => void
  unref(): FakeTimer
}

/** Time does not move until {@link FakeClock.advance}. `now`, `setTimeout` and `clearTimeout` may be passed as plain functions. */
export class FakeClock {
  private time: number
  private readonly timers = new Set<FakeTimer>()

  constructor(start = 1) {
    this.time = start
  }

  readonly now = (): number => this.time

  readonly setTimeout = (callback: () => void, delay: number): NodeJS.Timeout => {
    const timer: FakeTimer = { at: this.time + delay, callback, unref: () => timer }
    this.timers.add(timer)
    return timer as unknown as NodeJS.Timeout
  }

  readonly clearTimeout = (timer: NodeJS.Timeout | undefined): void => {
    this.timers.delete(timer as unknown as FakeTimer)
  }

  /** Timers that have not fired. */
  get pending(): number {
    return this.timers.size
  }

  /** Moves the time; each timer fires at its own time. An exception of a callback is thrown here, and the time stays at that of the callback. */
  advance(milliseconds: number): void {
    const end = this.time + milliseconds
    for (let next = this.first(end); next !== undefined; next = this.first(end)) {
      this.timers.delete(next)
      this.time = Math.max(this.time, next.at)
      next.callback()
    }
    this.time = end
  }

  private first(end: number): FakeTimer | undefined {
    let first: FakeTimer | undefined
    for (const timer of this.timers) if (timer.at <= end && (first === undefined || timer.at < first.at)) first = timer
    return first
  }
}
