export default {
  title: 'an app on node:http, under the preload and back',
  packages: ['parser', 'headers', 'streams', 'agent', 'server', 'client', 'compat-node-http'],
  files: {
    'app.mjs': `/** An app on node:http: JSON, an upload with a limit, a file, events, a route to another service, and an end at SIGTERM. */
import http from 'node:http'
import { createReadStream } from 'node:fs'

const LARGEST = 100_000

export function makeApp({ upstream, options = {} }) {
  const items = []
  const streams = new Set()
  const json = (res, status, value) => res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))

  const routes = {
    'GET /items': (req, res) => json(res, 200, items),
    'POST /items': async (req, res) => {
      let text = ''
      for await (const piece of req.setEncoding('utf8')) text += piece
      try {
        items.push(JSON.parse(text))
      } catch {
        return json(res, 400, { error: 'not JSON' })
      }
      json(res, 201, { id: items.length })
    },
    'PUT /upload': async (req, res) => {
      if (Number(req.headers['content-length']) > LARGEST) {
        req.resume()
        return json(res, 413, { error: 'too large' })
      }
      let size = 0
      try {
        for await (const piece of req) size += piece.length
      } catch (error) {
        return console.log('  upload', error.code)
      }
      json(res, 200, { size })
    },
    'GET /static': (req, res) => createReadStream('hello.txt').pipe(res.setHeader('Content-Type', 'text/plain')),
    'GET /events': (req, res) => {
      res.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: 1\\n\\n')
      streams.add(res)
      res.on('close', () => {
        streams.delete(res)
        console.log('  events ended', res.writableFinished ? 'whole' : 'cut')
      })
    },
    'GET /slow': (req, res) => setTimeout(() => json(res, 200, { slow: true }), 100),
    'POST /proxy': (req, res) => {
      const forward = http.request(upstream, { method: 'POST', headers: { 'Transfer-Encoding': 'chunked' } }, (answer) => {
        res.writeHead(answer.statusCode)
        answer.pipe(res)
      })
      forward.on('error', (error) => json(res, 502, { error: error.code }))
      req.pipe(forward)
    },
  }
  const server = http.createServer(options, (req, res) => (routes[\`\${req.method} \${req.url}\`] ?? (() => json(res, 404, { error: 'not found' })))(req, res))

  /** Works on Node's servers too: those have no drain(). */
  const stop = () => {
    for (const res of streams) res.end()
    if (server.drain) return server.drain({ graceMs: 3000 })
    return new Promise((resolve) => {
      server.close(() => resolve(undefined))
      server.closeIdleConnections()
    })
  }
  return { server, stop }
}
`,
    'hello.txt': `hello from a file
`,
    'main.mjs': `import http from 'node:http'
import { once } from 'node:events'
import { makeApp } from './app.mjs'

console.log('http is', 'drain' in http.Server.prototype ? 'layered-http' : 'of Node')

const listen = async (server) => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return \`http://127.0.0.1:\${server.address().port}\`
}
const echo = http.createServer((req, res) => req.pipe(res))
const { server, stop } = makeApp({ upstream: await listen(echo), options: { requestTimeout: 0, layered: { stats: true } } })
const origin = await listen(server)

/** Resolves with the status, the header Connection and the body. */
const call = (method, path, body) =>
  new Promise((resolve, reject) => {
    const req = http.request(origin + path, { method }, async (res) => {
      let text = ''
      for await (const piece of res.setEncoding('utf8')) text += piece
      resolve({ status: res.statusCode, connection: res.headers.connection, text })
    })
    req.on('error', reject)
    req.end(body)
  })
const show = async (method, path, body) => {
  const { status, text } = await call(method, path, body)
  console.log(method, path, status, JSON.stringify(text))
}

await show('GET', '/items')
await show('POST', '/items', '{"name":"Ada"}')
await show('POST', '/items', '{bad')
await show('GET', '/items')
await show('PUT', '/upload', 'x'.repeat(1000))
await show('PUT', '/upload', 'x'.repeat(200_000))
await show('GET', '/static')
await show('POST', '/proxy', 'to the other service')
await show('GET', '/none')

// An upload whose client goes away.
const cut = http.request(\`\${origin}/upload\`, { method: 'PUT', headers: { 'Content-Length': 1000 } })
cut.on('error', (error) => console.log('cut', error.code))
cut.write('half')
const [upload] = await once(server, 'request')
cut.destroy()
await new Promise((resolve) => upload.on('close', resolve))
await new Promise(setImmediate)

// The other service is gone.
echo.close()
echo.closeAllConnections()
await show('POST', '/proxy', 'x')

// SIGTERM while a request and a stream of events are under way.
const events = call('GET', '/events')
await once(server, 'request')
const slow = call('GET', '/slow')
await once(server, 'request')
process.once('SIGTERM', async () => {
  const result = await stop()
  console.log('events', JSON.stringify((await events).text))
  const { status, connection, text } = await slow
  console.log('slow', status, text)
  if (result === undefined) return console.log('stopped by close()')
  console.log('slow says', connection)
  console.log('drained', result)
  console.log('responses', JSON.stringify(server.stats().responses))
})
// Without drain(), a connection is kept after its response as long as that.
server.keepAliveTimeout = 1
process.kill(process.pid, 'SIGTERM')
`,
    'is-it-used.mjs': `import builtin, { createServer } from 'node:http'
import layered from '@layered-http/compat-node-http'

console.log('one object', builtin === layered)
console.log('one function', createServer === layered.createServer)
`,
    'import.mjs': `import './is-it-used.mjs'
import layered from '@layered-http/compat-node-http'
import builtin from 'node:http'
import { once } from 'node:events'

// Without the preload only what imports the package gets it. What Node's module does with its option: nothing.
for (const [name, http] of [['layered-http', layered], ['Node', builtin]]) {
  const server = http.createServer({ layered: { timings: true } }, (req, res) => res.end('ok'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const finished = new Promise((resolve) => server.on('request', (req, res) => res.on('finish', () => resolve(res))))
  layered.get({ host: '127.0.0.1', port: server.address().port, agent: false }, (response) => response.resume())
  const { timings } = await finished
  console.log(name, 'timings', timings && Object.keys(timings).filter((step) => timings[step] !== undefined).join(' '))
  if (server.drain) await server.drain()
  else await new Promise((resolve) => server.close(resolve))
}

const attempt = (options) => {
  try {
    layered.createServer(options)
    console.log('no error')
  } catch (error) {
    console.log(error.code, error.message.slice(0, 70))
  }
}
attempt({ layered: { minBodyRate: -1 } })
attempt({ layered: { minBodyRate: '1000' } })
attempt({ layered: { minBodyrate: 1000 } })
attempt({ minBodyRate: -1 })
`,
    'limits.mjs': `import './is-it-used.mjs'
import http from 'node:http'
import net from 'node:net'
import { once } from 'node:events'

const start = async (options, handler) => {
  const server = http.createServer(options, handler)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server
}
const raw = async (server, text) => {
  const socket = net.connect(server.address().port, '127.0.0.1')
  let got = ''
  socket.on('data', (data) => (got += data))
  socket.on('error', () => {})
  socket.write(text)
  await once(socket, 'close')
  return got.split('\\r\\n', 1)[0]
}

// Heads at the limit of 16 KiB.
let server = await start({}, (req, res) => res.end())
console.log(await raw(server, \`GET / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\nX: \${'x'.repeat(16_000)}\\r\\n\\r\\n\`))
console.log(await raw(server, \`GET / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\nX: \${'x'.repeat(17_000)}\\r\\n\\r\\n\`))
console.log('refused', server.stats().refused)
await server.drain()

// drain() destroys the connection of a handler that never answers: after graceMs, or at an AbortSignal.
const never = (req, res) => res.write('a')
const status = (server) =>
  new Promise((resolve) => {
    http.get({ host: '127.0.0.1', port: server.address().port }, (res) => res.resume().on('error', (error) => resolve(error.code))).on('error', (error) => resolve(error.code))
  })
server = await start({}, never)
let response = status(server)
await once(server, 'request')
console.log('after graceMs', await server.drain({ graceMs: 50 }), await response)

server = await start({}, never)
response = status(server)
await once(server, 'request')
console.log('after the signal', await server.drain({ graceMs: Infinity, signal: AbortSignal.timeout(50) }), await response)

// Wrong options of drain() are errors, and it drains nothing.
server = await start({}, (req, res) => res.end())
const attempt = async (options) => {
  try {
    await server.drain(options)
  } catch (error) {
    console.log(error.code, server.listening)
  }
}
await attempt({ grace: 1 })
await attempt({ graceMs: '8s' })
await attempt({ graceMs: -1 })
console.log('at last', await server.drain())
`,
    'test.mjs': `import http from 'node:http'
import { memoryNetwork, setDispatcher } from '@layered-http/compat-node-http/testing'
import { makeApp } from './app.mjs'

const { server } = makeApp({ upstream: 'http://other.test/' })
const network = memoryNetwork()
network.serve('http://app.test', server)

const call = (method, path, body) =>
  new Promise((resolve) => {
    const req = http.request(\`http://app.test\${path}\`, { method, agent: network.agent }, async (res) => {
      let text = ''
      try {
        for await (const piece of res.setEncoding('utf8')) text += piece
      } catch (error) {
        return resolve(\`\${res.statusCode} \${error.code}\`)
      }
      resolve(\`\${res.statusCode} \${text}\`)
    })
    req.on('error', (error) => resolve(error.code))
    req.end(body)
  })

console.log(await call('GET', '/items'))

const restore = setDispatcher(async (request) => {
  if (request.url.hostname !== 'other.test') return undefined
  return { statusCode: 200, body: \`answered without the network: \${await request.text()}\` }
})
console.log(await call('POST', '/proxy', 'x'))
restore()

let mend = network.fault('http://app.test', { refuse: true, connections: 1 })
network.agent.destroy()
console.log(await call('GET', '/items'))
mend()
mend = network.fault('http://app.test', { cut: 'response', afterBytes: 20 })
console.log(await call('GET', '/items'))
mend()
console.log(await call('GET', '/items'))
await network.close()
`,
    'archive.mjs': `import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

// The app itself is not changed. The file is written at its end.
const { status, stdout } = spawnSync(process.execPath, ['--import', '@layered-http/compat-node-http/har', 'main.mjs'], { env: { ...process.env, LAYERED_HTTP_HAR: 'app.har' }, encoding: 'utf8' })
process.stdout.write(stdout)
console.log('ended with', status)

const { log } = JSON.parse(readFileSync('app.har', 'utf8'))
for (const { pageref, request, response } of log.entries.filter((entry) => entry.pageref === 'received')) {
  console.log(request.method, new URL(request.url).pathname, response.status, response._error ?? '')
}
`,
  },
  steps: [
    {
      run: 'node main.mjs',
      output: `http is of Node
GET /items 200 "[]"
POST /items 201 "{\\"id\\":1}"
POST /items 400 "{\\"error\\":\\"not JSON\\"}"
GET /items 200 "[{\\"name\\":\\"Ada\\"}]"
PUT /upload 200 "{\\"size\\":1000}"
PUT /upload 413 "{\\"error\\":\\"too large\\"}"
GET /static 200 "hello from a file\\n"
POST /proxy 200 "to the other service"
GET /none 404 "{\\"error\\":\\"not found\\"}"
cut ECONNRESET
  upload ECONNRESET
POST /proxy 502 "{\\"error\\":\\"ECONNREFUSED\\"}"
  events ended whole
events "data: 1\\n\\n"
slow 200 {"slow":true}
stopped by close()
`,
    },
    {
      run: 'node archive.mjs',
      output: `http is layered-http
GET /items 200 "[]"
POST /items 201 "{\\"id\\":1}"
POST /items 400 "{\\"error\\":\\"not JSON\\"}"
GET /items 200 "[{\\"name\\":\\"Ada\\"}]"
PUT /upload 200 "{\\"size\\":1000}"
PUT /upload 413 "{\\"error\\":\\"too large\\"}"
GET /static 200 "hello from a file\\n"
POST /proxy 200 "to the other service"
GET /none 404 "{\\"error\\":\\"not found\\"}"
cut ECONNRESET
  upload ECONNRESET
POST /proxy 502 "{\\"error\\":\\"ECONNREFUSED\\"}"
  events ended whole
events "data: 1\\n\\n"
slow 200 {"slow":true}
slow says close
drained { completed: 2, forced: 0, upgraded: 0 }
responses {"1xx":0,"2xx":8,"3xx":0,"4xx":3,"5xx":1}
ended with 0
GET /items 200 
POST /items 201 
POST /items 400 
GET /items 200 
PUT /upload 200 
PUT /upload 413 
GET /static 200 
POST / 200 
POST /proxy 200 
GET /none 404 
PUT /upload 0 HPE_INVALID_EOF_STATE: Parse Error
POST /proxy 502 
GET /events 200 
GET /slow 200 
`,
    },
    {
      run: 'node import.mjs',
      output: `one object false
one function false
layered-http timings start headReceived handlerStarted headSent finished
Node timings undefined
ERR_OUT_OF_RANGE The value of "options.layered.minBodyRate" is out of range. It must be
ERR_INVALID_ARG_TYPE The "options.layered.minBodyRate" property must be of type number. Rec
ERR_INVALID_ARG_VALUE The property 'options.layered.minBodyrate' is not an option here; the 
no error
`,
    },
    {
      run: 'node --import @layered-http/compat-node-http/register limits.mjs',
      output: `one object true
one function true
HTTP/1.1 200 OK
HTTP/1.1 431 Request Header Fields Too Large
refused { HPE_HEADER_OVERFLOW: 1 }
after graceMs { completed: 0, forced: 1, upgraded: 0 } ECONNRESET
after the signal { completed: 0, forced: 1, upgraded: 0 } ECONNRESET
ERR_INVALID_ARG_VALUE true
ERR_INVALID_ARG_TYPE true
ERR_OUT_OF_RANGE true
at last { completed: 0, forced: 0, upgraded: 0 }
`,
    },
    {
      run: 'node --import @layered-http/compat-node-http/register test.mjs',
      output: `200 []
200 answered without the network: x
ECONNREFUSED
ECONNRESET
200 []
`,
    },
  ],
}
