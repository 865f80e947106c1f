/** The programs of docs/guides do what their pages say. */
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { run, start } from './start.js'

/** On Windows a signal ends a process at once. */
const STOPPED = process.platform === 'win32' ? null : 0

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'guides-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

/** A server of Node's own, for the programs that are clients. */
async function peer(handler: http.RequestListener): Promise<string> {
  const server = http.createServer(handler).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close().closeAllConnections())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

it('serve stores notes, refuses what is not JSON, and stops at SIGTERM', async () => {
  const program = await start(['serve.mjs'])
  const post = (body: string): Promise<number> => fetch(program.url, { method: 'POST', body }).then(({ status }) => status)
  expect(await post('{"text":"a"}')).toBe(201)
  expect(await post('{')).toBe(400)
  expect(await (await fetch(program.url)).json()).toEqual([{ text: 'a' }])
  expect((await fetch(new URL('/other', program.url))).status).toBe(404)
  expect(await program.stop()).toBe(STOPPED)
})

it('call reads JSON, and names the failure', async () => {
  const url = await peer((req, res) => (req.url === '/missing' ? res.writeHead(404).end() : res.end('[1,2]')))
  expect(await run('call.mjs', url)).toEqual(['[ 1, 2 ]'])
  expect(await run('call.mjs', `${url}/missing`)).toEqual(['failed: 404 Not Found'])
})

it('proxy passes both bodies and the fields of messages, and 502 without an upstream', async () => {
  const seen: http.IncomingHttpHeaders[] = []
  const upstream = await peer((req, res) => {
    seen.push(req.headers)
    res.writeHead(201, { 'X-Method': `${req.method} ${req.url}`, Connection: 'x-private', 'X-Private': '1' })
    req.pipe(res)
  })
  const program = await start(['proxy.mjs'], { UPSTREAM: upstream })
  const response = await fetch(`${program.url}/a?b`, { method: 'POST', body: 'hello' })
  expect([response.status, response.headers.get('x-method'), response.headers.get('x-private'), await response.text()]).toEqual([201, 'POST /a?b', null, 'hello'])
  expect(seen[0]).toMatchObject({ host: new URL(program.url).host, 'content-length': '5', 'x-forwarded-for': '127.0.0.1' })
  // A GET with a body in chunks keeps its framing.
  const { port } = new URL(program.url)
  const socket = net.connect(Number(port), '127.0.0.1').setEncoding('latin1')
  socket.write('GET /chunks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n0\r\n\r\n')
  expect((await socket.toArray()).join('')).toMatch(/^HTTP\/1.1 201 [^]*hello/)
  expect(seen[1]).toMatchObject({ 'transfer-encoding': 'chunked' })
  const alone = await start(['proxy.mjs'], { UPSTREAM: 'http://127.0.0.1:1' })
  expect((await fetch(alone.url)).status).toBe(502)
})

it('upload shows its progress, receive writes the file, and refuses one that is too large before it is sent', async () => {
  const [from, to] = [folder(), folder()]
  const file = join(from, 'file')
  writeFileSync(file, Buffer.alloc(1_000_000, 'x'))
  const program = await start(['receive.mjs', to])
  const lines = await run('upload.mjs', file, `${program.url}name`)
  expect([lines.at(-2), lines.at(-1)]).toEqual(['100 %', '201 Created'])
  expect(readFileSync(join(to, 'name')).equals(readFileSync(file))).toBe(true)
  const refused = http.request(`${program.url}large`, { method: 'PUT', headers: { 'Content-Length': 2_000_000_000, Expect: '100-continue' } })
  refused.flushHeaders()
  const [response] = (await once(refused, 'response')) as [http.IncomingMessage]
  expect(response.statusCode).toBe(413)
  refused.destroy()
})

it('download continues where it was cut, and begins again if the file has changed', async () => {
  let version = '"1"'
  const body = 'a'.repeat(100_000) + 'b'.repeat(100_000)
  const requests: unknown[] = []
  const url = await peer((req, res) => {
    const { range, 'if-range': ifRange } = req.headers
    requests.push(range)
    if (range !== undefined && ifRange === version) {
      const from = Number(/\d+/.exec(range)![0])
      return res.writeHead(206, { ETag: version, 'Content-Range': `bytes ${from}-${body.length - 1}/${body.length}`, 'Content-Length': body.length - from }).end(body.slice(from))
    }
    res.writeHead(200, { ETag: version, 'Content-Length': body.length })
    if (requests.length === 1 || req.url === '/cut') return void res.write(body.slice(0, 100_000), () => void cut(res))
    res.end(body)
  })
  const file = join(folder(), 'file')
  /** Cuts a response when the client has written what it got. */
  const cut = async (res: http.ServerResponse): Promise<void> => {
    while ((statSync(`${file}.part`, { throwIfNoEntry: false })?.size ?? 0) < 100_000) await new Promise(setImmediate)
    res.destroy()
  }
  expect(await run('download.mjs', url, file)).toEqual(['cut: ECONNRESET'])
  expect((await run('download.mjs', url, file))[0]).toBe('complete, from byte 100000')
  expect(readFileSync(file, 'latin1')).toBe(body)
  expect(await run('download.mjs', `${url}/cut`, file)).toEqual(['cut: ECONNRESET'])
  version = '"2"'
  expect(await run('download.mjs', url, file)).toEqual(['complete'])
  expect(readFileSync(file, 'latin1')).toBe(body)
})

it('stream sends lines while they are made, and stops when the client is gone', async () => {
  const program = await start(['stream.mjs'])
  const lines = (await (await fetch(program.url)).text()).trim().split('\n')
  expect([lines.length, lines.at(-1)]).toEqual([1000, '{"number":999,"square":998001}'])
  const left = await fetch(new URL('/', program.url))
  await left.body!.cancel()
  expect(await program.line()).toMatch(/^not sent whole: E/)
})

it('events reach each client, and a client that comes back gets what it missed', async () => {
  const program = await start(['events.mjs'])
  const publish = (body: string): Promise<Response> => fetch(program.url, { method: 'POST', body })
  const reader = (await fetch(program.url)).body!.getReader()
  await publish('one\ntwo')
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('id: 1\ndata: one\ndata: two\n\n')
  await publish('three')
  const back = (await fetch(program.url, { headers: { 'Last-Event-ID': '1' } })).body!.getReader()
  expect(new TextDecoder().decode((await back.read()).value)).toBe('id: 2\ndata: three\n\n')
  expect(await program.stop()).toBe(STOPPED)
})

it('websocket accepts /chat only, sends back what it gets, and leaves h2c to HTTP', async () => {
  const program = await start(['websocket.mjs'])
  const client = new WebSocket(new URL('/chat', program.url.replace('http', 'ws')))
  await once(client, 'open')
  client.send('hello')
  expect(String((await once(client, 'message'))[0])).toBe('hello')
  const refused = new WebSocket(program.url.replace('http', 'ws'))
  expect(String((await once(refused, 'error'))[0])).toContain('404')
  const [response] = (await once(http.get(program.url, { headers: { Connection: 'Upgrade', Upgrade: 'h2c' } }), 'response')) as [http.IncomingMessage]
  expect(response.statusCode).toBe(200)
  response.resume()
  const closed = once(client, 'close')
  expect(await program.stop()).toBe(STOPPED)
  if (STOPPED === 0) expect((await closed)[0]).toBe(1001)
})

it('files sends ranges, and 304 for a file that the client has', async () => {
  const root = folder()
  writeFileSync(join(root, 'a.txt'), 'hello world')
  const program = await start(['files.mjs', root])
  const url = new URL('/a.txt', program.url)
  const part = await fetch(url, { headers: { Range: 'bytes=6-' } })
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 6-10/11', 'world'])
  const [known] = (await once(http.get(url, { headers: { 'If-None-Match': part.headers.get('etag')! } }), 'response')) as [http.IncomingMessage]
  expect(known.resume().statusCode).toBe(304)
  expect((await fetch(new URL('/missing', url))).status).toBe(404)
})

it('redirects follows to another origin without the secret', async () => {
  const other = await peer((req, res) => res.end(req.headers.authorization))
  const url = await peer((req, res) => res.writeHead(302, { Location: req.url === '/old' ? '/new' : `${other}/there` }).end())
  const { port } = new URL(other)
  expect(await run('redirects.mjs', `${url}/old`)).toEqual(['ask /old with the secret', 'ask /new with the secret', 'ask /there without the secret', `200 http://127.0.0.1:${port}/there`.replace(`:${port}`, '')])
})

it('behind keeps idle connections longer than the balancer, and believes it alone', async () => {
  const program = await start(['behind.mjs'], { BALANCER_IDLE: '60' })
  const response = await fetch(program.url, { headers: { 'X-Forwarded-For': '203.0.113.7, 198.51.100.1, 10.1.2.3' } })
  expect([response.headers.get('keep-alive'), await response.text()]).toEqual(['timeout=65', 'Hello 198.51.100.1\n'])
})

it('health is ready until SIGTERM, and live after it', async () => {
  const program = await start(['health.mjs'], { NOTICE: '300' })
  const status = async (path: string): Promise<number> => (await fetch(new URL(path, program.url))).status
  expect([await status('/live'), await status('/ready')]).toEqual([200, 200])
  if (STOPPED === null) return
  const stopped = program.stop()
  let ready = 200
  while (ready === 200) ready = await status('/ready')
  expect(ready).toBe(503)
  expect(await stopped).toBe(0)
  expect(await program.line()).toMatch(/^stopped: \d+ completed, 0 forced$/)
})

it('logging writes a line for each exchange, a cut one too, and for refused input', async () => {
  const program = await start(['logging.mjs'])
  await fetch(`${program.url}?secret=1`)
  expect(JSON.parse(await program.line())).toMatchObject({ method: 'GET', path: '/notes', status: 200, address: '127.0.0.1' })
  await expect(fetch(new URL('/cut', program.url))).rejects.toThrow()
  expect(JSON.parse(await program.line())).toMatchObject({ path: '/cut', error: expect.any(String) as string })
  const socket = net.connect(Number(new URL(program.url).port), '127.0.0.1')
  socket.end('nonsense\r\n\r\n')
  expect(String(Buffer.concat(await socket.toArray()))).toMatch(/^HTTP\/1.1 400 /)
  expect(JSON.parse(await program.line())).toMatchObject({ refused: expect.stringMatching(/^HPE_/) as string })
})

it('tracing has the spans of both sides in one trace', async () => {
  expect(await run('--import', '@layered-http/compat-node-http/register', 'tracing.mjs')).toEqual(['spans: 2', 'traces: 1', 'the request had the id of its trace: true'])
})

it('unix-sockets serves a request', async () => {
  expect(await run('unix-sockets.mjs')).toEqual(['200 Hello from /notes'])
})

it('cluster replaces a worker that crashed, and drains all at SIGTERM', async () => {
  const program = await start(['cluster.mjs'], { WORKERS: '2' })
  const ask = async (path: string): Promise<string> => (await fetch(new URL(path, program.url), { headers: { Connection: 'close' } })).text()
  expect(await ask('/')).toMatch(/^worker [12]\n$/)
  await expect(ask('/crash')).rejects.toThrow()
  // Node loses a connection that it hands to a worker that has just died.
  expect(await program.line()).toMatch(/^worker [12] has exited$/)
  // Connections go to the workers in turn.
  while ((await ask('/')) !== 'worker 3\n');
  expect(await program.stop()).toBe(STOPPED)
})

it('from-http-parser-js reads a message in three chunks, and names an error', async () => {
  expect(await run('from-http-parser-js.mjs')).toEqual([
    "kOnHeadersComplete: POST /notes [ [ 'Host', 'example' ], [ 'Content-Length', '5' ] ]",
    'kOnBody: hel',
    'kOnBody: lo',
    'kOnMessageComplete, keep-alive: true',
    'true HPE_INVALID_HEADER_TOKEN at byte 19',
  ])
})

/** Flags for a service that is not changed. */
const PRELOADS = ['--import', '@layered-http/compat-node-http/register', '--import', './operate.mjs']

async function listens(port: number): Promise<boolean> {
  const socket = net.connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

it('operate sets limits and counts in a service that is not changed, and drains it', async () => {
  const program = await start([...PRELOADS, 'test/service.cjs'], { DRAIN_IDLE_MS: '60000' })
  const { port } = new URL(program.url)
  const connect = (): net.Socket => net.connect(Number(port), '127.0.0.1').setEncoding('latin1')
  const strict = connect()
  strict.write('GET / HTTP/3.7\r\nHost: a\r\n\r\n')
  expect((await strict.toArray()).join('')).toMatch(/^HTTP\/1.1 505 /)
  const client = connect()
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  expect(String((await once(client, 'data'))[0])).toMatch(/\r\nKeep-Alive: timeout=65\r\n/)
  if (process.platform === 'win32') {
    client.destroy()
    expect(await program.stop()).toBe(STOPPED)
    return
  }
  program.signal('SIGUSR2')
  expect(JSON.parse(await program.line())).toMatchObject({ stats: { responses: { '2xx': 1 }, refused: { HPE_INVALID_VERSION: 1 } } })
  const stopped = program.stop()
  // The idle connection outlives the start of close(), and its next response is the last one.
  while (await listens(Number(port)));
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  expect((await client.toArray()).join('')).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*Connection: close\r\n/)
  expect([await program.line(), await program.line()].sort()).toEqual(['closed', '{"drained":{"completed":1,"forced":0,"upgraded":0}}'])
  expect(await stopped).toBe(STOPPED)
})

it('operate says so if it comes before the preload of the package', async () => {
  await expect(run('--import', './operate.mjs', 'test/service.cjs')).rejects.toThrow('operate.mjs has to come after the preload of layered-http')
})
