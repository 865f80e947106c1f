/** Fastify, unmodified, on ours preloaded and on the runtime's own http. */
import { preloadPeers, rawPeer } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { serverSuite } from '../lib/server-suite.mjs'

export default serverSuite({
  summary: 'a Fastify app that answers JSON to 50 keep-alive connections',
  connections: 50,
  scenario: await loadScenario('app:fastify'),
  peers: [...preloadPeers('peers/app-server.mjs', 'app:fastify'), rawPeer('peers/raw-server.mjs', 'app:fastify')],
})
