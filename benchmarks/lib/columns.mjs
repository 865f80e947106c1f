/**
 * Columns of a report: `{ key, title, scale, digits, range, unit }`. `key` is the number's name in a sample, `scale` its divisor;
 * with `range`, the smallest and the largest are shown beside the median; with `compared`, ratios to the other peers.
 */

/** Cost and speed of an exchange, from the samples of `lib/sample.mjs`. Columns without a value are left out. */
export function exchangeColumns(unit, otherSide) {
  return [
    { key: 'cost', title: `CPU µs/${unit}`, digits: 2, range: true, compared: true },
    { key: 'user', title: 'in user mode', digits: 2 },
    { key: 'rate', title: `${unit === 'MB' ? 'MB' : `${unit}s`}/s`, digits: 0 },
    { key: 'p50', title: 'p50 ms', digits: 2 },
    { key: 'p99', title: 'p99 ms', digits: 2 },
    { key: 'rss', title: 'RSS MB', scale: 1e6, digits: 0 },
    { key: 'busy', title: 'process busy', scale: 1 / 100, digits: 0, unit: '%' },
    { key: 'otherBusy', title: `${otherSide} busy`, scale: 1 / 100, digits: 0, unit: '%' },
  ]
}

/** Returns the median of a column as text, with its range if the column shows it. */
export function cell({ scale = 1, digits, range = false, unit = '' }, { median, min, max }) {
  const text = (value) => (value / scale).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${text(median)}${range ? ` (${text(min)}–${text(max)})` : ''}${unit && ` ${unit}`}`
}
