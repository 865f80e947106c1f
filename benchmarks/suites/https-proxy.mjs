/** The client through a proxy: CONNECT, then TLS in the tunnel, kept alive. */
import { clientSuite } from '../lib/client-suite.mjs'
import { httpsPeers } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'

/** The first line of Node whose own agent supports proxies. */
const FIRST_LINE = 24
const knowsProxies = Number.parseInt(process.versions.node) >= FIRST_LINE

export default clientSuite({
  summary: 'GET over 50 keep-alive connections with TLS through a proxy, 50 requests under way',
  connections: 50,
  server: { program: 'peers/raw-server.mjs', arguments: ['hello', 'tls'] },
  proxy: { program: 'peers/connect-proxy.mjs', arguments: [] },
  scenario: await loadScenario('hello'),
  peers: httpsPeers('peers/http-client.mjs', 'hello').filter(({ name, runtime }) => name === 'layered-http' || runtime !== undefined || knowsProxies),
})
