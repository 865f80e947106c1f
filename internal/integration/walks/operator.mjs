export default {
  title: 'An operator puts services that must not be changed on layered-http by NODE_OPTIONS',
  packages: ['parser', 'headers', 'streams', 'agent', 'client', 'server', 'compat-node-http'],
  files: {
    'service.cjs': `// A service that knows nothing of the packages. It ends in the usual way, with close().
const http = require('node:http')

const server = http.createServer((req, res) => {
  let size = 0
  req.on('data', (piece) => {
    size += piece.length
  })
  req.on('end', () => setTimeout(() => res.end(\`\${req.method} \${size}\`), req.url === '/slow' ? 2000 : 0))
})
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port, drain: typeof server.drain }))
process.once('SIGTERM', () => server.close(() => process.disconnect()))
`,
    'cluster.cjs': `// A cluster of two that knows nothing of the packages either. SIGHUP replaces its workers one by one.
const cluster = require('node:cluster')
const http = require('node:http')

if (cluster.isPrimary) {
  const drains = []
  cluster.on('message', (_, message) => {
    if (drains.push(message.drain) === 2) process.send({ port: message.port, drain: drains.join(' and ') })
  })
  cluster.fork()
  cluster.fork()
  process.once('SIGHUP', async () => {
    for (const old of Object.values(cluster.workers)) {
      await new Promise((resolve) => cluster.fork().once('listening', resolve))
      const exited = new Promise((resolve) => old.once('exit', resolve))
      old.disconnect()
      await exited
    }
    process.send({ replaced: Object.keys(cluster.workers) })
  })
  process.once('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.disconnect()
    process.disconnect()
  })
} else {
  const server = http.createServer((req, res) => res.end('worker'))
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port, drain: typeof server.drain }))
}
`,
    'operate.mjs': `// The operator's own preload, after that of the package: numbers, drain instead of close, counts and log lines.
import diagnostics from 'node:diagnostics_channel'
import http from 'node:http'

const { listen } = http.Server.prototype
http.Server.prototype.listen = function (...args) {
  this.headersTimeout = 500
  this.requestTimeout = 1000
  this.keepAliveTimeout = 65_000
  this.close = (callback) => {
    const { refused, timeouts, requests } = this.stats()
    process.send({ refused: Object.fromEntries(Object.entries(refused).sort()), timeouts: { head: timeouts.head, request: timeouts.request, keepAlive: timeouts.keepAlive }, total: requests.total })
    this.drain({ graceMs: 5000, idleMs: 200 }).then(({ completed, forced }) => {
      process.send({ completed, forced })
      callback?.()
    })
    return this
  }
  return listen.apply(this, args)
}

diagnostics.subscribe('layered-http.server.exchange', ({ request, response, error }) => {
  process.send({ line: \`\${request.method} \${request.url} \${error ? error.code : response.statusCode}\` })
})
diagnostics.subscribe('layered-http.server.refused', ({ error, statusCode }) => {
  process.send({ refused: \`\${error.code} \${statusCode}\` })
})
`,
    'drain.mjs': `// close() as Node 26 has it ends connections on which no byte has arrived yet. drain() waits for their requests.
import http from 'node:http'

http.Server.prototype.close = function (callback) {
  this.drain({ idleMs: 500 }).then(() => callback?.())
  return this
}
`,
    'app.mjs': `import { fork } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

const register = \`--import \${import.meta.resolve('@layered-http/compat-node-http/register')}\`
const operate = \`--import \${new URL('operate.mjs', import.meta.url).href}\`
const drain = \`--import \${new URL('drain.mjs', import.meta.url).href}\`

/** Starts a service with these options of Node, and collects what it tells. */
async function start(file, options) {
  const child = fork(new URL(file, import.meta.url), { env: { ...process.env, NODE_OPTIONS: options } })
  const told = []
  child.on('message', (message) => told.push(message))
  const [{ port, drain }] = await once(child, 'message')
  return { child, port, drain, told, exited: once(child, 'exit') }
}

/** Sends pieces of bytes with a time between them, and returns the first line that comes back. */
function bytes(port, pieces, limit = 10_000) {
  return new Promise((resolve) => {
    let text = ''
    const socket = net.connect(port, '127.0.0.1')
    const timer = setTimeout(() => socket.destroy(), limit)
    socket.on('error', () => {})
    socket.on('data', (piece) => {
      text += piece.toString('latin1')
    })
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(text.split('\\r\\n')[0] || 'nothing')
    })
    pieces.reduce((before, piece) => before.then(() => socket.writable && socket.write(piece)).then(() => wait(100)), once(socket, 'connect'))
  })
}

function request(port, method, path, options = {}) {
  return new Promise((resolve) => {
    const req = http.request({ host: '127.0.0.1', port, method, path, ...options }, (res) => {
      let text = ''
      res.on('data', (piece) => {
        text += piece
      })
      res.on('end', () => resolve(\`\${res.statusCode} \${text} (\${res.headers.connection})\`))
    })
    req.on('error', (error) => resolve(error.code))
    req.end(method === 'POST' ? 'hello' : undefined)
  })
}

const service = await start('service.cjs', \`\${register} \${operate} --max-http-header-size=2000\`)
console.log('with the flag:', service.drain)
const { port } = service
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
console.log(await request(port, 'POST', '/', { agent }))

// Limits and attacks
const attacks = {
  'a large head': [\`GET / HTTP/1.1\\r\\nHost: a\\r\\nCookie: \${'c'.repeat(2500)}\\r\\n\\r\\n\`],
  TLS: [Buffer.from([0x16, 3, 1, 0, 5, 1, 2, 3])],
  'a slow head': ['GET / HTTP/1.1\\r\\n', ...Array(30).fill('X: y\\r\\n')],
  'a slow body': ['POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 100\\r\\n\\r\\n', ...Array(30).fill('x')],
}
const lost = bytes(port, ['GET /slow HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n'], 250)
const lines = await Promise.all(Object.values(attacks).map((pieces) => bytes(port, pieces)))
Object.keys(attacks).forEach((name, i) => console.log(\`\${name}: \${lines[i]}\`))
console.log('a lost client:', await lost)

// The end, with a request under way
const slow = request(port, 'POST', '/slow', { agent })
await wait(500)
service.child.kill()
console.log('under way:', await slow)
console.log('afterwards:', await request(port, 'GET', '/'))
await service.exited
for (const message of service.told.slice(1).map((message) => JSON.stringify(message)).sort()) console.log('told:', message)
agent.destroy()

// A cluster of two, whose workers are replaced without a lost request
const cluster = await start('cluster.cjs', \`\${register} \${drain}\`)
console.log('workers:', cluster.drain)
const rolled = once(cluster.child, 'message')
let isRolling = true
const results = new Map()
const load = (async () => {
  while (isRolling) {
    const result = await request(cluster.port, 'GET', '/', { agent: false })
    results.set(result, (results.get(result) ?? 0) + 1)
    await wait(5)
  }
})()
cluster.child.kill('SIGHUP')
console.log('workers now:', (await rolled)[0].replaced.join(' and '))
isRolling = false
await load
console.log('seen by clients:', [...results.keys()].join(', '))
cluster.child.kill()
await cluster.exited
`,
  },
  steps: [
    {
      run: 'node app.mjs',
      output: `with the flag: function
200 POST 5 (keep-alive)
a large head: HTTP/1.1 431 Request Header Fields Too Large
TLS: HTTP/1.1 400 Bad Request
a slow head: HTTP/1.1 408 Request Timeout
a slow body: HTTP/1.1 408 Request Timeout
a lost client: nothing
under way: 200 POST 5 (close)
afterwards: ECONNREFUSED
told: {"completed":1,"forced":0}
told: {"line":"GET /slow ECONNRESET"}
told: {"line":"POST / 200"}
told: {"line":"POST / ERR_HTTP_REQUEST_TIMEOUT"}
told: {"line":"POST /slow 200"}
told: {"refused":"ERR_HTTP_REQUEST_TIMEOUT 408"}
told: {"refused":"ERR_HTTP_REQUEST_TIMEOUT 408"}
told: {"refused":"HPE_HEADER_OVERFLOW 431"}
told: {"refused":"HPE_INVALID_METHOD 400"}
told: {"refused":{"HPE_HEADER_OVERFLOW":1,"HPE_INVALID_METHOD":1},"timeouts":{"head":1,"request":1,"keepAlive":0},"total":4}
workers: function and function
workers now: 3 and 4
seen by clients: 200 worker (close)
`,
    },
  ],
}
