/** A straight line through samples, to see if something grows. */

/** Share of the samples at the beginning in which caches fill and code is compiled. */
const WARM_UP = 0.25

/** Returns how much equally spaced `values` grow from the end of the warm-up to their end, by the line with the least squares. */
export function growthOf(values) {
  const ys = values.slice(Math.ceil(values.length * WARM_UP))
  const xs = [...ys.keys()]
  const x = mean(xs)
  const y = mean(ys)
  const across = xs.reduce((sum, value) => sum + (value - x) ** 2, 0)
  if (across === 0) return 0
  const slope = xs.reduce((sum, value, index) => sum + (value - x) * (ys[index] - y), 0) / across
  return slope * (xs.length - 1)
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
