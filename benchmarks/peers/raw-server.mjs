/**
 * `raw-server.mjs <scenario>`: answers the end of every head with the same bytes; knows nothing else of HTTP.
 *
 * It is the floor of the server suites, and the other side of the client suites.
 */
import net from 'node:net'
import { answer } from '../lib/control.mjs'

const LINE_FEED = 10

const { default: scenario } = await import(`../scenarios/${process.argv[2]}.mjs`)
const response = scenario.rawResponse()

let requests = 0
let connections = 0
let lastChunk

const server = net.createServer({ noDelay: true }, (socket) => {
  connections++
  socket.on('data', (chunk) => {
    lastChunk = chunk
    // Whoever measures waits for the response before asking again, and small heads come in one piece.
    if (chunk[chunk.length - 1] !== LINE_FEED) throw new Error(`not the end of a head: ${chunk.latin1Slice()}`)
    requests++
    socket.write(response, 'latin1')
  })
  // A load generator may end its connections with a reset.
  socket.on('error', () => socket.destroy())
})

server.listen(0, '127.0.0.1', () => {
  answer(
    {
      served: () => ({ requests, connections }),
      lastRequest: () => lastChunk?.latin1Slice(),
    },
    { port: server.address().port },
  )
})
