/** The limiting side of a measurement: the process under test, as it should be, or another one. */
import { percent } from './table.mjs'

/** Share of a core from which on the other side, and not the process under test, may set the pace. */
const SATURATED = 0.95

/** Share of a core below which, on both sides at once, something else must have had the cores. */
const IDLE = 0.9

/** Lines about the rows of a report whose columns are `exchangeColumns`. */
export function paceWarnings(otherSide) {
  return (rows) =>
    rows.flatMap(({ name, values: { busy, otherBusy } }) => {
      if (otherBusy.max > SATURATED) return [`with ${name}, ${otherSide} used up to ${percent(otherBusy.max)} of a core: the rate and latency may be its limits`]
      if (busy.median < IDLE && otherBusy.median < IDLE) {
        const shares = `${percent(busy.median)} and ${percent(otherBusy.median)} busy`
        return [`with ${name}, both sides waited (${shares}): other work on this machine spoils the numbers`]
      }
      return []
    })
}
