/** The client at its simplest, over TLS. */
import { clientSuite } from '../lib/client-suite.mjs'
import { httpsClientPeers } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'

export default clientSuite({
  summary: 'GET over 50 keep-alive connections with TLS, 50 requests under way',
  connections: 50,
  server: { program: 'peers/raw-server.mjs', arguments: ['hello', 'tls'] },
  scenario: await loadScenario('hello'),
  peers: httpsClientPeers('hello'),
})
