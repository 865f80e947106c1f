/** The client at its simplest: GET, keep-alive, the body read through events. */
import { clientSuite } from '../lib/client-suite.mjs'
import { clientPeers } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'

export default clientSuite({
  summary: 'GET over 50 keep-alive connections, 50 requests under way',
  connections: 50,
  server: { program: 'peers/raw-server.mjs', arguments: ['hello'] },
  scenario: await loadScenario('hello'),
  peers: clientPeers('hello'),
})
