/** The cost of a connection that is used once. */
import { withLongWarmUp } from '../lib/long-warm-up.mjs'
import { serverPeersWithFetch } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { serverSuite } from '../lib/server-suite.mjs'

const suite = serverSuite({
  summary: 'a new connection for every request, 50 at a time',
  connections: 50,
  scenario: await loadScenario('closing'),
  peers: serverPeersWithFetch('closing'),
})

export default withLongWarmUp(suite)
