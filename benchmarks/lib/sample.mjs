/**
 * One measurement of one peer in one round: `{ cost, user, rate, p50?, p99?, rss, busy, otherBusy, units }`. `cost` is CPU microseconds a unit, `user` its part in user mode,
 * `rate` units a second, where a unit is a request or a megabyte; latencies are milliseconds, `rss` bytes, `busy` shares of a core.
 */
import { median } from './statistics.mjs'
import { percent, whole } from './table.mjs'

/** @param made - the counts: units, seconds, CPU microseconds of both sides, bytes */
export function sampleOf({ units, seconds, cpu, user, otherCpu, rss, p50, p99 }) {
  return { cost: cpu / units, user: user / units, rate: units / seconds, p50, p99, rss, busy: cpu / (seconds * 1e6), otherBusy: otherCpu / (seconds * 1e6), units }
}

/** Returns the sample of several turns: sums, the medians of the latencies, the last RSS. */
export function sampleOfTurns(turns) {
  const sum = (key) => turns.reduce((total, turn) => total + turn[key], 0)
  const middle = (key) => (turns.some((turn) => turn[key] === undefined) ? undefined : median(turns.map((turn) => turn[key])))
  return sampleOf({
    units: sum('units'),
    seconds: sum('seconds'),
    cpu: sum('cpu'),
    user: sum('user'),
    otherCpu: sum('otherCpu'),
    rss: turns.at(-1).rss,
    p50: middle('p50'),
    p99: middle('p99'),
  })
}

/** Returns a sample as one line, for the progress. */
export function describeSample({ cost, rate, busy, otherBusy }) {
  return `${cost.toFixed(2).padStart(7)} CPU µs   ${whole(rate).padStart(8)}/s   busy ${percent(busy)}, other side ${percent(otherBusy)}`
}
