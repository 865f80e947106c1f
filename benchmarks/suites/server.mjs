/** The server at its simplest: the cost of a request with a minimal handler. */
import { serverPeersWithFetch } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { serverSuite } from '../lib/server-suite.mjs'

export default serverSuite({
  summary: 'hello world to 50 keep-alive connections',
  connections: 50,
  scenario: await loadScenario('hello'),
  peers: serverPeersWithFetch('hello'),
})
