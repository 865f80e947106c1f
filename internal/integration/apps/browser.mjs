/**
 * A site on Express for a browser: `node [--import @layered-http/compat-node-http/register] browser.mjs http|https`. It prints its URL. `/witness` returns
 * what it has received and sent so far: connections, statuses, ids of events. It does not mention layered-http, so it is the same with both implementations.
 */
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import express from 'express'
import { WebSocketServer } from 'ws'
import { SERVER } from '@layered-http/test-kit/certificates'

/** Bytes of the file that is played and read by ranges: a WAV file of silence. */
const WAV_BYTES = 2_000_000
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

const protocol = process.argv[2]
const seen = { ports: [], statuses: [], ids: [], ranges: 0 }
/** Destroys the connection of the last request to /events. */
let cut
const app = express()
app.use((req, res, next) => {
  if (req.path !== '/witness') {
    seen.ports.push(req.socket.remotePort)
    res.on('finish', () => seen.statuses.push(`${req.path} ${res.statusCode}`))
  }
  next()
})
app.get('/', (req, res) => res.type('html').send('<!doctype html><title>page</title><link rel="icon" href="data:,"><audio id="audio" preload="none" src="/silence.wav"></audio>'))
app.get('/cached', (req, res) => res.set('cache-control', 'no-cache').type('text').send('cached '.repeat(1000)))
app.get('/image', (req, res) => res.type('gif').send(PIXEL))
app.get('/silence.wav', (req, res) => sendRange(req, res, wav()))
app.post('/upload', async (req, res) => {
  let size = 0
  for await (const chunk of req) size += chunk.length
  res.json({ size })
})
app.get('/events', (req, res) => {
  seen.ids.push(req.get('last-event-id') ?? null)
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  res.write(`retry: 10\nid: ${seen.ids.length}\ndata: event ${seen.ids.length}\n\n`)
  cut = () => res.socket.destroy()
})
app.get('/cut', (req, res) => {
  cut()
  res.end()
})
app.get('/stream', async (req, res) => {
  for (let i = 0; i < 50; i++) if (!res.write('x'.repeat(2_000))) await once(res, 'drain')
  res.end()
})
app.get('/witness', (req, res) => res.json(seen))

const server = protocol === 'https' ? https.createServer(SERVER, app) : http.createServer(app)
const sockets = new WebSocketServer({ server, path: '/socket' })
sockets.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })))
server.listen(0, () => console.log(`${protocol}://localhost:${server.address().port}/`))

function wav() {
  const bytes = Buffer.alloc(WAV_BYTES, 128)
  bytes.write('RIFF')
  bytes.writeUInt32LE(WAV_BYTES - 8, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  for (const [i, value] of [1, 1].entries()) bytes.writeUInt16LE(value, 20 + 2 * i)
  bytes.writeUInt32LE(8000, 24)
  bytes.writeUInt32LE(8000, 28)
  bytes.writeUInt16LE(1, 32)
  bytes.writeUInt16LE(8, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(WAV_BYTES - 44, 40)
  return bytes
}

/** Sends the part that Range asks for. */
function sendRange(req, res, bytes) {
  const [range] = req.range(bytes.length) || [undefined]
  res.set({ 'accept-ranges': 'bytes', 'content-type': 'audio/wav', 'cache-control': 'no-store' })
  if (range === undefined) res.end(bytes)
  else {
    seen.ranges++
    res.writeHead(206, { 'content-range': `bytes ${range.start}-${range.end}/${bytes.length}`, 'content-length': range.end - range.start + 1 }).end(bytes.subarray(range.start, range.end + 1))
  }
}
