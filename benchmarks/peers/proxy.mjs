/** `proxy.mjs <module> <port of the backend>`: a proxy made with any module with the interface of `node:http`. */
import { answer } from '../lib/control.mjs'

/** More than the connections of the generator, so that no request waits for another. */
const MAX_SOCKETS = 100

const [moduleName, backendPort] = process.argv.slice(2)
const { default: http } = await import(moduleName)
const agent = new http.Agent({ keepAlive: true, maxSockets: MAX_SOCKETS })

let requests = 0
let connections = 0
const server = http.createServer((request, response) => {
  requests++
  const { method, url: path, headers } = request
  const outgoing = http.request({ host: '127.0.0.1', port: backendPort, method, path, headers: endToEnd(headers), agent }, (incoming) => {
    response.writeHead(incoming.statusCode, endToEnd(incoming.headers))
    incoming.pipe(response)
  })
  outgoing.on('error', fail)
  request.pipe(outgoing)
})
server.on('connection', () => connections++)

/** Returns the headers without those of a single connection (RFC 9110, section 7.6.1). */
function endToEnd(headers) {
  const others = { ...headers }
  delete others.connection
  delete others['keep-alive']
  return others
}

/** Ends the process: one failed request makes the measurement invalid. */
function fail(error) {
  throw error
}

server.listen(0, '127.0.0.1', () => {
  answer({ served: () => ({ requests, connections }) }, { port: server.address().port })
})
