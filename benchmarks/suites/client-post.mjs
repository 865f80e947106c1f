/** A request with a body. */
import { clientSuite } from '../lib/client-suite.mjs'
import { clientPeers } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'

export default clientSuite({
  summary: 'POST of 1 KiB over 50 keep-alive connections, 50 requests under way',
  connections: 50,
  server: { program: 'peers/raw-server.mjs', arguments: ['echo'] },
  scenario: await loadScenario('echo'),
  peers: clientPeers('echo'),
})
