/** The cost of the first requests of a fresh process, while its code is not compiled yet. */
import { modulePeers } from '../lib/peers.mjs'
import { warmUpSuite } from '../lib/warm-up-suite.mjs'

export default warmUpSuite({
  summary: 'the first 5,000 requests of a fresh server, and of a fresh client',
  requests: 5000,
  connections: 50,
  cases: [
    { name: 'server', side: 'server', scenario: 'hello', peers: modulePeers('peers/http-server.mjs', 'hello') },
    { name: 'server, JSON of 1 KiB posted', side: 'server', scenario: 'echo', peers: modulePeers('peers/http-server.mjs', 'echo') },
    { name: 'client', side: 'client', scenario: 'hello', peers: modulePeers('peers/http-client.mjs', 'hello') },
  ],
})
