/** A request with the headers of browsers and proxies. The handler reads every header. */
import { serverPeersWithFetch } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { serverSuite } from '../lib/server-suite.mjs'

export default serverSuite({
  summary: 'requests with 20 headers, all of them read, on 50 keep-alive connections',
  connections: 50,
  scenario: await loadScenario('read-fields:20'),
  peers: serverPeersWithFetch('read-fields:20'),
})
