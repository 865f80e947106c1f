/** The server at its simplest: what a request costs when there is nothing to do. */
import { serverPeers } from '../lib/peers.mjs'
import { serverSuite } from '../lib/server-suite.mjs'
import hello from '../scenarios/hello.mjs'

export default serverSuite({
  summary: 'hello world to 50 keep-alive connections',
  connections: 50,
  scenario: hello,
  peers: serverPeers('hello'),
})
