/** A response with the headers of usual servers. The program reads every header. */
import { clientSuite } from '../lib/client-suite.mjs'
import { clientPeers } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'

export default clientSuite({
  summary: 'GET over 50 keep-alive connections, responses with 10 headers, all of them read',
  connections: 50,
  server: { program: 'peers/raw-server.mjs', arguments: ['response-fields'] },
  scenario: await loadScenario('response-fields'),
  peers: clientPeers('response-fields'),
})
