/** The agent alone: Node's own request on Node's agent, on that of agentkeepalive, and on ours. */
import { clientSuite } from '../lib/client-suite.mjs'
import { rawPeer } from '../lib/peers.mjs'
import { loadScenario } from '../lib/scenario.mjs'

const PROGRAM = 'peers/http-client.mjs'
const moduleOf = (name) => new URL(`../peers/agents/${name}.mjs`, import.meta.url).href

export default clientSuite({
  summary: "GET with Node's own request over 50 keep-alive connections, 50 requests under way, by agent",
  connections: 50,
  server: { program: 'peers/raw-server.mjs', arguments: ['hello'] },
  scenario: await loadScenario('hello'),
  peers: [
    { name: 'layered-http', program: PROGRAM, arguments: [moduleOf('ours'), 'hello'] },
    { name: "node's agent", program: PROGRAM, arguments: ['node:http', 'hello'] },
    { name: 'agentkeepalive', program: PROGRAM, arguments: [moduleOf('agentkeepalive'), 'hello'] },
    rawPeer('peers/raw-client.mjs', 'hello'),
  ],
})
