/**
 * A request with a deadline for each part of its exchange, against peers that stall in one part each. Every row is a request: what its peer does, and how it ended.
 *
 *     node deadlines.mjs
 */
import { once } from 'node:events'
import net from 'node:net'
import http from '@layered-http/compat-node-http'
import https from '@layered-http/compat-node-http/https'

/** Milliseconds. A program has longer ones, such as `{ queue: 2_000, connect: 1_000, headers: 10_000, idle: 5_000, total: 60_000 }`. */
const timeouts = { queue: 150, lookup: 150, connect: 150, secureConnect: 150, send: 300, headers: 150, body: 150, total: 10_000 }

const sockets = new Set()
/** Starts a server whose connections do `what`. */
async function peer(what) {
  const server = net.createServer((socket) => what(sockets.add(socket.on('error', () => {})) && socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.unref()
  return server.address().port
}

const silent = await peer((socket) => socket.resume())
const never = () => {}
const busy = new http.Agent({ keepAlive: true, maxSockets: 1 })
const holder = http.get({ host: '127.0.0.1', port: silent, agent: busy }).on('error', never)

const rows = [
  ['all sockets of the agent are busy', { port: silent, agent: busy }],
  ['the name server does not respond', { host: 'example.test', lookup: never }],
  ['the host does not respond', { agent: new http.Agent({ layered: { connect: () => new Promise(never) } }) }],
  ['the TLS handshake has no end', { protocol: 'https:', port: silent }],
  ['the server does not read the upload', { port: await peer((socket) => socket.pause()), method: 'PUT' }, Buffer.alloc(32 * 1024 * 1024)],
  ['the server does not respond', { port: silent }],
  ['half of the response comes', { port: await peer((socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'))) }],
  ['the server redirects without end', { port: await peer(redirectWithoutEnd), maxRedirects: 100_000 }],
  ['all is well', { port: await peer((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))) }],
]

function redirectWithoutEnd(socket) {
  let place = 0
  socket.on('data', () => setTimeout(() => socket.write(`HTTP/1.1 302 Found\r\nLocation: /${place++}\r\nContent-Length: 0\r\n\r\n`), 10))
}

for (const [title, { maxRedirects, ...options }, body] of rows) {
  const module = options.protocol === 'https:' ? https : http
  const layered = { timeouts: maxRedirects === undefined ? timeouts : { total: 150 }, timings: true, maxRedirects }
  let outcome = 'complete'
  const req = module.request({ host: '127.0.0.1', ...options, layered }, (res) => res.resume().on('error', never))
  req.on('error', ({ code, phase, timeout, elapsed }) => (outcome = `${code} ${phase} ${elapsed >= timeout ? 'not early' : 'early'}`))
  req.end(body)
  await new Promise((resolve) => req.on('close', resolve))
  console.log(title.padEnd(36), outcome)
}

holder.destroy()
for (const socket of sockets) socket.destroy()
