/** A client's own load: a fixed number of requests at any time. When one ends, the next one begins. */
import { performance } from 'node:perf_hooks'
import { cpuMicroseconds } from './control.mjs'
import { percentile } from './statistics.mjs'

/**
 * @param send - `(slot, done)`: begins a request and calls `done(bodyLength)` at the end of its response
 * @returns what was finished within `seconds`, the CPU it took, latency in milliseconds; `total` also holds what was under way then
 */
export function keepInFlight({ connections, seconds }, send) {
  const total = { requests: 0, bodyBytes: 0 }
  const latencies = []
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
        p50: percentile(latencies, 50),
        p99: percentile(latencies, 99),
      }
    }, seconds * 1000)
    for (let slot = 0; slot < connections; slot++) {
      // For the same reason one slot's requests are timed, and stand for those of all.
      const timed = slot === 0
      let sentAt = startTime
      const done = (bodyLength) => {
        total.requests++
        total.bodyBytes += bodyLength
        if (timed) {
          const now = performance.now()
          latencies.push(now - sentAt)
          sentAt = now
        }
        if (measured === undefined) send(slot, done)
        else if (--underWay === 0) resolve({ ...measured, total })
      }
      send(slot, done)
    }
  })
}
