/**
 * Clock: a time that only goes forward, and timers.
 *
 * Both are taken from Node's modules when this one is loaded. So steps of the system's clock, fake timers of a test and global timers of another
 * kind (jsdom's return numbers) do not change the timeouts of connections.
 */
import { clearTimeout, setTimeout } from 'node:timers'

export interface Clock {
  /** Milliseconds since some moment in the past. */
  now(): number
  setTimeout(callback: () => void, delay: number): NodeJS.Timeout
  clearTimeout(timer: NodeJS.Timeout | undefined): void
}

/** Captured, as the timers are. `performance.now()` would load all of `node:perf_hooks`: 2 ms of CPU at the start of the program. */
const { hrtime } = process

function now(): number {
  const [seconds, nanoseconds] = hrtime()
  return seconds * 1e3 + nanoseconds / 1e6
}

export const systemClock: Clock = { now, setTimeout, clearTimeout }
