/** The load that a client makes itself: a fixed number of requests under way. When one ends, the next one begins, until a time or a number is reached. */
import { performance } from 'node:perf_hooks'
import { cpuTime } from './control.mjs'
import { percentile } from './statistics.mjs'

/**
 * @param load - `{ connections, seconds }`, or `{ connections, requests }` for a number of requests, at least one on each connection
 * @param send - `(slot, done)`: begins a request and calls `done(bodyLength)` at the end of its response
 * @returns the requests finished within `seconds` (all of them for a number), their CPU time, latency in milliseconds; `total` also counts requests that were under way at that time
 */
export function keepInFlight({ connections, seconds, requests = Infinity }, send) {
  const total = { requests: 0, bodyBytes: 0 }
  const latencies = []
  return new Promise((resolve) => {
    let underWay = connections
    let begun = connections
    let measured
    const start = cpuTime()
    const startTime = performance.now()
    // A timer ends the measurement, because reading the clock after each request would cost time.
    const measure = () => {
      const { cpu, user } = cpuTime()
      measured = {
        requests: total.requests,
        seconds: (performance.now() - startTime) / 1000,
        cpu: cpu - start.cpu,
        user: user - start.user,
        p50: percentile(latencies, 50),
        p99: percentile(latencies, 99),
      }
    }
    if (seconds !== undefined) setTimeout(measure, seconds * 1000)
    for (let slot = 0; slot < connections; slot++) {
      // For the same reason only the requests of one slot are timed. They stand for all.
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
        if (measured === undefined && begun < requests) {
          begun++
          send(slot, done)
        } else if (--underWay === 0) {
          if (measured === undefined) measure()
          resolve({ ...measured, total })
        }
      }
      send(slot, done)
    }
  })
}
