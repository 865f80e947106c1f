/** Finds measurements that the process under test did not limit: the generator or other work on the machine did. */
import { percent } from './table.mjs'

/** If the other side uses more than this share of a core, it may be the limit instead of the process under test. */
const SATURATED = 0.95

/** If both sides use less than this share of a core, another process must have used the cores. */
const IDLE = 0.9

/** Returns warnings about the rows of a report whose columns are `exchangeColumns`. */
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
