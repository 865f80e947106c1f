/**
 * Monotonic time, and timers, for waiting requests and pooled sockets. Taken from Node's modules when this one is loaded: fake timers of a test
 * do not change them.
 */
import { clearTimeout, setTimeout } from 'node:timers'

/** Captured, as the timers are. `performance.now()` would load all of `node:perf_hooks`: 2 ms of CPU at the start of the program. */
const { hrtime } = process

function now(): number {
  const [seconds, nanoseconds] = hrtime()
  return seconds * 1e3 + nanoseconds / 1e6
}

export const clock = { now, setTimeout, clearTimeout }
