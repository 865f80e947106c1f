/**
 * The cost above the floor: what is left of a peer's cost after that of a bare socket in the same round, which no HTTP library on
 * `node:net` can avoid. Our part of another peer's is the share of the avoidable cost that we have.
 *
 * Costs in user mode are compared. The kernel's part has what a library does not decide: a write that wakes the other side costs several microseconds more than one to a
 * side that is busy, and a bare socket keeps the other side busier than any library does. Samples of older runs have only the whole cost, which is then taken.
 */
import { spread } from './statistics.mjs'

/** Names of the peers without HTTP. */
export const FLOORS = ['raw net (floor)', 'raw tls (floor)']

/** The part of the floor that another peer must cost more. Below it, the difference is that of two rounds and not of two peers. */
const LEAST_ABOVE = 0.05

/** Other runtimes have another floor, which is not measured. */
const OTHER_RUNTIME = /\b(?:Bun|Deno|Node 26)\b/

/**
 * Returns `(ours − floor) / (other − floor)`, round by round. A round in which the other peer was hardly above the floor has no
 * such number and is left out.
 *
 * @param ours, other, floor - the costs of each round
 * @returns `{ median, min, max, leftOut }`; undefined if half of the rounds or more are left out
 */
export function aboveFloor(ours, other, floor) {
  const values = ours.flatMap((cost, round) => (other[round] > floor[round] * (1 + LEAST_ABOVE) ? [(cost - floor[round]) / (other[round] - floor[round])] : []))
  const leftOut = ours.length - values.length
  return values.length > leftOut ? { ...spread(values), leftOut } : undefined
}

/**
 * Returns the comparisons above the floor of a report with a row for each peer: `{ key, title, to, value }` for each peer of the same
 * runtime. An empty list if no floor was measured, or its cost is not the compared one.
 */
export function comparisonsAboveFloor({ columns, rows }) {
  const [ours, ...others] = rows
  const floor = others.find(({ name }) => FLOORS.includes(name))
  if (floor?.samples === undefined) return []
  return columns.filter(({ compared }) => compared).flatMap(({ key, title }) => {
    const measured = key === 'cost' ? 'user' : key
    if (floor.samples[0][measured] === undefined) return []
    const costs = ({ samples }) => samples.map((sample) => sample[measured])
    return others
      .filter((other) => other !== floor && !OTHER_RUNTIME.test(other.name))
      .flatMap((other) => {
        const value = aboveFloor(costs(ours), costs(other), costs(floor))
        return value === undefined ? [] : [{ key, title, to: other.name, value }]
      })
  })
}
