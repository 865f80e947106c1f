/** The option `layered.staleRetry` with Node's own http.request and https.request: the server closes the used socket while the request is being sent. */
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import type net from 'node:net'
import tls from 'node:tls'
import { expect, test } from 'vitest'
import { CA, listen, SERVER } from '@layered-http/test-kit'
import { HttpsAgent } from '../src/https.js'
import type { LayeredAgentOptions } from '../src/index.js'
import { afterwards, destroyedAfterwards, pool, serveRaw } from './support.js'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

type Serve = (socket: net.Socket, connection: number, piece: string) => void

/** Starts a server that calls `serve` for each piece of input. Connections are counted from 1. */
async function serverOf(serve: Serve): Promise<number> {
  let connections = 0
  return serveRaw((socket) => {
    const connection = ++connections
    socket.on('data', (chunk) => serve(socket, connection, chunk.toString('latin1')))
  })
}

/** The same over TLS. */
async function secureServerOf(serve: Serve): Promise<number> {
  let connections = 0
  const sockets = new Set<tls.TLSSocket>()
  const server = tls.createServer(SERVER, (socket) => {
    const connection = ++connections
    sockets.add(socket)
    socket.on('error', () => {}).on('data', (chunk: Buffer) => serve(socket, connection, chunk.toString('latin1')))
  })
  afterwards(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return listen(server)
}

const closesOnSecond: Serve = (socket, connection, piece) => {
  if (connection > 1 || piece.startsWith('GET /first')) socket.write(OK)
  else socket.destroy()
}

interface Outcome {
  body: string
  error: (NodeJS.ErrnoException & { reusedSocket?: boolean; bytesRead?: number }) | undefined
  req: http.ClientRequest
}

/** Sends a request. Resolves when it has closed. */
async function settle(options: https.RequestOptions, send: (req: http.ClientRequest) => void = (req) => void req.end()): Promise<Outcome> {
  const isSecure = options.agent instanceof HttpsAgent
  const req = isSecure ? https.request({ host: 'localhost', family: 4, ca: CA, ...options }) : http.request({ host: '127.0.0.1', ...options })
  const outcome: Outcome = { body: '', error: undefined, req }
  req.on('error', (error) => (outcome.error = error))
  req.on('response', (res) => {
    res.setEncoding('latin1').on('data', (text: string) => (outcome.body += text))
    res.on('error', (error) => (outcome.error = error))
  })
  send(req)
  await new Promise((resolve) => req.on('close', resolve))
  return outcome
}

const RETRY: LayeredAgentOptions = { staleRetry: true }
const retrying = (maxSockets = Infinity): http.Agent => pool({ keepAlive: true, maxSockets, layered: RETRY })
const agents: [string, (serve: Serve) => Promise<number>, () => http.Agent][] = [
  ['http', serverOf, retrying],
  ['https', secureServerOf, () => destroyedAfterwards(new HttpsAgent({ keepAlive: true, layered: RETRY }))],
]

test.each(agents)('a GET of node:%s on a stale socket is sent again on a fresh one, without an error', async (_title, start, makeAgent) => {
  const port = await start(closesOnSecond)
  const agent = makeAgent()
  expect((await settle({ port, agent, path: '/first' })).body).toBe('ok')
  const events: string[] = []
  const { body, error, req } = await settle({ port, agent, path: '/second' }, (request) => {
    for (const event of ['socket', 'finish', 'response', 'close']) request.on(event, () => events.push(`${event} ${request.reusedSocket}`))
    request.end()
  })
  expect([body, error, events]).toEqual(['ok', undefined, ['socket true', 'finish true', 'response false', 'close false']])
  // The pool has the fresh socket, which the next request uses.
  const third = await settle({ port, agent, path: '/third' })
  expect([third.body, third.req.reusedSocket]).toEqual(['ok', true])
  expect(req.socket!.destroyed).toBe(false)
})

test.each(agents)('a PUT of node:%s is sent again with its body', async (_title, start, makeAgent) => {
  const bodies: string[] = []
  const big = 'x'.repeat(300_000)
  const port = await start((socket, connection, piece) => {
    bodies[connection] = (bodies[connection] ?? '') + piece
    if (connection === 1) {
      closesOnSecond(socket, connection, piece)
    } else if (bodies[connection].endsWith('hé' + big)) socket.write(OK)
  })
  const agent = makeAgent()
  await settle({ port, agent, path: '/first' })
  const { body, error } = await settle({ port, agent, method: 'PUT', path: '/put' }, (req) => {
    req.setHeader('Content-Length', big.length + 2)
    req.write('hé', 'latin1')
    req.end(Buffer.from(big))
  })
  expect([body, error]).toEqual(['ok', undefined])
  expect(bodies[2]!.split('\r\n')[0]).toBe('PUT /put HTTP/1.1')
})

test('POST, a body that comes later, a byte of the response: not sent again, and the error has reusedSocket and bytesRead', async () => {
  let connections = 0
  const port = await serverOf((socket, connection, piece) => {
    connections = connection
    if (piece.startsWith('GET /byte')) socket.write('H', () => socket.destroy())
    else if (piece.startsWith('GET /first')) socket.write(OK)
    else socket.destroy()
  })
  const agent = retrying()
  const cases: [http.RequestOptions, ((req: http.ClientRequest) => void) | undefined, number][] = [
    [{ method: 'POST' }, (req) => void req.end('x'), 0],
    [{ method: 'PUT' }, (req) => req.once('socket', () => setImmediate(() => req.end('late'))).flushHeaders(), 0],
    [{ path: '/byte' }, undefined, 1],
  ]
  for (const [index, [options, send, bytesRead]] of cases.entries()) {
    await settle({ port, agent, path: '/first' })
    const { error } = await settle({ port, agent, ...options }, send)
    expect(error).toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) as string, reusedSocket: true, bytesRead })
    expect(connections).toBe(index + 1)
  }
})

test('a request is sent again only once; the error on the fresh socket says nothing of a used one', async () => {
  let connections = 0
  const port = await serverOf((socket, connection, piece) => {
    connections = connection
    if (piece.startsWith('GET /first')) socket.write(OK)
    else socket.destroy()
  })
  const agent = retrying()
  await settle({ port, agent, path: '/first' })
  const { error } = await settle({ port, agent })
  expect(error).toMatchObject({ code: 'ECONNRESET' })
  expect(error).not.toHaveProperty('reusedSocket')
  expect(connections).toBe(2)
})

test('if no fresh connection can be opened, its error is that of the request', async () => {
  const port = await serverOf(closesOnSecond)
  const agent = retrying()
  await settle({ port, agent, path: '/first' })
  agent.createConnection = () => {
    throw new Error('no more')
  }
  expect((await settle({ port, agent, path: '/second' })).error).toMatchObject({ message: 'no more' })
})

test('a waiting request gets the socket of the one before it, and is sent again if that is stale', async () => {
  const seen: string[] = []
  const port = await serverOf((socket, connection, piece) => {
    seen.push(`${connection} ${/GET (\S+)/.exec(piece)![1]}`)
    closesOnSecond(socket, connection, piece)
  })
  const agent = retrying(1)
  const outcomes = await Promise.all(['/first', '/a', '/b'].map((path) => settle({ port, agent, path })))
  expect(outcomes.map(({ body }) => body)).toEqual(['ok', 'ok', 'ok'])
  expect(seen.slice(0, 2)).toEqual(['1 /first', '1 /a'])
  expect(seen.slice(2).map((line) => line.slice(2)).sort()).toEqual(['/a', '/b'])
})

test('a request that was destroyed is not sent again, and its error is the given one', async () => {
  let connections = 0
  const port = await serverOf((socket, connection, piece) => {
    connections = connection
    if (piece.startsWith('GET /first')) socket.write(OK)
  })
  const agent = retrying()
  await settle({ port, agent, path: '/first' })
  const own = new Error('enough')
  const { error } = await settle({ port, agent }, (req) => req.once('finish', () => req.destroy(own)).end())
  expect([error, connections]).toEqual([own, 1])
  expect(error).not.toHaveProperty('reusedSocket')
})

test('the socket of such a request has the members of a net.Socket: addresses, timeouts, an upgrade', async () => {
  const port = await serverOf((socket, _connection, piece) => {
    if (piece.startsWith('GET /upgrade')) socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nhello')
    else if (piece === 'ping') socket.end('pong')
    else if (!piece.startsWith('GET /silent')) socket.write(OK)
  })
  const agent = retrying()
  await settle({ port, agent, path: '/first' })
  const silent = http.get({ port, host: '127.0.0.1', agent, path: '/silent', timeout: 20 }).on('error', () => {})
  await once(silent, 'timeout')
  expect([silent.reusedSocket, silent.socket!.remotePort, silent.socket!.timeout]).toEqual([true, port, 20])
  const over = new Promise((resolve) => silent.on('close', resolve))
  silent.destroy()
  await over
  await settle({ port, agent, path: '/first' })
  const req = http.get({ port, host: '127.0.0.1', agent, path: '/upgrade', headers: { Connection: 'Upgrade', Upgrade: 'x' } })
  const [, socket, head] = (await once(req, 'upgrade')) as [http.IncomingMessage, net.Socket, Buffer]
  expect([String(head), Object.keys(agent.sockets), req.reusedSocket]).toEqual(['hello', [], true])
  socket.write('ping')
  expect(String((await once(socket, 'data'))[0])).toBe('pong')
})

test('a response that is larger than all buffers arrives whole, at the pace of its reader', async () => {
  const size = 3_000_000
  const port = await serverOf((socket, _connection, piece) => {
    if (piece.startsWith('GET /first')) socket.write(OK)
    else socket.write(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`), Buffer.alloc(size, 'z')]))
  })
  const agent = retrying()
  await settle({ port, agent, path: '/first' })
  const req = http.get({ port, host: '127.0.0.1', agent, path: '/big' })
  const [res] = (await once(req, 'response')) as [http.IncomingMessage]
  let received = 0
  for await (const chunk of res) {
    received += (chunk as Buffer).length
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect([received, req.reusedSocket]).toEqual([size, true])
})
