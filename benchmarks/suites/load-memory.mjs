/** The memory of a server that is as busy as it can be. */
import { caseSuite } from '../lib/case-suite.mjs'
import * as openConnections from '../lib/load/open-connections.mjs'
import { watchMemory } from '../lib/memory-under-load.mjs'
import { modulePeers } from '../lib/peers.mjs'

const MEGABYTE = 1e6

export default caseSuite({
  summary: 'memory of a server under full load, with 50 and with 1,000 connections',
  grids: [
    {
      name: 'memory under load',
      load: openConnections,
      cases: [50, 1000].map((connections) => ({ name: `${connections.toLocaleString('en-US')} connections`, connections, scenario: 'hello' })),
      peersOf: ({ scenario }) => modulePeers('peers/http-server.mjs', scenario),
      observe: watchMemory,
      shown: [
        { name: 'RSS, largest', unit: 'MB', of: ({ memory }) => memory.rss / MEGABYTE },
        { name: 'heap', unit: 'MB', of: ({ memory }) => memory.heap / MEGABYTE },
        { name: 'outside of the heap', unit: 'MB', of: ({ memory }) => memory.external / MEGABYTE },
      ],
    },
  ],
})
