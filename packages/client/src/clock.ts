/**
 * Monotonic time and timers. Taken from Node's modules when this one is loaded: fake timers of a test do not change them.
 */
import { performance } from 'node:perf_hooks'
import { clearImmediate, clearTimeout, setImmediate, setTimeout } from 'node:timers'

export const clock = { now: performance.now.bind(performance) as () => number, setTimeout, clearTimeout, setImmediate, clearImmediate }
