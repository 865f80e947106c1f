/** The cost for a client of a TLS connection that resumes the session of an earlier one. */
import { clientSuite } from '../lib/client-suite.mjs'
import { withLongWarmUp } from '../lib/long-warm-up.mjs'
import { httpsPeers } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'

const suite = clientSuite({
  summary: 'client: a new TLS connection for every request, with a session resumed, 20 at a time',
  connections: 20,
  server: { program: 'peers/raw-server.mjs', arguments: ['closing', 'tls'] },
  scenario: await loadScenario('closing'),
  // Deno's `node:https` resumes no session.
  peers: httpsPeers('peers/http-client.mjs', 'closing').filter(({ runtime }) => runtime !== 'deno'),
  resumes: true,
})

export default withLongWarmUp(suite)
