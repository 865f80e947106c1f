/** Server and client at once: a proxy that pipes the request to a backend and the response back. */
import { withLongWarmUp } from '../lib/long-warm-up.mjs'
import { modulePeers, rawPeer } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { serverSuite } from '../lib/server-suite.mjs'

const suite = serverSuite({
  summary: 'a proxy between 50 keep-alive connections and a raw net server',
  connections: 50,
  scenario: await loadScenario('echo'),
  peers: [...modulePeers('peers/proxy.mjs'), rawPeer('peers/raw-proxy.mjs')],
  backend: { program: 'peers/raw-server.mjs', arguments: ['echo', 'patient'] },
})

export default withLongWarmUp(suite)
