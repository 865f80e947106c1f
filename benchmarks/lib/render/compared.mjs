/** The grids of a suite with our number and that of `node:http` in one cell, so that a column for each Node has room. */
import { digitsFor } from '../grid.mjs'
import { QUICK, table } from './markdown.mjs'

const OURS = 'layered-http'
const REFERENCE = 'node:http'

/** @param measured - `{ node, report }`, one suite's report for each Node */
export function comparedOf(measured) {
  const names = [...new Set(measured.flatMap(({ report }) => report.grids.map(({ name }) => name)))]
  const quick = measured.some(({ report }) => report.quick) ? [QUICK] : []
  return [...quick, ...names.map((name) => gridTable(name, measured))].join('\n\n')
}

function gridTable(name, measured) {
  const grids = measured.map(({ report }) => report.grids.find((grid) => grid.name === name))
  const { unit } = grids.find((grid) => grid !== undefined)
  const cases = [...new Set(grids.flatMap((grid) => grid?.cases.map((one) => one.name) ?? []))]
  const heading = [`${name}, ${unit}: ${OURS} / ${REFERENCE}`, ...measured.map(({ node }) => node)]
  return table([heading, ...cases.map((one) => [one, ...grids.map((grid) => cellOf(grid?.cases.find((other) => other.name === one)))])])
}

/** Returns an empty cell for a case that was not measured. */
function cellOf(one) {
  const values = [OURS, REFERENCE].map((name) => one?.peers.find((peer) => peer.name === name)?.value)
  return values.includes(undefined) ? '' : values.map((value) => value.median.toLocaleString('en-US', { maximumFractionDigits: digitsFor(value) })).join(' / ')
}
