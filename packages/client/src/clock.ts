/**
 * Monotonic time and timers. Taken from Node's modules when this one is loaded: fake timers of a test do not change them.
 */
import { clearImmediate, clearTimeout, setImmediate, setTimeout } from 'node:timers'

let performanceNow: (() => number) | undefined

/** Returns the function. It is not that of the global `performance`, which fake timers replace. Only timings and timeouts need it, so the program loads `node:perf_hooks` with the first of them: 2 ms of CPU. */
function loadNow(): () => number {
  const { performance } = process.getBuiltinModule('node:perf_hooks')
  return (Object.getPrototypeOf(performance) as typeof performance).now.bind(performance)
}

function now(): number {
  return (performanceNow ??= loadNow())()
}

export const clock = { now, setTimeout, clearTimeout, setImmediate, clearImmediate }
