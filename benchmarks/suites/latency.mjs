/** Tail latency at a load that leaves half of the core free. */
import { latencySuite } from '../lib/latency-suite.mjs'
import { FLOORS } from '../lib/above-floor.mjs'
import { serverPeersWithFetch } from '../lib/peers.mjs'

const servers = (scenario) => serverPeersWithFetch(scenario).filter(({ name }) => !FLOORS.includes(name))

export default latencySuite({
  summary: 'latency at half of the rate that node:http can answer, on 50 keep-alive connections',
  connections: 50,
  cases: [
    { name: 'hello world', scenario: 'hello', peers: servers('hello') },
    { name: 'JSON of 1 KiB posted', scenario: 'echo', peers: servers('echo') },
  ],
})
