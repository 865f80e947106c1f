/** How many connections fit into a gigabyte, from the suites `memory` (idle) and `load-memory` (active). */
import { median } from '../statistics.mjs'
import { QUICK, table } from './markdown.mjs'

const PEERS = ['layered-http', 'node:http']
const GIGABYTE = 1e9
const MEGABYTE = 1e6

/** The cases of `load-memory` whose difference is the memory of the connections that the larger one has more. */
const FEW = { name: '50 connections', count: 50 }
const MANY = { name: '1,000 connections', count: 1000 }
const RSS = 'RSS, largest'

/** Digits of a number of connections: it is not known better. */
const KNOWN_DIGITS = 2

/**
 * @param nodes - `{ node, reports }`
 * @returns undefined if neither suite was measured
 */
export function capacityOf(nodes) {
  const find = (reports, name) => reports.find(({ suite }) => suite === name)
  const idle = nodes.map(({ reports }) => find(reports, 'memory'))
  const busy = nodes.map(({ reports }) => find(reports, 'load-memory'))
  const rows = [
    ['memory of each idle connection', idle, (report, peer) => kilobytes(idleBytes(report, peer))],
    ['idle connections in a GB', idle, (report, peer) => connections(idleBytes(report, peer))],
    [`memory of a busy server with ${FEW.name}`, busy, (report, peer) => megabytes(busyBytes(report, FEW, peer))],
    [`memory of a busy server with ${MANY.name}`, busy, (report, peer) => megabytes(busyBytes(report, MANY, peer))],
    ['memory of each active connection', busy, (report, peer) => kilobytes(activeBytes(report, peer))],
    ['active connections in a GB', busy, (report, peer) => connections(activeBytes(report, peer))],
  ].flatMap(([label, reports, show]) => {
    if (reports.every((report) => report === undefined)) return []
    return [[label, ...reports.map((report) => (report === undefined ? '' : PEERS.map((peer) => show(report, peer)).join(' / ')))]]
  })
  if (rows.length === 0) return undefined
  const quick = [...idle, ...busy].some((report) => report?.quick) ? [QUICK] : []
  return [table([[PEERS.join(' / '), ...nodes.map(({ node }) => node)], ...rows]), ...quick].join('\n\n')
}

function idleBytes({ rows }, peer) {
  return rows.find(({ name }) => name === peer).values.rss.median
}

/** Returns the samples of each round, in bytes. */
function busySamples({ grids }, { name }, peer) {
  const { cases } = grids.find((grid) => grid.name === RSS)
  return cases.find((one) => one.name === name).peers.find((one) => one.name === peer).samples.map((value) => value * MEGABYTE)
}

function busyBytes(report, load, peer) {
  return median(busySamples(report, load, peer))
}

function activeBytes(report, peer) {
  return (busyBytes(report, MANY, peer) - busyBytes(report, FEW, peer)) / (MANY.count - FEW.count)
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`
}

function megabytes(bytes) {
  return `${Math.round(bytes / MEGABYTE)} MB`
}

/** A process whose memory does not grow with its connections has no number. */
function connections(bytes) {
  return bytes <= 0 ? '–' : Number((GIGABYTE / bytes).toPrecision(KNOWN_DIGITS)).toLocaleString('en-US')
}
