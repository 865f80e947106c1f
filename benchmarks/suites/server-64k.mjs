/** A response that does not fit into one packet. */
import { serverPeersWithFetch } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { serverSuite } from '../lib/server-suite.mjs'

export default serverSuite({
  summary: 'responses of 64 KiB to 50 keep-alive connections',
  connections: 50,
  scenario: await loadScenario('large:64'),
  peers: serverPeersWithFetch('large:64'),
})
