/** A request with a body. */
import { serverPeersWithFetch } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { serverSuite } from '../lib/server-suite.mjs'

export default serverSuite({
  summary: 'JSON of 1 KiB posted, parsed and sent back, on 50 keep-alive connections',
  connections: 50,
  scenario: await loadScenario('echo'),
  peers: [...serverPeersWithFetch('echo'), { name: 'raw net, the program’s work', program: 'peers/raw-work.mjs', arguments: ['echo'] }],
})
