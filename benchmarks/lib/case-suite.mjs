/** Suites that measure servers in several cases: with more connections, more headers, more processes. */
import { gridOf, renderGrids } from './grid.mjs'
import { chooseLoad } from './load/tools.mjs'
import { measureServer } from './measure-server.mjs'
import { checkOpenFiles } from './open-files.mjs'
import { serverPeers } from './peers.mjs'
import { durationOf, inOneGo, interleave } from './rounds.mjs'
import { choosePeers } from './runtimes.mjs'
import { describeSample } from './sample.mjs'
import { loadScenario } from './scenario.mjs'

/** Connections that are opened in a second, roughly. */
const OPENED_IN_A_SECOND = 5000

/**
 * @param suite.summary - one line
 * @param suite.grids - `{ name, cases: [{ name, connections, scenario }], peersOf?, load?, shown?, observe?, notes? }`. A scenario is given by name;
 * `load` is a generator, if it is not one of `lib/load/tools.mjs`;
 * `peersOf(case)` returns the servers, by default all for the scenario; `observe` is that of `measureServer`;
 * `shown` are the tables: `{ name, unit, of(sample) }`, by default CPU time under the name of the grid
 */
export function caseSuite({ summary, grids }) {
  const all = grids.map((grid) => ({
    peersOf: ({ scenario }) => serverPeers(scenario),
    shown: [{ name: grid.name, unit: 'CPU µs/request', of: ({ cost }) => cost }],
    ...grid,
  }))

  async function run({ rounds, seconds, warmUpSeconds, load: wanted, runtimes }) {
    checkOpenFiles(Math.max(...all.flatMap(({ cases }) => cases).map(({ connections }) => connections)))
    const usual = await chooseLoad(wanted)
    const results = []
    for (const { cases, peersOf, load = usual, shown, observe, notes } of all) {
      const entries = cases.flatMap((one) => choosePeers(peersOf(one), runtimes).map((peer) => ({ ...peer, peer: peer.name, name: `${one.name}, ${peer.name}`, one })))
      const measure = async ({ one: { connections, scenario }, ...peer }) =>
        inOneGo(measureServer(peer, { connections, scenario: await loadScenario(scenario), scenarioName: scenario, load, observe, seconds, turns: 1, warmUpSeconds }))
      const samples = await interleave({ peers: entries, rounds, measure, describe: describeSample })
      for (const { name, unit, of } of shown) {
        const peers = (one) => entries.filter((entry) => entry.one === one).map((entry) => ({ name: entry.peer, samples: samples.get(entry.name).map(of) }))
        const rows = cases.map((one) => ({ name: one.name, peers: peers(one) }))
        const [ours, ...others] = rows[0].peers.map((peer) => peer.name)
        results.push(gridOf({ name, unit, notes, cases: rows, ratios: others.map((other) => [ours, other]) }))
      }
    }
    const loads = [...new Set(all.map(({ load = usual }) => load.description))]
    const conditions = `load: ${loads.join('; ')}; rounds: ${rounds}, of ${seconds} s each`
    return { text: `${conditions}\n\n${renderGrids(results)}`, conditions, grids: results }
  }

  function duration({ rounds, seconds, warmUpSeconds, runtimes }) {
    const lasts = (peersOf) => (one) =>
      durationOf({ peers: choosePeers(peersOf(one), runtimes), rounds, seconds: seconds + warmUpSeconds + one.connections / OPENED_IN_A_SECOND })
    return all.flatMap(({ cases, peersOf }) => cases.map(lasts(peersOf))).reduce((sum, one) => sum + one, 0)
  }
  return { summary, run, duration }
}
