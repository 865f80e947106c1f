/** A framework of a team's own on single layers, over connections in memory, without a port. */
export default {
  title: 'A framework on single layers, without ports',
  packages: ['parser', 'headers', 'streams', 'agent', 'server', 'client'],
  files: {
    'memory.mjs': `import { Duplex } from 'node:stream'

/** One end of a connection in memory. The other end reads what is written here, and a writer waits for its reader. */
class End extends Duplex {
  other = null
  waiting = null
  _read() {
    const go = this.waiting
    this.waiting = null
    go?.()
  }
  _write(chunk, encoding, callback) {
    if (this.other.push(chunk)) callback()
    else this.other.waiting = callback
  }
  _final(callback) {
    this.other.push(null)
    callback()
  }
  _destroy(error, callback) {
    setImmediate(() => {
      if (!this.other.destroyed) this.other.destroy(error ? Object.assign(new Error('reset'), { code: 'ECONNRESET' }) : null)
    })
    callback(error)
  }
}

export function connectionInMemory() {
  const [client, server] = [new End(), new End()]
  client.other = server
  server.other = client
  return { client, server }
}
`,
    'framework.mjs': `import { STATUS_CODES } from '@layered-http/headers'
import { createServer, IncomingMessage, ServerResponse } from '@layered-http/server'

export class HttpError extends Error {
  constructor(status) {
    super(STATUS_CODES[status])
    this.status = status
  }
}

export class Request extends IncomingMessage {
  params = {}
  async bytes(limit) {
    const pieces = []
    let size = 0
    if (Number(this.headers['content-length']) > limit) throw new HttpError(413)
    for await (const piece of this) {
      size += piece.length
      if (size > limit) throw new HttpError(413)
      pieces.push(piece)
    }
    return Buffer.concat(pieces)
  }
}

export class Response extends ServerResponse {
  json(value, status = 200) {
    this.writeHead(status, { 'Content-Type': 'application/json' })
    this.end(JSON.stringify(value))
  }
}

/** A framework: routes such as \`GET /users/:id\`. */
export function framework(options = {}) {
  const routes = []
  const server = createServer({ ...options, IncomingMessage: Request, ServerResponse: Response, layered: { urlParts: true, stats: true, ...options.layered } }, async (req, res) => {
    try {
      const parts = req.pathname.split('/')
      const route = routes.find(({ method, pattern }) => method === req.method && pattern.length === parts.length && pattern.every((part, i) => part.startsWith(':') || part === parts[i]))
      if (route === undefined) throw new HttpError(404)
      route.pattern.forEach((part, i) => part.startsWith(':') && (req.params[part.slice(1)] = decodeURIComponent(parts[i])))
      await route.handler(req, res)
    } catch (error) {
      if (res.headersSent) return res.destroy(error)
      if (!req.complete) res.setHeader('Connection', 'close')
      res.json({ error: error.message }, error.status ?? 500)
    }
  })
  const on = (line, handler) => {
    const [method, path] = line.split(' ')
    routes.push({ method, pattern: path.split('/'), handler })
  }
  return { server, on }
}
`,
    'app.mjs': `import { subscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { Agent, request } from '@layered-http/client'
import { OutgoingMessage } from '@layered-http/streams'
import { framework, Request } from './framework.mjs'
import { connectionInMemory } from './memory.mjs'

const { server, on } = framework({ requestTimeout: 5_000, layered: { upgrades: ['echo'], timings: true } })
on('GET /users/:id', (req, res) => res.json({ id: req.params.id, fields: req.query.fields, own: req instanceof Request, message: res instanceof OutgoingMessage }))
on('POST /notes', async (req, res) => res.json({ bytes: (await req.bytes(1_000)).length }, 201))
on('GET /hints', (req, res) => {
  res.writeEarlyHints({ link: '</a.css>; rel=preload' })
  res.writeInformation(104, { 'X-Step': '1' })
  res.json({})
})
on('GET /moved', (req, res) => res.writeHead(302, { Location: '/users/7' }).end())
on('POST /sum', async (req, res) => {
  const { length } = await req.bytes(1_000)
  res.writeHead(200, { Trailer: 'X-Length' })
  res.write('counted')
  res.addTrailers({ 'X-Length': \`\${length} \${req.trailers['x-last']}\` })
  res.end()
})
on('GET /forever', async (req, res) => {
  res.write('begun')
  await once(req.signal, 'abort')
  console.log('server: gone', req.signal.aborted)
  server.emit('left')
})
let stopped = 0
on('GET /large', async (req, res) => {
  const piece = Buffer.alloc(16_384)
  for (let i = 0; i < 100; i++) if (!res.write(piece)) stopped++, await once(res, 'drain')
  res.end()
})
server.on('upgrade', (req, socket) => {
  console.log('upgrade', req instanceof Request)
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: echo\\r\\n\\r\\n')
  socket.pipe(socket)
})

const exchanges = []
subscribe('layered-http.server.exchange', ({ request, response, timings, error }) => {
  exchanges.push(\`\${request.method} \${request.url} \${error?.code ?? response.statusCode} \${timings.headReceived <= timings.handlerStarted}\`)
})

// The transport: no port, one connection for each call of connect.
let connections = 0
const agent = new Agent({
  keepAlive: true,
  layered: {
    connect() {
      connections++
      const { client, server: end } = connectionInMemory()
      server.emit('connection', end)
      return client
    },
  },
})

async function call(method, path, body, options = {}) {
  const req = request({ host: 'app.test', method, path, agent, ...options })
  const information = []
  req.on('information', ({ statusCode }) => information.push(statusCode))
  if (typeof body === 'function') body(req)
  else req.end(body)
  const [res] = await once(req, 'response')
  let text = ''
  for await (const piece of res) text += piece
  console.log(method, path, res.statusCode, text, ...information, ...Object.values(res.trailers))
}

await call('GET', '/users/a%20b?fields=name')
await call('GET', '/missing')
await call('POST', '/notes', 'x'.repeat(1_000))
await call('POST', '/notes', 'x'.repeat(1_001))
await call('GET', '/hints')
await call('GET', '/moved', undefined, { layered: { maxRedirects: 1 } })
await call('POST', '/sum', (req) => {
  req.setHeader('Trailer', 'X-Last')
  req.write('abc')
  req.addTrailers({ 'X-Last': 'yes' })
  req.end()
})

// A reader that waits stalls the writer.
{
  const req = request({ host: 'app.test', path: '/large', agent }).end()
  const [res] = await once(req, 'response')
  for (let i = 0; i < 50; i++) await turn()
  console.log('stopped', stopped > 0, 'and not at the end', stopped < 50)
  let size = 0
  for await (const piece of res) size += piece.length
  console.log('large', size)
}

// An abort by the client.
{
  const req = request({ host: 'app.test', path: '/forever', agent }).end()
  req.on('error', () => {})
  const [res] = await once(req, 'response')
  await once(res, 'data')
  const left = new Promise((resolve) => server.once('left', resolve))
  const failed = once(res, 'error').catch((error) => error)
  req.destroy()
  const [error] = await failed
  console.log('client:', error.code)
  await left
}

// Another protocol; and one that is declined.
{
  const req = request({ host: 'app.test', path: '/', agent, headers: { Connection: 'Upgrade', Upgrade: 'echo' } }).end()
  const [res, socket] = await once(req, 'upgrade')
  socket.write('ping')
  console.log(res.statusCode, String(await new Promise((resolve) => socket.once('data', resolve))))
  socket.end()
  await call('GET', '/users/1', undefined, { headers: { Connection: 'Upgrade', Upgrade: 'h2c' } })
}

await agent.close()
console.log(await server.drain({ graceMs: 1_000 }))
const { requests, responses, connections: counted } = server.stats()
console.log(connections === counted.created, counted.idle, counted.active, JSON.stringify(requests), JSON.stringify(responses))
console.log(exchanges.join('\\n'))
`,
    'odd.mjs': `import { once } from 'node:events'
import { request } from '@layered-http/client'
import { createServer } from '@layered-http/server'
import { framework } from './framework.mjs'
import { connectionInMemory } from './memory.mjs'

function attempt(label, make) {
  try {
    make()
    console.log(label, 'is accepted')
  } catch (error) {
    console.log(label, error.code)
  }
}
attempt('layered.stat', () => createServer({ layered: { stat: true } }))
attempt('layered.stats', () => createServer({ layered: { stats: 1 } }))
attempt('requestTimeout', () => createServer({ requestTimeout: -1 }))
attempt('strict and insecure', () => createServer({ insecureHTTPParser: true, layered: { strict: true } }))
attempt('IncomingMessage', () => createServer({ IncomingMessage: 'Request' }))
attempt('a class of something else', () => createServer({ IncomingMessage: class {} }))
attempt('maxRedirects', () => request({ host: 'app.test', layered: { maxRedirects: 1.5 } }))
attempt('drain', () => createServer().drain({ grace: 1 }))

/** Sends bytes to a server, and shows the status line. */
async function bytes(label, server, text) {
  const { client, server: end } = connectionInMemory()
  client.on('error', () => {})
  end.on('error', () => {})
  server.emit('connection', end)
  client.write(text)
  const [reply] = await once(client, 'data')
  console.log(label, String(reply).split('\\r\\n')[0])
  client.destroy()
}

// A connection in memory and the timers of a server do not keep the process alive.
const alive = setInterval(() => {}, 1_000)
const { server, on } = framework({ maxHeaderSize: 200, headersTimeout: 50, requestTimeout: 100, layered: { strict: true } })
on('GET /', (req, res) => res.json({}))
on('POST /', async (req, res) => res.json({ bytes: (await req.bytes(1)).length }))
const head = 'GET / HTTP/1.1\\r\\nHost: a\\r\\n'
// The limit counts the target, names and values: 1 + 4 + 1 + 1 + the value of X.
await bytes('199 bytes', server, \`\${head}X: \${'x'.repeat(192)}\\r\\n\\r\\n\`)
await bytes('200 bytes', server, \`\${head}X: \${'x'.repeat(193)}\\r\\n\\r\\n\`)
await bytes('two hosts', server, \`\${head}Host: b\\r\\n\\r\\n\`)
await bytes('version', server, 'GET / HTTP/1.2\\r\\nHost: a\\r\\n\\r\\n')
await bytes('slow head', server, 'GET / HT')
await bytes('slow body', server, 'POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\n\\r\\n')
await bytes('expectation', server, 'POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\nExpect: wonders\\r\\n\\r\\n')
await bytes('chunks over the limit', server, 'POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n2\\r\\nab\\r\\n')
const { refused, timeouts } = server.stats()
console.log(JSON.stringify(refused), timeouts.head, timeouts.request)

// Deadlines of a request whose server never answers, and whose connection never comes.
function silent() {
  const { client, server: end } = connectionInMemory()
  end.on('error', ({ code }) => console.log('server end', code))
  return client
}
for (const createConnection of [silent, async () => silent(), () => undefined, async () => ({})]) {
  const req = request({ host: 'app.test', createConnection, layered: { timeouts: { connect: 50, headers: 50 } } }).end()
  const closed = new Promise((resolve) => req.on('close', resolve))
  req.on('error', ({ code, phase }) => console.log(code, phase))
  await closed
}
console.log(await server.drain())
clearInterval(alive)
`,
  },
  steps: [
    { run: 'node app.mjs', output: `GET /users/a%20b?fields=name 200 {"id":"a b","fields":"name","own":true,"message":true}
GET /missing 404 {"error":"Not Found"}
POST /notes 201 {"bytes":1000}
POST /notes 413 {"error":"Payload Too Large"}
GET /hints 200 {} 103 104
GET /moved 200 {"id":"7","own":true,"message":true}
POST /sum 200 counted 3 yes
stopped true and not at the end true
large 1638400
client: ECONNRESET
server: gone true
upgrade true
101 ping
GET /users/1 200 {"id":"1","own":true,"message":true}
{ completed: 0, forced: 0, upgraded: 0 }
true 0 0 {"active":0,"total":11,"aborted":1,"upgraded":1} {"1xx":0,"2xx":7,"3xx":1,"4xx":2,"5xx":0}
GET /users/a%20b?fields=name 200 true
GET /missing 404 true
POST /notes 201 true
POST /notes 413 true
GET /hints 200 true
GET /moved 302 true
GET /users/7 200 true
POST /sum 200 true
GET /large 200 true
GET /forever ECONNRESET true
GET /users/1 200 true
` },
    { run: 'node odd.mjs', output: `layered.stat ERR_INVALID_ARG_VALUE
layered.stats ERR_INVALID_ARG_TYPE
requestTimeout ERR_OUT_OF_RANGE
strict and insecure ERR_INVALID_ARG_VALUE
IncomingMessage ERR_INVALID_ARG_TYPE
a class of something else ERR_INVALID_ARG_VALUE
maxRedirects ERR_OUT_OF_RANGE
drain ERR_INVALID_ARG_VALUE
199 bytes HTTP/1.1 200 OK
200 bytes HTTP/1.1 431 Request Header Fields Too Large
two hosts HTTP/1.1 400 Bad Request
version HTTP/1.1 505 HTTP Version Not Supported
slow head HTTP/1.1 408 Request Timeout
slow body HTTP/1.1 408 Request Timeout
expectation HTTP/1.1 417 Expectation Failed
chunks over the limit HTTP/1.1 413 Payload Too Large
{"HPE_HEADER_OVERFLOW":1,"HPE_INVALID_HOST":1,"HPE_INVALID_VERSION":1,"Expect":1} 1 1
ERR_HTTP_TIMEOUT headers
server end ECONNRESET
ERR_HTTP_TIMEOUT headers
server end ECONNRESET
ERR_HTTP_TIMEOUT connect
ERR_INVALID_RETURN_VALUE undefined
{ completed: 0, forced: 0, upgraded: 0 }
` },
  ],
}
