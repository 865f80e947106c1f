/** The samples of a suite as a table, ratios below it, and warnings where a number is not what it seems. */
import { ratio, spread } from './statistics.mjs'
import { percent, table, whole, withRange } from './table.mjs'

/** Share of a core from which on the other side, and not the process under test, may set the pace. */
const SATURATED = 0.95

/** Share of a core below which, on both sides at once, something else must have had the cores. */
const IDLE = 0.9

/**
 * @param samples - by name of the peer, ours first
 * @param otherSide - what to call the process that the peer talked to
 * @param conditions - one line
 */
export function report({ samples, otherSide, conditions }) {
  const rows = [...samples].map(([name, values]) => ({ name, ...summarise(values), samples: values }))
  const [ours, ...others] = rows
  const ratios = others.map(({ name, samples: theirs }) => ({
    to: name,
    cpuPerRequest: ratio(column(ours.samples, 'cpuPerRequest'), column(theirs, 'cpuPerRequest')),
  }))
  const text = [conditions, '', renderRows(rows, otherSide), '', renderRatios(ours.name, ratios), ...warnings(rows, otherSide)].join('\n')
  return { text, conditions, rows, ratios }
}

function summarise(samples) {
  const names = ['cpuPerRequest', 'requestsPerSecond', 'p50', 'p99', 'busy', 'otherBusy']
  return Object.fromEntries(names.map((name) => [name, spread(column(samples, name))]))
}

function column(samples, name) {
  return samples.map((sample) => sample[name])
}

function renderRows(rows, otherSide) {
  const hasLatency = rows.some((row) => row.p50 !== undefined)
  const heading = ['', 'CPU µs/request', 'requests/s', ...(hasLatency ? ['p50 ms', 'p99 ms'] : []), 'process busy', `${otherSide} busy`]
  const body = rows.map((row) => [
    row.name,
    withRange(row.cpuPerRequest),
    whole(row.requestsPerSecond.median),
    ...(hasLatency ? [row.p50.median.toFixed(2), row.p99.median.toFixed(2)] : []),
    percent(row.busy.median),
    percent(row.otherBusy.median),
  ])
  return table([heading, ...body])
}

function renderRatios(ours, ratios) {
  const rows = ratios.map(({ to, cpuPerRequest }) => [`${ours} / ${to}`, withRange(cpuPerRequest), `${(1 / cpuPerRequest.median).toFixed(2)}`])
  return table([['CPU per request', 'ratio (range)', 'inverse'], ...rows])
}

function warnings(rows, otherSide) {
  return rows.flatMap(({ name, busy, otherBusy }) => {
    if (otherBusy.max > SATURATED) {
      return [`\nwarning: with ${name}, ${otherSide} used up to ${percent(otherBusy.max)} of a core: requests/s and latency may be its limits`]
    }
    if (busy.median < IDLE && otherBusy.median < IDLE) {
      const shares = `${percent(busy.median)} and ${percent(otherBusy.median)} busy`
      return [`\nwarning: with ${name}, both sides waited (${shares}): other work on this machine spoils the numbers`]
    }
    return []
  })
}
