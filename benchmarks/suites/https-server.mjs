/** The server at its simplest, over TLS. */
import { httpsServerPeers } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { serverSuite } from '../lib/server-suite.mjs'

export default serverSuite({
  summary: 'hello world over TLS to 50 keep-alive connections',
  connections: 50,
  secure: true,
  scenario: await loadScenario('hello'),
  peers: httpsServerPeers('hello'),
})
