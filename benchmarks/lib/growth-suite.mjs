/** Suites that measure one server in several cases, to show how its cost grows from case to case. */
import { gridOf, renderGrids } from './grid.mjs'
import { chooseLoad } from './load/tools.mjs'
import { measureServer } from './measure-server.mjs'
import { checkOpenFiles } from './open-files.mjs'
import { serverPeers } from './peers.mjs'
import { durationOf, interleave } from './rounds.mjs'
import { choosePeers } from './runtimes.mjs'
import { describeSample } from './sample.mjs'
import { loadScenario } from './scenario.mjs'

/** A measurement is a second longer for each of these many connections, so that opening them stays a small part of it. */
const OPENED_IN_A_SECOND = 1000

/**
 * @param suite.summary - one line
 * @param suite.grids - `{ name, cases: [{ name, connections, scenario }] }`, where a scenario is given by name
 */
export function growthSuite({ summary, grids }) {
  async function run({ rounds, seconds, warmUpSeconds, load: wanted, runtimes }) {
    checkOpenFiles(Math.max(...grids.flatMap(({ cases }) => cases).map(({ connections }) => connections)))
    const load = await chooseLoad(wanted)
    const results = []
    for (const { name, cases } of grids) {
      const entries = cases.flatMap((one) => choosePeers(serverPeers(one.scenario), runtimes).map((peer) => ({ ...peer, peer: peer.name, name: `${one.name}, ${peer.name}`, one })))
      const measure = async ({ one: { connections, scenario }, ...peer }) =>
        measureServer(peer, { connections, scenario: await loadScenario(scenario), load, seconds: seconds + longer(connections), warmUpSeconds: warmUpSeconds + longer(connections) })
      const samples = await interleave({ peers: entries, rounds, measure, describe: describeSample })
      const peersOf = (one) => entries.filter((entry) => entry.one === one).map((entry) => ({ name: entry.peer, samples: samples.get(entry.name).map(({ cost }) => cost) }))
      const rows = cases.map((one) => ({ name: one.name, peers: peersOf(one) }))
      const [ours, ...others] = rows[0].peers.map((peer) => peer.name)
      results.push(gridOf({ name, unit: 'CPU µs/request', cases: rows, ratios: others.map((other) => [ours, other]) }))
    }
    const conditions = `load: ${load.description}; rounds: ${rounds}, of ${seconds} s each and a second for every ${OPENED_IN_A_SECOND} connections`
    return { text: `${conditions}\n\n${renderGrids(results)}`, conditions, grids: results }
  }
  function duration({ rounds, seconds, warmUpSeconds, runtimes }) {
    const lasts = ({ connections, scenario }) =>
      durationOf({ peers: choosePeers(serverPeers(scenario), runtimes), rounds, seconds: seconds + warmUpSeconds + 2 * longer(connections) })
    return grids.flatMap(({ cases }) => cases).reduce((sum, one) => sum + lasts(one), 0)
  }
  return { summary, run, duration }
}

function longer(connections) {
  return Math.floor(connections / OPENED_IN_A_SECOND)
}
