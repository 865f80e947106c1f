/** The present instant, in milliseconds of `performance.now()`: monotonic, and not changed by fake timers of a test, which replace the global `performance`. */

let performanceNow: (() => number) | undefined

/**
 * Returns the function of `performance`. Only timings and timeouts need it, so the program loads `node:perf_hooks` with the first of them: 2 ms of CPU.
 *
 * In Node it is the method of the class, because fake timers give the object one of its own. In Bun only the object has one.
 */
function loadNow(): () => number {
  // eslint-disable-next-line no-restricted-globals -- the parser, which runs everywhere, does not use this file
  const { performance } = process.getBuiltinModule('node:perf_hooks')
  const { now = performance.now } = Object.getPrototypeOf(performance) as Partial<typeof performance>
  return now.bind(performance)
}

/** Returns the present instant. */
export function instant(): number {
  return (performanceNow ??= loadNow())()
}
