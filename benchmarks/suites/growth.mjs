/** How the cost of a request grows with the number of connections and headers. */
import { growthSuite } from '../lib/growth-suite.mjs'

export default growthSuite({
  summary: 'a request on 10 to 5,000 connections, and with 1 to 100 headers',
  grids: [
    {
      name: 'connections',
      cases: [10, 100, 1000, 5000].map((connections) => ({ name: connections.toLocaleString('en-US'), connections, scenario: 'hello' })),
    },
    {
      name: 'headers, all read, 50 connections',
      cases: [1, 10, 100].map((count) => ({ name: String(count), connections: 50, scenario: `read-fields:${count}` })),
    },
  ],
})
