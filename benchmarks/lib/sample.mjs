/** One measurement of one peer in one round: `{ cpuPerRequest, requestsPerSecond, p50?, p99?, busy, otherBusy, requests }`. */
import { percent, whole } from './table.mjs'

/** For the progress. */
export function describeSample({ cpuPerRequest, requestsPerSecond, busy, otherBusy }) {
  const cpu = cpuPerRequest.toFixed(2).padStart(6)
  const rate = whole(requestsPerSecond).padStart(8)
  return `${cpu} CPU µs/request   ${rate}/s   busy ${percent(busy)}, other side ${percent(otherBusy)}`
}
