/** Suites that measure the first requests of fresh processes. Modules are loaded before; the time for that is not part of it. */
import { check } from './check.mjs'
import { withPrograms } from './children.mjs'
import { gridOf, renderGrids } from './grid.mjs'
import { interleave } from './rounds.mjs'
import { choosePeers } from './runtimes.mjs'
import { median } from './statistics.mjs'

/** Fresh processes of each peer in a round, in turns. Their median is the sample, because one process differs from the next by when code is compiled. */
const TURNS = 3

/** Seconds that a measurement takes, with starting both processes, and may take. */
const LASTS = 0.5
const LIMIT = 30

/**
 * @param suite.summary - one line
 * @param suite.requests - of each fresh process
 * @param suite.cases - `{ name, side: 'server'|'client', scenario, peers }`: what is fresh, the scenario by name, ours first
 */
export function warmUpSuite({ summary, requests, connections, cases }) {
  async function run({ rounds, runtimes }) {
    const rows = []
    for (const one of cases) {
      const peers = choosePeers(one.peers, runtimes)
      const all = await interleave({ peers, rounds: rounds * TURNS, measure: (peer) => MEASURES[one.side](peer, { requests, connections, scenario: one.scenario }), describe })
      rows.push({ name: one.name, peers: peers.map(({ name }) => ({ name, samples: roundsOf(all.get(name).map(({ cpu }) => cpu)) })) })
    }
    const [ours, ...others] = rows[0].peers.map(({ name }) => name)
    const grid = gridOf({ name: `the first ${requests.toLocaleString('en-US')} requests`, unit: 'CPU ms', cases: rows, ratios: others.map((other) => [ours, other]) })
    const conditions = `load: ${connections} connections, against or from a raw net peer; rounds: ${rounds}, of ${TURNS} fresh processes each, of which the median counts`
    return { text: `${conditions}\n\n${renderGrids([grid])}`, conditions, grids: [grid] }
  }
  const duration = ({ rounds, runtimes }) => cases.reduce((sum, { peers }) => sum + choosePeers(peers, runtimes).length * rounds * TURNS * LASTS, 0)
  return { summary, run, duration }
}

/** Returns the median of each round's turns. */
function roundsOf(values) {
  return Array.from({ length: values.length / TURNS }, (_, round) => median(values.slice(round * TURNS, (round + 1) * TURNS)))
}

const MEASURES = {
  server: (peer, { requests, connections, scenario }) =>
    withPrograms(async ({ startProgram, startPeer }) => {
      const client = await startProgram('other', 'peers/raw-client.mjs', [scenario])
      const server = await startPeer(peer)
      const before = await server.ask('usage')
      await client.ask('open', { port: server.started.port, connections })
      // It tells the client how long a response is, and counts.
      await client.ask('ask')
      await client.ask('run', { connections, requests: requests - 1 }, LIMIT)
      const after = await server.ask('usage')
      await checkCount(server, requests)
      return { cpu: (after.cpu - before.cpu) / 1000 }
    }),

  client: (peer, { requests, connections, scenario }) =>
    withPrograms(async ({ startProgram, startPeer }) => {
      const server = await startProgram('other', 'peers/raw-server.mjs', [scenario])
      const client = await startPeer(peer)
      const { port } = server.started
      const before = await client.ask('usage')
      await client.ask('open', { port, connections })
      await client.ask('run', { port, connections, requests }, LIMIT)
      const after = await client.ask('usage')
      await checkCount(server, requests)
      return { cpu: (after.cpu - before.cpu) / 1000 }
    }),
}

async function checkCount(server, requests) {
  const served = await server.ask('served')
  check(served.requests === requests, `${served.requests} requests served instead of ${requests}`)
}

function describe({ cpu }) {
  return `${cpu.toFixed(1)} CPU ms`
}
