/**
 * One line of JSON for each exchange, whichever way it ended.
 *
 *     PORT=8080 node logging.mjs
 */
import diagnostics from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer } from '@layered-http/server'

// Published once for each exchange of every server in the process.
diagnostics.subscribe('layered-http.server.exchange', ({ request, response, method, target, timings, error }) => {
  const line = {
    time: new Date(performance.timeOrigin + timings.start).toISOString(),
    method,
    // Without the query, which may have secrets.
    path: target.split('?', 1)[0],
    status: response.statusCode,
    error: error?.code,
    ms: Math.round((timings.finished ?? performance.now()) - timings.start),
    address: request.socket.remoteAddress,
  }
  console.log(JSON.stringify(line))
})

const server = createServer((req, res) => {
  if (req.url === '/cut') return res.destroy()
  res.writeHead(req.url.startsWith('/notes') ? 200 : 404).end()
})
// Input that is not HTTP reaches no handler.
server.on('clientError', (error, socket) => {
  console.log(JSON.stringify({ refused: error.code, reason: error.reason }))
  socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
})

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${server.address().port}/notes`)

process.once('SIGTERM', () => server.drain())
