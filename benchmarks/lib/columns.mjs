/**
 * Columns of a report: `{ key, title, scale, digits, range, unit }`. `key` is the number's name in a sample, `scale` what it is divided by,
 * `range` whether the smallest and the largest are shown beside the median. Where `compared` is true, ratios to the other peers are given.
 */

/** What an exchange costs and how fast it is. The samples are those of `lib/sample.mjs`; columns that have no value are left out. */
export function exchangeColumns(unit, otherSide) {
  return [
    { key: 'cost', title: `CPU µs/${unit}`, digits: 2, range: true, compared: true },
    { key: 'rate', title: `${unit === 'MB' ? 'MB' : `${unit}s`}/s`, digits: 0 },
    { key: 'p50', title: 'p50 ms', digits: 2 },
    { key: 'p99', title: 'p99 ms', digits: 2 },
    { key: 'rss', title: 'RSS MB', scale: 1e6, digits: 0 },
    { key: 'busy', title: 'process busy', scale: 1 / 100, digits: 0, unit: '%' },
    { key: 'otherBusy', title: `${otherSide} busy`, scale: 1 / 100, digits: 0, unit: '%' },
  ]
}

/** The median of a column, and its range if that is shown. */
export function cell({ scale = 1, digits, range = false, unit = '' }, { median, min, max }) {
  const text = (value) => (value / scale).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${text(median)}${range ? ` (${text(min)}–${text(max)})` : ''}${unit && ` ${unit}`}`
}
