/** Express, unmodified, on ours preloaded and on the runtime's own http. */
import { preloadPeers, rawPeer } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { serverSuite } from '../lib/server-suite.mjs'

export default serverSuite({
  summary: 'an Express app that answers JSON to 50 keep-alive connections',
  connections: 50,
  scenario: await loadScenario('app:express'),
  peers: [...preloadPeers('peers/app-server.mjs', 'app:express'), rawPeer('peers/raw-server.mjs', 'app:express')],
})
