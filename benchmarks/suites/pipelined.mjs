/** Pipelining: requests are sent without waiting for responses. */
import { serverPeersWithFetch } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { serverSuite } from '../lib/server-suite.mjs'

export default serverSuite({
  summary: 'hello world, 16 requests pipelined on each of 50 connections',
  connections: 50,
  pipelining: 16,
  scenario: await loadScenario('hello'),
  peers: serverPeersWithFetch('hello'),
})
