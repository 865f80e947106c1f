/** Statistics: medians, ranges, percentiles. */

/** Returns the middle of `values`, or the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Returns median and range; undefined if a value is missing. */
export function spread(values) {
  if (values.includes(undefined)) return undefined
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) }
}

/** Returns the ratios of `a` to `b` round by round. A disturbance of a whole round affects both and cancels out. */
export function ratio(a, b) {
  return spread(a.map((value, round) => value / b[round]))
}

/** Returns the value that `percent` of `values` do not exceed; undefined for an empty list. */
export function percentile(values, percent) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1]
}
