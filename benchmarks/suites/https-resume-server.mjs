/** The cost for a server of a TLS connection that resumes the session of an earlier one. */
import * as load from '../lib/load/tls-resume.mjs'
import { withLongWarmUp } from '../lib/long-warm-up.mjs'
import { httpsServerPeers } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { serverSuite } from '../lib/server-suite.mjs'

const suite = serverSuite({
  summary: 'server: a new TLS connection for every request, with a session resumed, 20 at a time',
  connections: 20,
  secure: true,
  load,
  scenario: await loadScenario('closing'),
  peers: httpsServerPeers('closing'),
})

export default withLongWarmUp(suite)
