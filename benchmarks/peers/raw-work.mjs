/**
 * `raw-work.mjs <scenario>`: a bare socket that does what the program of the scenario does with each body, and nothing of HTTP.
 *
 * Its cost is the least that a server with any HTTP library has. It takes the length of a request, and that of its head, from the first one on a
 * connection, since the load generator always sends the same request. The head of its responses is constant.
 */
import net from 'node:net'
import { answer } from '../lib/control.mjs'
import { BACKLOG } from '../lib/listening.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { requestLength } from '../lib/wire.mjs'

const scenario = await loadScenario(process.argv[2])
const responseText = scenario.rawResponse()
const responseHead = responseText.slice(0, headLength(responseText))

let requests = 0
let connections = 0

const server = net.createServer({ noDelay: true }, (socket) => {
  connections++
  let length = 0
  let head = 0
  let waiting
  socket.on('data', (chunk) => {
    let bytes = waiting === undefined ? chunk : Buffer.concat([waiting, chunk])
    waiting = undefined
    if (length === 0) {
      const text = bytes.latin1Slice()
      length = requestLength(text)
      head = headLength(text)
    }
    while (length > 0 && bytes.length >= length) {
      requests++
      socket.write(responseHead + scenario.work([bytes.subarray(head, length)]), 'latin1')
      bytes = bytes.subarray(length)
    }
    if (bytes.length > 0) waiting = bytes
  })
  // A load generator may end its connections with a reset.
  socket.on('error', () => socket.destroy())
})

function headLength(text) {
  return text.indexOf('\r\n\r\n') + 4
}

server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  answer({ served: () => ({ requests, connections }) }, { port: server.address().port })
})
