/**
 * `raw-server.mjs <scenario> [tls] [patient]`: responds to every request with the same bytes, without parsing it.
 *
 * It is the floor of the server suites, and the other side of the client suites. It takes the length of a request from the first one on
 * a connection and then only counts bytes, since the load generator always sends the same request.
 *
 * With `patient` it promises to keep idle connections for {@link PATIENCE}, so that a client that waits for its turn keeps them too.
 */
import { answer } from '../lib/control.mjs'
import { BACKLOG } from '../lib/listening.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { createServer, isSecure } from '../lib/transport.mjs'
import { requestLength } from '../lib/wire.mjs'

/** Responses up to this length are written as strings. A short string costs less than a Buffer, a long one more. */
const LONGEST_STRING = 16 * 1024

/** The seconds that `patient` promises. */
const PATIENCE = 600

const scenario = await loadScenario(process.argv[2])
const responseText = process.argv.includes('patient') ? scenario.rawResponse().replace(/timeout=\d+/, `timeout=${PATIENCE}`) : scenario.rawResponse()
const response = inCheapForm(responseText)

let requests = 0
let connections = 0
/** Connections that resumed the TLS session of an earlier one. */
let resumed = 0
let firstRequest

const server = createServer({ noDelay: true }, (socket) => {
  connections++
  if (isSecure && socket.isSessionReused()) resumed++
  let length = 0
  let received = 0
  let first = ''
  socket.on('data', (chunk) => {
    received += chunk.length
    if (length === 0) {
      first += chunk.latin1Slice()
      length = requestLength(first)
      if (length === 0) return
      firstRequest ??= first.slice(0, length)
    }
    const count = Math.floor(received / length)
    if (count === 0) return
    received -= count * length
    requests += count
    const bytes = count === 1 ? response : severalResponses(count)
    if (scenario.closes) socket.end(bytes, 'latin1')
    else socket.write(bytes, 'latin1')
  })
  // A load generator may end its connections with a reset.
  socket.on('error', () => socket.destroy())
})

const several = []

function severalResponses(count) {
  several[count] ??= inCheapForm(responseText.repeat(count))
  return several[count]
}

function inCheapForm(text) {
  return text.length <= LONGEST_STRING ? text : Buffer.from(text, 'latin1')
}

server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  answer({ served: () => ({ requests, connections, resumed }), firstRequest: () => firstRequest }, { port: server.address().port })
})
