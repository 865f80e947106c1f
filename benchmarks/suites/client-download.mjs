/** A response that comes in many pieces. */
import { clientSuite } from '../lib/client-suite.mjs'
import { clientPeers } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'

export default clientSuite({
  summary: 'responses of 1 MiB over 4 keep-alive connections, 4 requests under way',
  connections: 4,
  server: { program: 'peers/raw-server.mjs', arguments: ['large:1024'] },
  scenario: await loadScenario('large:1024'),
  peers: clientPeers('large:1024'),
})
