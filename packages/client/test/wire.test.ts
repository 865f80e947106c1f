/** Requests against a raw socket server: the bytes that are sent, and the handling of the bytes that are received. */
import { once } from 'node:events'
import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { duplexPair, listen } from '@layered-http/test-kit'
import { Agent } from '@layered-http/agent'
import type { IncomingMessage } from '@layered-http/streams'
import { ClientRequest, get, request, type RequestOptions } from '../src/index.js'

const servers: net.Server[] = []
const agents: Agent[] = []
afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy()
  for (const server of servers.splice(0)) server.close()
})

/** Starts a server that responds with `reply`. It keeps the requests that it received. */
async function replies(reply: string | ((socket: net.Socket, text: string) => void)): Promise<{ port: number; received: string[] }> {
  const received: string[] = []
  const server = net.createServer((socket) => {
    socket.setEncoding('latin1')
    socket.on('error', () => {})
    socket.on('data', (text: string) => {
      received.push(text)
      if (typeof reply === 'string') socket.write(reply, 'latin1')
      else reply(socket, text)
    })
  })
  servers.push(server)
  return { port: await listen(server), received }
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

async function bodyOf(req: ClientRequest): Promise<string> {
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  let body = ''
  for await (const chunk of res.setEncoding('latin1')) body += chunk as string
  return body
}

interface Case {
  claim: string
  options: RequestOptions
  send: (req: ClientRequest) => void
  wire: string
}

const cases: Case[] = [
  {
    claim: 'GET has no body fields (CL-24); the order of headers: those of the user, Host, Connection (CL-10)',
    options: { path: '/p?q', headers: { 'X-A': '1' } },
    send: (req) => void req.end(),
    wire: 'GET /p?q HTTP/1.1\r\nX-A: 1\r\nHost: HOST\r\nConnection: close\r\n\r\n',
  },
  {
    claim: 'POST with a body passed to end() gets a Content-Length',
    options: { method: 'post' },
    send: (req) => void req.end('héllo'),
    wire: 'POST / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\nContent-Length: 6\r\n\r\nh\xc3\xa9llo',
  },
  {
    claim: 'POST without a body has a Content-Length of 0',
    options: { method: 'POST' },
    send: (req) => void req.end(),
    wire: 'POST / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
  },
  {
    claim: 'POST written in pieces is chunked',
    options: { method: 'POST' },
    send(req) {
      req.write('a')
      req.write('bc')
      req.end()
    },
    wire: 'POST / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n',
  },
  {
    claim: 'headers as a list are sent as they are, with Connection but without Host (CL-09)',
    options: { headers: ['X-A', '1', 'x-a', '2'] },
    send: (req) => void req.end(),
    wire: 'GET / HTTP/1.1\r\nX-A: 1\r\nx-a: 2\r\nConnection: close\r\n\r\n',
  },
  {
    claim: 'auth becomes Basic credentials after Host (CL-14)',
    options: { auth: 'u:p' },
    send: (req) => void req.end(),
    wire: 'GET / HTTP/1.1\r\nHost: HOST\r\nAuthorization: Basic dTpw\r\nConnection: close\r\n\r\n',
  },
  {
    claim: 'a keep-alive agent sends Connection: keep-alive (CL-26)',
    options: { agent: new Agent({ keepAlive: true }) },
    send: (req) => void req.end(),
    wire: 'GET / HTTP/1.1\r\nHost: HOST\r\nConnection: keep-alive\r\n\r\n',
  },
]

for (const { claim, options, send, wire } of cases) {
  test(claim, async () => {
    const { port, received } = await replies(OK)
    const req = request({ agent: false, ...options, port, host: '127.0.0.1' })
    if (options.agent) agents.push(options.agent as Agent)
    send(req)
    expect(await bodyOf(req)).toBe('ok')
    expect(received.join('')).toBe(wire.replace('HOST', `127.0.0.1:${port}`))
    req.destroy()
  })
}

test('a response is received with every framing, whole or byte by byte', async () => {
  const responses = {
    counted: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
    chunked: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n',
    'until the end': 'HTTP/1.1 200 OK\r\n\r\nhello',
  }
  for (const [framing, text] of Object.entries(responses)) {
    for (const pieces of [[text], [...text]]) {
      const { port } = await replies(async (socket) => {
        for (const piece of pieces) await new Promise<void>((resolve) => socket.write(piece, 'latin1', () => setImmediate(resolve)))
        if (framing === 'until the end') socket.end()
      })
      expect([framing, await bodyOf(get({ port, host: '127.0.0.1', agent: false }))]).toEqual([framing, 'hello'])
    }
  }
})

test('the response to HEAD has no body, whatever its headers say (P-16)', async () => {
  const { port } = await replies('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n')
  expect(await bodyOf(request({ port, host: '127.0.0.1', method: 'HEAD', agent: false }).end())).toBe('')
})

test('1xx responses are information, and the final response follows (CL-29, CL-30)', async () => {
  const { port } = await replies(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}`)
  const req = get({ port, host: '127.0.0.1', agent: false })
  const seen: unknown[] = []
  req.on('continue', () => seen.push('continue'))
  req.on('information', (info: { statusCode: number; headers: object }) => seen.push([info.statusCode, info.headers]))
  expect(await bodyOf(req)).toBe('ok')
  expect(seen).toEqual(['continue', [100, {}], [103, { link: '</a>' }]])
})

test('createConnection may return any Duplex (CL-16)', async () => {
  const [ours, theirs] = duplexPair()
  theirs.once('data', () => theirs.end(OK))
  const req = request({ createConnection: () => ours, host: 'memory' }).end()
  expect(await bodyOf(req)).toBe('ok')
})

test('a request that gets a socket in use or a closed one fails', async () => {
  const [ours, theirs] = duplexPair()
  const options = { createConnection: () => ours, host: 'memory' }
  const first = request(options).on('error', () => {}).end()
  await once(theirs, 'readable')
  const [busy] = (await once(request(options).end(), 'error')) as [{ code: string }]
  expect(busy.code).toBe('ERR_HTTP_SOCKET_ASSIGNED')
  const over = new Promise<void>((resolve) => first.on('close', resolve))
  ours.destroy()
  await over
  const [closed] = (await once(request(options).end(), 'error')) as [{ code: string }]
  expect(closed.code).toBe('ECONNRESET')
})

test('the input is a URL string, a URL or options; options take precedence (CL-01)', async () => {
  const { port, received } = await replies(OK)
  for (const req of [
    get(`http://u%20x:p@127.0.0.1:${port}/a?b#c`, { agent: false }),
    get(new URL(`http://127.0.0.1:${port}/a`), { path: '/b', agent: false }),
  ]) {
    expect(await bodyOf(req)).toBe('ok')
  }
  expect(received[0]).toMatch(/^GET \/a\?b HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\nAuthorization: Basic dSB4OnA=\r\n/)
  expect(received[1]).toMatch(/^GET \/b HTTP/)
})

test('values that could split the request are refused before a byte is sent, also if set later (CL-06, CL-07, CL-08)', () => {
  const never = { createConnection: () => duplexPair()[0] }
  expect(() => request({ ...never, path: '/ x' })).toThrow(expect.objectContaining({ code: 'ERR_UNESCAPED_CHARACTERS' }))
  expect(() => request({ ...never, path: '/\r\nHost: b' })).toThrow(expect.objectContaining({ code: 'ERR_UNESCAPED_CHARACTERS' }))
  expect(() => request({ ...never, method: 'A B' })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_HTTP_TOKEN' }))
  expect(() => request({ ...never, headers: { 'a\n': '1' } })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_HTTP_TOKEN' }))
  expect(() => request({ ...never, protocol: 'https:' })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_PROTOCOL' }))
  expect(() => request('not a url')).toThrow(expect.objectContaining({ code: 'ERR_INVALID_URL' }))
  expect(() => request({ ...never, agent: {} })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
  const req = request({ ...never, path: '/ok' })
  expect(() => (req.path = '/\n')).toThrow(expect.objectContaining({ code: 'ERR_UNESCAPED_CHARACTERS' }))
  expect(req.path).toBe('/ok')
  req.on('error', () => {}).destroy()
})

test('a second response to one request ends the connection and is not delivered', async () => {
  const { port } = await replies(OK + OK)
  const agent = new Agent({ keepAlive: true })
  agents.push(agent)
  const req = get({ port, host: '127.0.0.1', agent })
  let responses = 0
  req.on('response', (res: IncomingMessage) => (responses++, res.resume()))
  await once(req, 'close')
  expect(responses).toBe(1)
  expect(Object.keys(agent.freeSockets)).toEqual([])
})

test('bytes on an idle socket of the pool destroy it', async () => {
  let idle: net.Socket | undefined
  const { port } = await replies((socket) => {
    idle = socket
    socket.write(OK)
  })
  const agent = new Agent({ keepAlive: true })
  agents.push(agent)
  const first = get({ port, host: '127.0.0.1', agent })
  expect(await bodyOf(first)).toBe('ok')
  if (Object.keys(agent.freeSockets).length === 0) await once(agent, 'free')
  const pooled = Object.values(agent.freeSockets)[0]![0]!
  idle!.write('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison')
  await once(pooled, 'close')
  const second = get({ port, host: '127.0.0.1', agent })
  expect(await bodyOf(second)).toBe('ok')
  expect(second.reusedSocket).toBe(false)
})

test("a socket has the same number of listeners as in Node, while it serves a request and while it is idle, also on reuse (T-05)", async () => {
  const { port } = await replies((socket) => void socket.write(OK))
  const agent = new Agent({ keepAlive: true })
  agents.push(agent)
  const counts = (socket: net.Socket): number[] => ['data', 'end', 'drain', 'error'].map((event) => socket.listenerCount(event))
  let serving: number[] | undefined
  for (const reused of [false, true, true]) {
    const req = get({ port, host: '127.0.0.1', agent }).once('socket', (socket: net.Socket) => (serving = counts(socket)))
    expect(await bodyOf(req)).toBe('ok')
    expect(req.reusedSocket).toBe(reused)
    expect(serving).toEqual([1, 2, 0, 1])
    if (Object.keys(agent.freeSockets).length === 0) await once(agent, 'free')
    expect(counts(Object.values(agent.freeSockets)[0]![0]!)).toEqual([0, 1, 0, 1])
  }
})

test('an idle Duplex of any kind is destroyed by received bytes and by the end of its input (T-07)', async () => {
  for (const unasked of ['poison', null]) {
    const [ours, theirs] = duplexPair()
    theirs.once('data', () => theirs.write(OK))
    const agent = new Agent({ keepAlive: true })
    agents.push(agent)
    agent.createConnection = () => ours
    expect(await bodyOf(get({ host: 'a', agent }))).toBe('ok')
    if (Object.keys(agent.freeSockets).length === 0) await once(agent, 'free')
    if (unasked === null) theirs.end()
    else theirs.write(unasked)
    await once(ours, 'close')
    expect(Object.keys(agent.freeSockets)).toEqual([])
  }
})

test('an idle socket that fails leaves the pool, without an uncaught exception (AG-18)', async () => {
  const { port } = await replies((socket) => void socket.write(OK))
  const agent = new Agent({ keepAlive: true })
  agents.push(agent)
  expect(await bodyOf(get({ port, host: '127.0.0.1', agent }))).toBe('ok')
  if (Object.keys(agent.freeSockets).length === 0) await once(agent, 'free')
  const idle = Object.values(agent.freeSockets)[0]![0]!
  idle.emit('error', new Error('reset'))
  expect(idle.destroyed).toBe(true)
  expect(Object.keys(agent.freeSockets)).toEqual([])
  expect(await bodyOf(get({ port, host: '127.0.0.1', agent }))).toBe('ok')
})

test('a connection lost before the response is ECONNRESET; lost during it, the response is aborted (E-20)', async () => {
  const { port } = await replies((socket) => void socket.destroy())
  const lost = get({ port, host: '127.0.0.1', agent: false })
  const [error] = (await once(lost, 'error')) as [{ code: string; message: string }]
  expect(error).toMatchObject({ code: 'ECONNRESET' })

  const { port: cutPort } = await replies((socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut'))
  const cut = get({ port: cutPort, host: '127.0.0.1', agent: false })
  const [res] = (await once(cut, 'response')) as [IncomingMessage]
  const [aborted] = (await Promise.all([once(res.resume(), 'error')]))[0] as [{ code: string; message: string }]
  expect(aborted).toMatchObject({ code: 'ECONNRESET', message: 'aborted' })
  expect(res.complete).toBe(false)
})

test('a response that is received during the upload is delivered', async () => {
  const { port } = await replies((socket, text) => {
    if (text.startsWith('POST')) socket.write('HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno')
  })
  const req = request({ port, host: '127.0.0.1', method: 'POST', agent: false })
  req.write('first')
  expect(await bodyOf(req)).toBe('no')
  req.end('last')
  await once(req, 'close')
})

test('the constructor works with .call() and in a subclass', async () => {
  const { port } = await replies(OK)
  class Tagged extends ClientRequest {
    readonly tag = 'mine'
  }
  const req = new Tagged({ port, host: '127.0.0.1', agent: false })
  req.end()
  expect(await bodyOf(req)).toBe('ok')
  expect(req.tag).toBe('mine')
})

test('after a response whose last piece fills the buffer, the socket serves the next request', async () => {
  const [ours, theirs] = duplexPair()
  const body = 'x'.repeat(ours.readableHighWaterMark * 2)
  const agent = new Agent({ keepAlive: true })
  agents.push(agent)
  agent.createConnection = () => ours
  const options = { host: 'memory', agent }
  theirs.once('data', () => theirs.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`))
  expect(await bodyOf(get(options))).toBe(body)
  theirs.once('data', () => theirs.write(OK))
  const second = get(options)
  expect(await bodyOf(second)).toBe('ok')
  expect(second.reusedSocket).toBe(true)
})

test('CONNECT sends its target as Host, unless the user sets Host or no target (CL-11)', async () => {
  const heads: string[] = []
  for (const options of [{ path: 'a:1' }, { path: 'a:1', headers: { Host: 'b' } }, {}]) {
    const [ours, theirs] = duplexPair()
    request({ method: 'CONNECT', host: 'memory', port: 8, ...options, createConnection: () => ours }).on('error', () => {}).end()
    heads.push(String((await once(theirs, 'data'))[0]))
    ours.destroy()
  }
  const wires = [['a:1', 'a:1'], ['a:1', 'b'], ['/', 'memory:8']].map(([target, host]) => `CONNECT ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  expect(heads).toEqual(wires)
})

test('req.path of a number stays a number; an object is converted to a string once (CL-07)', async () => {
  const paths: unknown[] = []
  let asked = 0
  const fickle = { toString: () => (asked++ === 0 ? '/once' : '/ HTTP/1.1\r\nX: y') }
  for (const path of [5, '/a', fickle]) {
    const [ours, theirs] = duplexPair()
    const req = request({ path: path as string, createConnection: () => ours }).on('error', () => {}).end()
    paths.push(req.path, String((await once(theirs, 'data'))[0]).split('\r\n')[0])
    ours.destroy()
  }
  expect(paths).toEqual([5, 'GET 5 HTTP/1.1', '/a', 'GET /a HTTP/1.1', '/once', 'GET /once HTTP/1.1'])
})

test.each<[unknown, number]>([[3, 3], [3.7, 3], [2 ** 32 + 3, 3], ['3', 1000], [null, 1000], [undefined, 1000], [{}, 1000], [true, 1000], [0, 1200], [-1, 1200], [NaN, 1200], [Infinity, 1200]])(
  'maxHeadersCount %s: %i of 1200 fields (CL-23)',
  async (count, fields) => {
    const { port } = await replies(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${'a:b\r\n'.repeat(1199)}\r\n`)
    const req = request({ host: '127.0.0.1', port, agent: false })
    req.maxHeadersCount = count as number
    const [res] = (await once(req.end(), 'response')) as [IncomingMessage]
    expect(res.rawHeaders).toHaveLength(2 * fields)
    res.resume()
  },
)
