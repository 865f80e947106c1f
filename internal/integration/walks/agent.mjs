export default {
  title: 'From agentkeepalive to the agent, under node:http and node:https',
  packages: ['agent'],
  files: {
    'key.pem': `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgwFa1VxMqFo3CO7vg
6j5aHFH5Tb5kYw91DCPWeGkYIfGhRANCAAQeIHSFqehHDueNHP6s5pjNA1giXs4H
JdJuco+MTTvNf3p25KIvdsJy8niJdpgpjSkYPbmVpZIbxXZ/MVPNr5I5
-----END PRIVATE KEY-----
`,
    'cert.pem': `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUHR3sK8GZV6nK2sdpv0Zqrb6IqdAwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyODA3MzMxN1oYDzIxMjYxMTA0
MDczMzE3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQeIHSFqehHDueNHP6s5pjNA1giXs4HJdJuco+MTTvNf3p25KIvdsJy
8niJdpgpjSkYPbmVpZIbxXZ/MVPNr5I5o28wbTAdBgNVHQ4EFgQU3KF7CUFW/CND
yLDbh/1gGh+uxFgwHwYDVR0jBBgwFoAU3KF7CUFW/CNDyLDbh/1gGh+uxFgwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgX8PTLTL4TlG/x+8849f4ri9kUPgbndZU3g6eH7tAR8MCIQDT
27r9ZxWT8MJ/1Hpbl/rYGYptncbBtNfNRbdaLz7Jig==
-----END CERTIFICATE-----
`,
    'pool.mjs': `import http from 'node:http'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from '@layered-http/agent'

const server = http.createServer((req, res) => setTimeout(() => res.end('answer to ' + req.url), Number(req.headers['x-delay'] ?? 0)))
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address()

function get(agent, path, options = {}) {
  return new Promise((resolve) => {
    const req = http.get({ host: '127.0.0.1', port, path, agent, ...options }, async (res) => {
      let text = ''
      for await (const chunk of res) text += chunk
      resolve(text + (req.reusedSocket ? ', used socket' : ', new socket'))
    })
    req.on('error', (error) => resolve(error.code))
  })
}

// Two sockets for a host; a third request waits.
const agent = new Agent({ keepAlive: true, maxSockets: 2, timeout: 10_000, layered: { stats: true } })
for (const line of await Promise.all(['/1', '/2', '/3'].map((path) => get(agent, path)))) console.log(line)
const { idle, requests, reused, created, queueWait } = agent.totals()
console.log({ idle, requests, reused, created, waited: queueWait.count })
console.log(Object.keys(agent.stats()).join() === 'http://127.0.0.1:' + port)

// Too many for the queue, and too long in it.
const small = new Agent({ maxSockets: 1, layered: { maxQueued: 1, queueTimeout: 50 } })
console.log(await Promise.all([get(small, '/slow', { headers: { 'x-delay': 300 } }), get(small, '/waits'), get(small, '/refused')]))
console.log('refused', small.totals().refused, 'expired', small.totals().expired)

// An idle socket is closed after the timeout of the agent, an old one at its age, a busy one after its last request.
const short = new Agent({ keepAlive: true, timeout: 100 })
await get(short, '/')
console.log('idle', short.totals().idle)
await sleep(400)
console.log('idle', short.totals().idle, 'timeouts', short.totals().timeouts, 'idle timeouts', short.totals().idleTimeouts)
const patient = new Agent({ keepAlive: true, layered: { idleTimeout: 100 } })
console.log(await get(patient, '/slow', { headers: { 'x-delay': 300 } }), 'idle', patient.totals().idle)
await sleep(400)
console.log('idle', patient.totals().idle, 'timeouts', patient.totals().timeouts)
const old = new Agent({ keepAlive: true, layered: { maxAge: 100 } })
await get(old, '/')
await sleep(400)
console.log('idle', old.totals().idle)
const twice = new Agent({ keepAlive: true, layered: { maxRequests: 2 } })
for (const path of ['/1', '/2', '/3']) console.log(await get(twice, path))

// A host whose address may change: an old socket is not used again, so the name is looked up again.
let lookups = 0
const lookup = (host, options, callback) => {
  lookups += 1
  if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }])
  else callback(null, '127.0.0.1', 4)
}
const moving = new Agent({ keepAlive: true, lookup, layered: { maxAge: 1_000 } })
for (const path of ['/1', '/2']) console.log(await get(moving, path, { host: 'service.test' }), lookups)
await sleep(1_500)
console.log(await get(moving, '/3', { host: 'service.test' }), lookups)

// Abort a request that is under way: its socket is not kept.
const controller = new AbortController()
const aborted = get(twice, '/slow', { signal: controller.signal, headers: { 'x-delay': 5_000 } })
await sleep(50)
controller.abort()
console.log(await aborted)
await sleep(50)
console.log('active', twice.totals().active)

// Close the pool while requests are under way.
const closing = new Agent({ keepAlive: true, maxSockets: 1 })
const served = [get(closing, '/first', { headers: { 'x-delay': 100 } }), get(closing, '/second')]
await sleep(20)
const closed = closing.close({ graceMs: 10_000 })
console.log(await get(closing, '/late'))
console.log(await closed, await Promise.all(served))
const forced = new Agent({ keepAlive: true, maxSockets: 1 })
const lost = [get(forced, '/first', { headers: { 'x-delay': 5_000 } }), get(forced, '/second')]
await sleep(20)
console.log(await forced.close({ graceMs: 50 }), await Promise.all(lost))
const long = new Agent({ keepAlive: true })
const last = get(long, '/last', { headers: { 'x-delay': 100 } })
await sleep(20)
console.log(await long.close({ graceMs: 2 ** 31 }), await last)
console.log(await forced.close({ grace: 1 }).catch((error) => error.code), await forced.close({ graceMs: -1 }).catch((error) => error.code))

// A function that opens connections, and forgets to return them.
for (const connect of [() => {}, async () => {}, () => 'x']) console.log(await get(new Agent({ layered: { connect } }), '/'))

for (const pool of [agent, small, short, patient, old, twice, moving]) pool.destroy()
server.close()
server.closeAllConnections()
`,
    'options.mjs': `import { Agent } from '@layered-http/agent'

const wrong = [
  { layered: { freeSocketTimeout: 4_000 } },
  { layered: { maxAge: '60s' } },
  { layered: { maxAge: 0 } },
  { layered: { idleTimeout: '4s' } },
  { layered: { maxRequests: 0 } },
  { layered: { queueTimeout: Infinity } },
  { layered: { staleRetry: 'always' } },
  { layered: null },
  { maxTotalSockets: 0 },
  { scheduling: 'random' },
  { proxyEnv: 'http://name:secret@localhost:3128' },
  { proxyEnv: { HTTP_PROXY: 'socks5://name:secret@localhost' } },
  { proxyEnv: { HTTP_PROXY: 'localhost:3128' } },
]
for (const options of wrong) {
  try {
    new Agent(options)
    console.log('no error')
  } catch (error) {
    console.log(error.name, error.code, error.message.includes('secret'))
  }
}
const agent = new Agent()
console.log(agent.keepAlive, agent.keepAliveMsecs, agent.agentKeepAliveTimeoutBuffer, agent.maxSockets, agent.maxFreeSockets, agent.maxTotalSockets, agent.scheduling, agent.protocol, agent.defaultPort)
`,
    'stale.mjs': `import http from 'node:http'
import net from 'node:net'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from '@layered-http/agent'

// The server answers the first request of a connection, and resets the connection at the second.
const server = net.createServer((socket) => {
  let requests = 0
  socket.on('error', () => {})
  socket.on('data', () => {
    requests += 1
    if (requests === 1) socket.write('HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n')
    else socket.resetAndDestroy()
  })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')

function send(agent, method, body) {
  return new Promise((resolve) => {
    const req = http.request({ host: '127.0.0.1', port: server.address().port, method, agent }, (res) => res.resume().on('end', () => resolve(res.statusCode)))
    req.on('error', ({ code, reusedSocket, bytesRead }) => resolve({ code, reusedSocket, bytesRead }))
    req.end(body)
  })
}

for (const staleRetry of [false, true]) {
  const agent = new Agent({ keepAlive: true, layered: { staleRetry } })
  for (const [method, body] of [['GET'], ['PUT', 'body'], ['POST', 'body']]) {
    agent.destroy()
    await sleep(20)
    await send(agent, 'GET')
    await sleep(20)
    console.log(staleRetry, method, await send(agent, method, body))
  }
  agent.destroy()
}
server.close()
`,
    'secure.mjs': `import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { readFileSync } from 'node:fs'
import { once } from 'node:events'
import { Agent, HttpsAgent } from '@layered-http/agent/https'

const key = readFileSync('key.pem')
const cert = readFileSync('cert.pem')
const server = https.createServer({ key, cert }, (req, res) => res.end('secret'))
const plain = http.createServer((req, res) => res.end('plain'))
const seen = []
let refuse = false
const proxy = http.createServer((req, res) => {
  seen.push(req.method + ' ' + new URL(req.url).pathname + ' ' + req.headers['proxy-authorization'])
  http.get(req.url, { agent: false }, (answer) => answer.pipe(res))
})
proxy.on('connect', (req, socket) => {
  seen.push(req.method)
  if (refuse) return socket.end('HTTP/1.1 407 Proxy Authentication Required\\r\\n\\r\\n')
  const target = net.connect(server.address().port, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 OK\\r\\n\\r\\n')
    target.pipe(socket).pipe(target)
  })
  for (const end of [socket, target]) end.on('error', () => {})
})
for (const each of [server, plain, proxy]) await once(each.listen(0, '127.0.0.1'), 'listening')

function get(url, agent) {
  return new Promise((resolve) => {
    try {
      const { get } = url.startsWith('https:') ? https : http
      const req = get(url, { agent }, (res) => res.setEncoding('utf8').on('data', (text) => resolve(text + (req.reusedSocket ? ', used socket' : ', new socket'))))
      req.on('error', (error) => resolve(error.code + ' ' + error.statusCode))
    } catch (error) {
      resolve('thrown: ' + error.code)
    }
  })
}
const secure = 'https://127.0.0.1:' + server.address().port + '/'
const open = 'http://127.0.0.1:' + plain.address().port + '/a'
const url = 'http://user:p%40ss@127.0.0.1:' + proxy.address().port

console.log(await get(secure, new HttpsAgent({ keepAlive: true })))
const trusting = new HttpsAgent({ keepAlive: true, ca: cert })
console.log('opened', await trusting.preconnect(secure, 2), 'idle', trusting.totals().idle)
console.log(await get(secure, trusting))
console.log(await get(secure, new Agent()))

const through = new Agent({ keepAlive: true, proxyEnv: { HTTP_PROXY: url } })
console.log(await get(open, through), seen.splice(0))
const tunnel = new HttpsAgent({ ca: cert, proxyEnv: { HTTPS_PROXY: url } })
console.log(await get(secure, tunnel), seen.splice(0))
refuse = true
console.log(await get(secure, tunnel), seen.splice(0))
console.log(await get(open, new Agent({ proxyEnv: { HTTP_PROXY: url, NO_PROXY: '127.0.0.1' } })), seen.splice(0))

for (const pool of [trusting, through, tunnel]) pool.destroy()
for (const each of [server, plain, proxy]) {
  each.close()
  each.closeAllConnections()
}
`,
  },
  steps: [
    { run: 'node pool.mjs', output: `answer to /1, new socket
answer to /2, new socket
answer to /3, new socket
{ idle: 2, requests: 3, reused: 1, created: 2, waited: 1 }
true
[
  'answer to /slow, new socket',
  'ERR_AGENT_QUEUE_TIMEOUT',
  'ERR_AGENT_QUEUE_FULL'
]
refused 1 expired 1
idle 1
idle 0 timeouts 0 idle timeouts 1
answer to /slow, new socket idle 1
idle 0 timeouts 0
idle 0
answer to /1, new socket
answer to /2, used socket
answer to /3, new socket
answer to /1, new socket 1
answer to /2, used socket 1
answer to /3, new socket 2
ABORT_ERR
active 0
ERR_AGENT_CLOSED
{ completed: 2, forced: 0, upgraded: 0 } [ 'answer to /first, new socket', 'answer to /second, new socket' ]
{ completed: 0, forced: 2, upgraded: 0 } [ 'ERR_AGENT_CLOSED', 'ERR_AGENT_CLOSED' ]
{ completed: 1, forced: 0, upgraded: 0 } answer to /last, new socket
ERR_INVALID_ARG_VALUE ERR_OUT_OF_RANGE
ERR_INVALID_RETURN_VALUE
ERR_INVALID_RETURN_VALUE
ERR_INVALID_RETURN_VALUE
` },
    { run: 'node options.mjs', output: `TypeError ERR_INVALID_ARG_VALUE false
TypeError ERR_INVALID_ARG_TYPE false
RangeError ERR_OUT_OF_RANGE false
TypeError ERR_INVALID_ARG_TYPE false
RangeError ERR_OUT_OF_RANGE false
RangeError ERR_OUT_OF_RANGE false
TypeError ERR_INVALID_ARG_VALUE false
TypeError ERR_INVALID_ARG_TYPE false
RangeError ERR_OUT_OF_RANGE false
TypeError ERR_INVALID_ARG_VALUE false
TypeError ERR_INVALID_ARG_TYPE false
Error ERR_PROXY_INVALID_CONFIG false
Error ERR_PROXY_INVALID_CONFIG false
false 1000 1000 Infinity 256 Infinity lifo http: 80
` },
    { run: 'node stale.mjs', output: `false GET { code: 'ECONNRESET', reusedSocket: undefined, bytesRead: undefined }
false PUT { code: 'ECONNRESET', reusedSocket: undefined, bytesRead: undefined }
false POST { code: 'ECONNRESET', reusedSocket: undefined, bytesRead: undefined }
true GET 200
true PUT 200
true POST { code: 'ECONNRESET', reusedSocket: true, bytesRead: 0 }
` },
    { run: 'node secure.mjs', output: `DEPTH_ZERO_SELF_SIGNED_CERT undefined
opened 2 idle 2
secret, used socket
thrown: ERR_INVALID_PROTOCOL
plain, new socket [ 'GET /a Basic dXNlcjpwQHNz' ]
secret, new socket [ 'CONNECT' ]
ERR_PROXY_TUNNEL 407 [ 'CONNECT' ]
plain, new socket []
` },
  ],
}
