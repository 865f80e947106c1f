/**
 * `raw-server.mjs <scenario> [tls]`: answers every request with the same bytes, without reading it as HTTP.
 *
 * It is the floor of the server suites, and the other side of the client suites. It learns from a connection's first request how long
 * a request is, and counts bytes from then on: the load generator sends the same request again and again.
 */
import { answer } from '../lib/control.mjs'
import { BACKLOG } from '../lib/listening.mjs'
import { loadScenario } from '../lib/scenario.mjs'
import { createServer, isSecure } from '../lib/transport.mjs'

/** Bytes up to which a response is written as a string: it costs less than a Buffer does while it is short, and more when it is long. */
const LONGEST_STRING = 16 * 1024

const scenario = await loadScenario(process.argv[2])
const responseText = scenario.rawResponse()
const response = inCheapForm(responseText)

let requests = 0
let connections = 0
/** Connections that went on with a TLS session of an earlier one. */
let resumed = 0
let firstRequest

const server = createServer({ noDelay: true }, (socket) => {
  connections++
  if (isSecure && socket.isSessionReused()) resumed++
  let requestLength = 0
  let received = 0
  let first = ''
  socket.on('data', (chunk) => {
    received += chunk.length
    if (requestLength === 0) {
      first += chunk.latin1Slice()
      requestLength = lengthOfRequest(first)
      if (requestLength === 0) return
      firstRequest ??= first.slice(0, requestLength)
    }
    const count = Math.floor(received / requestLength)
    if (count === 0) return
    received -= count * requestLength
    requests += count
    const bytes = count === 1 ? response : severalResponses(count)
    if (scenario.closes) socket.end(bytes, 'latin1')
    else socket.write(bytes, 'latin1')
  })
  // A load generator may end its connections with a reset.
  socket.on('error', () => socket.destroy())
})

/** 0 while the head is incomplete. */
function lengthOfRequest(text) {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return 0
  const [, bodyLength = '0'] = /\r\ncontent-length: *(\d+)\r\n/i.exec(text.slice(0, headEnd + 2)) ?? []
  return headEnd + 4 + Number(bodyLength)
}

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
