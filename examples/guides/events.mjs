/**
 * Server-Sent Events: `POST /` sends its body to every client that reads `GET /`.
 *
 *     PORT=8080 node events.mjs
 */
import { once } from 'node:events'
import { createServer } from '@layered-http/server'

/** Milliseconds between comments that keep proxies from closing an idle connection. */
const KEEP_OPEN = 15_000

const clients = new Set()
/** The last events, for clients that come back. */
const recent = []
let lastId = 0

const frame = ({ id, data }) => `id: ${id}\n${data.split('\n').map((line) => `data: ${line}\n`).join('')}\n`

function subscribe(req, res) {
  res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
  res.flushHeaders()
  const since = Number(req.headers['last-event-id'] ?? lastId)
  for (const event of recent) if (event.id > since) res.write(frame(event))
  const timer = setInterval(() => res.write(':\n\n'), KEEP_OPEN)
  clients.add(res)
  // Emitted however the response ends.
  res.on('close', () => {
    clearInterval(timer)
    clients.delete(res)
  })
}

async function publish(req, res) {
  let data = ''
  for await (const piece of req.setEncoding('utf8')) data += piece
  const event = { id: ++lastId, data }
  recent.push(event)
  if (recent.length > 100) recent.shift()
  for (const client of clients) {
    // A client that does not read must not fill the memory. It comes back and gets what it missed.
    if (client.pendingBytes > 1_000_000) client.destroy()
    else client.write(frame(event))
  }
  res.writeHead(202).end()
}

const server = createServer((req, res) => (req.method === 'POST' ? publish(req, res) : subscribe(req, res)))
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1')
await once(server, 'listening')
console.log(`http://127.0.0.1:${server.address().port}/`)

process.once('SIGTERM', () => {
  const drained = server.drain()
  // These responses have no end of their own.
  for (const client of clients) client.end()
  return drained
})
