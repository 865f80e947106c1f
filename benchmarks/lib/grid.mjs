/** Results with a row for each case and a column for each peer, and a table of ratios below: `{ name, unit, digits?, notes, cases, ratios }`. */
import { ratio, spread } from './statistics.mjs'
import { table, withRange } from './table.mjs'

/**
 * @param grid.cases - `{ name, peers: [{ name, samples }] }`, the same peers in each
 * @param grid.ratios - `[peer, other peer]`
 */
export function gridOf({ name, unit, notes = [], cases, ratios }) {
  const rows = cases.map((one) => ({ name: one.name, peers: one.peers.map(({ name, samples }) => ({ name, value: spread(samples), samples })) }))
  // A peer that does not take part is missing in every case.
  const pairs = ratios.filter((pair) => pair.every((name) => rows[0].peers.some((peer) => peer.name === name)))
  return {
    name,
    unit,
    notes,
    cases: rows,
    ratios: pairs.map(([ours, other]) => ({ ours, other, cases: rows.map(({ peers }) => ratio(samplesOf(peers, ours), samplesOf(peers, other))) })),
  }
}

function samplesOf(peers, name) {
  return peers.find((peer) => peer.name === name).samples
}

export function renderGrids(grids) {
  return [...grids.map(renderValues), ...grids.filter(({ ratios }) => ratios.length > 0).map(renderRatios)].join('\n\n')
}

function renderValues({ name, unit, cases, notes }) {
  const heading = [`${name}, ${unit}`, ...cases[0].peers.map((peer) => peer.name)]
  const rows = cases.map((one) => [one.name, ...one.peers.map(({ value }) => withRange(value, digitsFor(value)))])
  return [table([heading, ...rows]), ...notes].join('\n')
}

function renderRatios({ name, cases, ratios }) {
  const heading = [`${name}, ratio (range)`, ...ratios.map(({ ours, other }) => `${ours} / ${other}`)]
  const rows = cases.map((one, index) => [one.name, ...ratios.map((pair) => withRange(pair.cases[index]))])
  return table([heading, ...rows])
}

/** Returns the number of decimals that shows three or four digits in all. */
export function digitsFor({ median }) {
  return median < 10 ? 2 : median < 100 ? 1 : 0
}
