/** One measurement of one peer in one round: `{ cpuPerRequest, requestsPerSecond, p50?, p99?, busy, otherBusy, requests }`. */
import { percent, whole } from './table.mjs'

/** For the progress. */
export function describeSample({ cpuPerRequest, requestsPerSecond, busy, otherBusy }) {
  return `${cpuPerRequest.toFixed(2).padStart(6)} CPU µs/request   ${whole(requestsPerSecond).padStart(8)}/s   busy ${percent(busy)}, other side ${percent(otherBusy)}`
}
