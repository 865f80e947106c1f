/** Suites that measure the memory of a server for each idle connection. */
import { withPrograms } from './children.mjs'
import { checkOpenFiles } from './open-files.mjs'
import { report } from './report.mjs'
import { durationOf, interleave } from './rounds.mjs'
import { choosePeers } from './runtimes.mjs'

/** Connections that are opened and closed before the measurement, so that memory that is allocated once is not counted. */
const WARM_UP_CONNECTIONS = 500

/** Seconds that opening the connections usually takes, and may take. */
const OPENING = 2
const OPENING_LIMIT = 60

const COLUMNS = [
  { key: 'heap', title: 'heap bytes/connection', digits: 0, range: true, compared: true },
  { key: 'external', title: 'outside of the heap', digits: 0, range: true },
  // RSS grows by whole pages, some of which were mapped before. It is shown, but not compared.
  { key: 'rss', title: 'RSS bytes/connection', digits: 0, range: true },
]

/**
 * @param suite.summary - one line
 * @param suite.connections - number of connections; each has one request with a checked response, then is idle
 * @param suite.scenario - by name
 */
export function memorySuite({ summary, connections, scenario, peers }) {
  async function run({ rounds, runtimes }) {
    checkOpenFiles(connections)
    const samples = await interleave({ peers: choosePeers(peers, runtimes), rounds, measure: (peer) => measure(peer, { connections, scenario }), describe })
    const conditions = `${connections.toLocaleString('en-US')} connections; rounds: ${rounds}`
    return report({ samples, columns: COLUMNS, conditions })
  }
  const duration = ({ rounds, runtimes }) => durationOf({ peers: choosePeers(peers, runtimes), rounds, seconds: OPENING })
  return { summary, run, duration }
}

function measure(peer, { connections, scenario }) {
  return withPrograms(async ({ startProgram, startPeer }) => {
    const server = await startPeer(peer)
    const opener = await startProgram('other', 'lib/load/idle-program.mjs', [scenario])
    const open = (count) => opener.ask('open', { port: server.started.port, count }, OPENING_LIMIT)

    await open(WARM_UP_CONNECTIONS)
    await opener.ask('close')
    const before = await server.ask('memory')
    await open(connections)
    const after = await server.ask('memory')
    await opener.ask('checkOpen', connections)
    const each = (key) => (after[key] - before[key]) / connections
    return { heap: each('heapUsed'), external: each('external'), rss: each('rss') }
  })
}

function describe({ heap, rss }) {
  return `${Math.round(heap)} bytes of heap, ${Math.round(rss)} of RSS a connection`
}
