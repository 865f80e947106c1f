/** The memory that a server needs for an idle keep-alive connection. */
import { memorySuite } from '../lib/memory-suite.mjs'
import { serverPeers } from '../lib/peers.mjs'

/** Bun needs no flag to collect garbage on demand. */
const FLAGS = { bun: [], deno: ['--v8-flags=--expose-gc'] }

export default memorySuite({
  summary: 'memory of a server for each of 5,000 idle keep-alive connections',
  connections: 5000,
  scenario: 'idle',
  peers: serverPeers('idle').map((peer) => ({ ...peer, flags: FLAGS[peer.runtime] ?? ['--expose-gc'] })),
})
