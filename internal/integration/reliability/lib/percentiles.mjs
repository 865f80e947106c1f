/** Latencies in milliseconds, summed up. */

/** `{ count, p50, p99, max }` with two decimals. */
export function percentilesOf(values) {
  const sorted = Float64Array.from(values).sort()
  const at = (share) => Number((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(2))
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) }
}
