/** Values as text. */

/** `1,200 ms`, `3.4 MiB`, `yes`. */
export function withUnit(value, unit) {
  if (typeof value !== 'number') return value === true ? 'yes' : String(value)
  if (unit === 'bytes') return bytes(value)
  const text = value.toLocaleString('en-US', { maximumFractionDigits: 2 })
  return unit ? `${text} ${unit}` : text
}

function bytes(value) {
  const size = Math.abs(value)
  if (size >= 1024 * 1024) return `${(value / 1024 / 1024).toFixed(1)} MiB`
  return size >= 10 * 1024 ? `${Math.round(value / 1024)} KiB` : `${value} bytes`
}
