/** The suite that measures the start of a process: CPU time and memory from its start to its first exchange, in the ways in which a program gets ours. */
import { fileURLToPath } from 'node:url'
import { runCommand } from './children.mjs'
import { gridOf, renderGrids } from './grid.mjs'
import { durationOf, interleave } from './rounds.mjs'
import { spread } from './statistics.mjs'
import { withRange } from './table.mjs'

/** Samples of each round. A process is measured once, so one sample says little. */
const SAMPLES = 3

/** Milliseconds that a process may take. Long, because only a hang must fail. */
const DEADLINE = 20_000

/** Seconds that a process takes, beyond those that `durationOf` adds. */
const TAKES = 0

const EXPECTED = '200 Hello, World!'

/** Node's module that is used in the case of the parser is deprecated. */
const FLAGS = ['--no-warnings']

/**
 * @param suite.summary - one line
 * @param suite.cases - `{ name, peers: [{ name, flags, file, arguments }] }`, the same names in each, ours first
 */
export function startSuite({ summary, cases }) {
  const entries = cases.flatMap((one) => one.peers.map((peer) => ({ ...peer, peer: peer.name, name: `${one.name}, ${peer.name}`, one })))
  async function run({ rounds }) {
    const samples = await interleave({ peers: entries, rounds: rounds * SAMPLES, measure, describe })
    const conditions = `samples: ${rounds * SAMPLES} of each, a new process for each; from the start of the process, or of the worker thread, to the end of its first exchange`
    const grids = [gridOfKey({ key: 'cpu', name: 'start, CPU', unit: 'ms', scale: 1 }), gridOfKey({ key: 'rss', name: 'start, RSS', unit: 'MB', scale: 1e6 })]
    return { text: `${conditions}\n\n${renderGrids(grids)}`, conditions, grids }

    function gridOfKey({ key, name, unit, scale }) {
      const valuesOf = (one) =>
        entries.filter((entry) => entry.one === one).map((entry) => ({ name: entry.peer, samples: samples.get(entry.name).map((sample) => sample[key] / scale) }))
      const rows = cases.map((one) => ({ name: one.name, peers: valuesOf(one) }))
      const [ours, other] = rows[0].peers.map((peer) => peer.name)
      return gridOf({ name, unit, cases: rows, ratios: [[ours, other]], notes: rows.map(differenceOf(unit)) })
    }
  }
  const duration = ({ rounds }) => durationOf({ peers: entries, rounds: rounds * SAMPLES, seconds: TAKES })
  return { summary, run, duration }
}

/** The difference is what a user pays; a ratio hides it, because most of the start is Node's own. */
function differenceOf(unit) {
  return ({ name, peers: [ours, other] }) => {
    const differences = spread(ours.samples.map((value, at) => value - other.samples[at]))
    return `${name}: ${ours.name} − ${other.name} = ${withRange(differences, 1)} ${unit}`
  }
}

async function measure({ flags = [], file, arguments: words }) {
  const path = fileURLToPath(new URL(`../peers/start/${file}`, import.meta.url))
  const { answer, ...used } = JSON.parse(await runCommand('underTest', [process.execPath, ...FLAGS, ...flags, path, ...words], DEADLINE))
  if (answer !== EXPECTED) throw new Error(`wrong: the answer is '${answer}', not '${EXPECTED}'`)
  return used
}

function describe({ cpu, rss }) {
  return `${cpu.toFixed(1)} CPU ms   ${(rss / 1e6).toFixed(1)} MB`
}
