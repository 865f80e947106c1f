/** A client's own load: so many requests under way at any time, the next one begins where one ends. */
import { performance } from 'node:perf_hooks'
import { cpuMicroseconds } from './control.mjs'

/**
 * @param send - `(slot, done)`: begins a request and calls `done(bodyLength)` at the end of its response
 * @returns what was finished within `seconds` and the CPU it took; `total` also holds what was under way then
 */
export function keepInFlight({ connections, seconds }, send) {
  const total = { requests: 0, bodyBytes: 0 }
  return new Promise((resolve) => {
    let underWay = connections
    let measured
    const startCpu = cpuMicroseconds()
    const startTime = performance.now()
    // A flag set by a timer costs the loop nothing; a look at the clock after each request would.
    setTimeout(() => {
      measured = {
        requests: total.requests,
        seconds: (performance.now() - startTime) / 1000,
        cpu: cpuMicroseconds() - startCpu,
      }
    }, seconds * 1000)
    for (let slot = 0; slot < connections; slot++) {
      const done = (bodyLength) => {
        total.requests++
        total.bodyBytes += bodyLength
        if (measured === undefined) send(slot, done)
        else if (--underWay === 0) resolve({ ...measured, total })
      }
      send(slot, done)
    }
  })
}
