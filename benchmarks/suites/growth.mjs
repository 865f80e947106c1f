/** How the cost of a request grows with the number of connections and headers. */
import { caseSuite } from '../lib/case-suite.mjs'
import * as openConnections from '../lib/load/open-connections.mjs'
import { modulePeers } from '../lib/peers.mjs'

const HEADERS = [1, 10, 50, 100, 200]

/** Headers grow in the program and hardly in the kernel, so the floor is not measured again for each number of them. */
const headers = (name, scenario) => ({
  name,
  cases: HEADERS.map((count) => ({ name: String(count), connections: 50, scenario: `${scenario}:${count}` })),
  peersOf: ({ scenario }) => modulePeers('peers/http-server.mjs', scenario),
})

export default caseSuite({
  summary: 'a request on 10 to 10,000 connections, and with 1 to 200 headers',
  grids: [
    {
      name: 'connections',
      load: openConnections,
      cases: [10, 100, 1000, 10_000].map((connections) => ({ name: connections.toLocaleString('en-US'), connections, scenario: 'hello' })),
    },
    headers('headers, all read, 50 connections', 'read-fields'),
    headers('headers, none read, 50 connections', 'unread-fields'),
  ],
})
