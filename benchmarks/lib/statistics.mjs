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
  return percentiles(values, [percent])[0]
}

/** Returns a percentile of `values` for each of `percents`. Sorts only once. */
export function percentiles(values, percents) {
  // A typed array sorts numbers without a function. It is a copy.
  const sorted = Float64Array.from(values).sort()
  return percents.map((percent) => sorted[rank(sorted.length, percent) - 1])
}

/** Decimals of a rank that count. Those beyond come from percents such as 99.9, which are not exact. */
const RANK_DECIMALS = 6

/** Returns how many of `length` sorted values are at or below the percentile. */
function rank(length, percent) {
  return Math.ceil(Number(((length * percent) / 100).toFixed(RANK_DECIMALS)))
}
