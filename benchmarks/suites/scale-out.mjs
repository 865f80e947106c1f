/** A server in several processes: the CPU time of all of them for a request. */
import { caseSuite } from '../lib/case-suite.mjs'
import { modulePeers } from '../lib/peers.mjs'
import { hasReusePort } from '../lib/reuse-port.mjs'

const SCENARIO = 'hello'

/** Several processes need all cores, which they share with the generator. That makes them slower, and a request of every peer cost somewhat more. */
const ways = {
  'one process': modulePeers('peers/http-server.mjs', SCENARIO).filter(({ runtime }) => runtime === undefined),
  'cluster, 1 worker': inProcesses('cluster', 1),
  'cluster, 2 workers': inProcesses('cluster', 2),
  ...((await hasReusePort()) ? { 'reusePort, 2 processes': inProcesses('reusePort', 2) } : {}),
}

export default caseSuite({
  summary: 'hello world to 50 keep-alive connections by one process and by several',
  grids: [
    {
      name: 'processes',
      cases: Object.keys(ways).map((name) => ({ name, connections: 50, scenario: SCENARIO })),
      peersOf: ({ name }) => ways[name],
      notes: ['CPU time of all processes together. Where there are two, they share the cores with the load generator, which makes a request of both peers cost more: compare the ratios.'],
    },
  ],
})

/** Other runtimes are left out: the program is started again by the runtime that runs it, with flags that differ. */
function inProcesses(way, number) {
  return modulePeers('peers/many-processes.mjs')
    .filter(({ runtime }) => runtime === undefined)
    .map((peer) => ({ ...peer, arguments: [way, String(number), ...peer.arguments, SCENARIO], side: number > 1 ? 'all' : 'underTest' }))
}
