/** A straight line through samples, to see if something grows. */

/** Share of the samples at the beginning in which caches fill and code is compiled. */
const WARM_UP = 0.25

/** Returns how much `values` grow over one unit of `positions`, by least squares, after the warm-up. */
export function growthOf(positions, values) {
  const from = Math.ceil(positions.length * WARM_UP)
  const xs = positions.slice(from)
  const ys = values.slice(from)
  const x = mean(xs)
  const y = mean(ys)
  const across = xs.reduce((sum, value) => sum + (value - x) ** 2, 0)
  return across === 0 ? 0 : xs.reduce((sum, value, index) => sum + (value - x) * (ys[index] - y), 0) / across
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
