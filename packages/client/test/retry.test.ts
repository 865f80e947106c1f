/** The option `layered.staleRetry` of agents and requests: the server closes the socket while the request is being sent. */
import http from 'node:http'
import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { listen } from '@layered-http/test-kit'
import { Agent } from '@layered-http/agent'
import type { IncomingMessage } from '@layered-http/streams'
import { request, type ClientRequest, type RequestOptions } from '../src/index.js'
import type { ReuseError } from '../src/retry.js'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

/** Starts a server that calls `serve` for each piece of input. Connections and pieces are counted from 1. */
async function serverOf(serve: (socket: net.Socket, connection: number, piece: string) => void): Promise<number> {
  let connections = 0
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    const connection = ++connections
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (chunk) => serve(socket, connection, chunk.toString('latin1')))
  })
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return listen(server)
}

function retrying(options: ConstructorParameters<typeof Agent>[0] = {}): Agent {
  const agent = new Agent({ keepAlive: true, layered: { staleRetry: 'idempotent' }, ...options })
  cleanUps.push(() => agent.destroy())
  return agent
}

/** Sends a request. Returns the body of its response, or its error, when it has closed. */
async function settle(options: RequestOptions, send: (req: ClientRequest) => void = (req) => void req.end()): Promise<string | ReuseError> {
  const req = request({ host: '127.0.0.1', ...options })
  let outcome: string | Error = 'nothing'
  req.on('error', (error) => (outcome = error))
  req.on('response', (res: IncomingMessage) => {
    outcome = ''
    res.setEncoding('latin1').on('data', (text: string) => (outcome += text))
    res.on('error', (error: Error) => (outcome = error))
  })
  send(req)
  await new Promise<void>((resolve) => req.on('close', resolve))
  return outcome
}

/** Responds to the first request of the first connection and closes at the second; serves every other connection. */
const closesOnSecond = (socket: net.Socket, connection: number, piece: string): void => {
  if (connection > 1 || piece.startsWith('GET /first')) socket.write(OK)
  else socket.destroy()
}

test('a GET on a stale socket is sent again on a fresh one, without an error', async () => {
  const port = await serverOf(closesOnSecond)
  const agent = retrying()
  expect(await settle({ port, agent, path: '/first' })).toBe('ok')
  const events: string[] = []
  const outcome = await settle({ port, agent, path: '/second' }, (req) => {
    for (const event of ['socket', 'prefinish', 'finish', 'response', 'close']) req.on(event, () => events.push(`${event} ${req.reusedSocket}`))
    req.end()
  })
  expect(outcome).toBe('ok')
  expect(events).toEqual(['socket true', 'prefinish true', 'finish true', 'socket false', 'response false', 'close false'])
})

test('a PUT on a stale socket is sent again with its body', async () => {
  const seen: string[] = []
  const port = await serverOf((socket, connection, piece) => {
    if (!piece.startsWith('GET')) seen.push(`${connection}: ${piece.split('\r\n\r\n')[1]}`)
    closesOnSecond(socket, connection, piece)
  })
  const agent = retrying()
  await settle({ port, agent, path: '/first' })
  const outcome = await settle({ port, agent, method: 'PUT' }, (req) => {
    req.write('hé', 'latin1')
    req.end(Buffer.from('llo'))
  })
  expect(outcome).toBe('ok')
  expect(seen[1]).toBe(seen[0]!.replace('1:', '2:'))
  expect(seen[1]).toContain('h\xe9')
})

test.each<[string, RequestOptions, (req: ClientRequest) => void]>([
  ['a POST, which is not idempotent', { method: 'POST' }, (req) => void req.end('x')],
  ['a request whose body was not complete when it got the socket', { method: 'PUT' }, (req) => req.once('socket', () => req.end('late'))],
])('no retry for %s; the error has reusedSocket and bytesRead', async (_title, options, send) => {
  let connections = 0
  const port = await serverOf((socket, connection, piece) => {
    connections = connection
    closesOnSecond(socket, connection, piece)
  })
  const agent = retrying()
  await settle({ port, agent, path: '/first' })
  expect(await settle({ port, agent, ...options }, send)).toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/) as string, reusedSocket: true, bytesRead: 0 })
  expect(connections).toBe(1)
})

test('no retry after a byte of the response, on a fresh socket, without the option, or after destroy()', async () => {
  let connections = 0
  const port = await serverOf((socket, connection, piece) => {
    connections = connection
    if (piece.startsWith('GET /first')) socket.write(OK)
    else if (piece.startsWith('GET /byte')) socket.write('H', () => socket.destroy())
    else if (!piece.startsWith('GET /wait')) socket.destroy()
  })
  const agent = retrying()
  await settle({ port, agent, path: '/first' })
  expect(await settle({ port, agent, path: '/byte' })).toMatchObject({ reusedSocket: true, bytesRead: 1 })
  const fresh = await settle({ port, agent, path: '/fresh' })
  expect(fresh).toMatchObject({ message: 'socket hang up', code: 'ECONNRESET' })
  expect(fresh).not.toHaveProperty('reusedSocket')
  expect(connections).toBe(2)

  const plain = new Agent({ keepAlive: true })
  cleanUps.push(() => plain.destroy())
  await settle({ port, agent: plain, path: '/first' })
  const reused = await settle({ port, agent: plain, path: '/second' })
  expect(reused).toMatchObject({ code: 'ECONNRESET' })
  expect(reused).not.toHaveProperty('reusedSocket')

  await settle({ port, agent, path: '/first' })
  const before = connections
  const own = new Error('enough')
  expect(await settle({ port, agent, path: '/wait' }, (req) => req.once('finish', () => req.destroy(own)).end())).toBe(own)
  expect(connections).toBe(before)
})

test.each<[string, ConstructorParameters<typeof Agent>[0], RequestOptions['layered'], boolean]>([
  ['the agent has true', { layered: { staleRetry: true } }, undefined, true],
  ['the request does not set it', { layered: { staleRetry: true } }, { lenient: [] }, true],
  ['the request has true', {}, { staleRetry: true }, true],
  ["the request has 'idempotent'", { layered: { staleRetry: false } }, { staleRetry: 'idempotent' }, true],
  ['the request has false', { layered: { staleRetry: 'idempotent' } }, { staleRetry: false }, false],
  ['neither sets it', {}, undefined, false],
  ['the agent has it outside of layered', { staleRetry: 'idempotent' } as object, undefined, false],
])('%s', async (_title, options, layered, isTriedAgain) => {
  let connections = 0
  const port = await serverOf((socket, connection, piece) => {
    connections = connection
    closesOnSecond(socket, connection, piece)
  })
  const agent = new Agent({ keepAlive: true, ...options })
  cleanUps.push(() => agent.destroy())
  const asked: RequestOptions = layered === undefined ? {} : { layered }
  await settle({ port, agent, path: '/first', ...asked })
  const outcome = await settle({ port, agent, path: '/second', ...asked })
  if (isTriedAgain) expect(outcome).toBe('ok')
  else expect(outcome).not.toHaveProperty('reusedSocket')
  expect(connections).toBe(isTriedAgain ? 2 : 1)
})

test('with an agent without retries, the lost connection is the error', async () => {
  const port = await serverOf(closesOnSecond)
  const agent = new http.Agent({ keepAlive: true })
  cleanUps.push(() => agent.destroy())
  await settle({ port, agent, path: '/first', layered: { staleRetry: true } })
  expect(await settle({ port, agent, path: '/second', layered: { staleRetry: true } })).toMatchObject({ code: 'ECONNRESET' })
})

test('wrong options of a request are errors', () => {
  for (const [layered, code] of [[{ staleRetry: 'always' }, 'ERR_INVALID_ARG_VALUE'], [{ staleretry: true }, 'ERR_INVALID_ARG_VALUE'], [{ lenient: 'HEADERS' }, 'ERR_INVALID_ARG_TYPE'], [{ lenient: ['ALMOST'] }, 'ERR_INVALID_ARG_VALUE'], [[], 'ERR_INVALID_ARG_TYPE'], [null, 'ERR_INVALID_ARG_TYPE']] as const) {
    expect(() => request({ layered: layered as never })).toThrow(expect.objectContaining({ code, message: expect.stringContaining('options.layered') as string }) as Error)
  }
})

test('a request is sent again only once', async () => {
  let connections = 0
  const port = await serverOf((socket, connection, piece) => {
    connections = connection
    if (piece.startsWith('GET /first')) socket.write(OK)
    else socket.destroy()
  })
  const agent = retrying()
  await settle({ port, agent, path: '/first' })
  expect(await settle({ port, agent })).toMatchObject({ code: 'ECONNRESET' })
  expect(connections).toBe(2)
})

test('a request that is sent again waits for a free place, before all others', async () => {
  const order: string[] = []
  const port = await serverOf((socket, connection, piece) => {
    order.push(/GET (\S+)/.exec(piece)![1]!)
    closesOnSecond(socket, connection, piece)
  })
  const agent = retrying({ maxSockets: 1 })
  await settle({ port, agent, path: '/first' })
  expect(await Promise.all(['/a', '/b', '/c'].map((path) => settle({ port, agent, path })))).toEqual(['ok', 'ok', 'ok'])
  expect(order.slice(0, 2)).toEqual(['/first', '/a'])
  expect(order.slice(2).sort()).toEqual(['/a', '/b', '/c'])
})

test('a server that closes 0 to 5 ms after its reply, 500 times: no GET fails, no POST is delivered twice', { timeout: 120_000 }, async () => {
  const delivered = new Map<string, number>()
  const port = await serverOf((socket, _connection, piece) => {
    const id = /(?:GET|POST) (\S+)/.exec(piece)![1]!
    delivered.set(id, (delivered.get(id) ?? 0) + 1)
    socket.write(OK)
    const delay = Number(id.slice(2)) % 6
    if (delay === 0) setImmediate(() => socket.destroy())
    else setTimeout(() => socket.destroy(), delay)
  })
  const agent = retrying()
  const failed: unknown[] = []
  for (let i = 0; i < 500; i++) {
    const isPost = i % 4 === 3
    const outcome = await settle({ port, agent, method: isPost ? 'POST' : 'GET', path: `/${isPost ? 'p' : 'g'}${i}` }, (req) => void req.end(isPost ? 'x' : undefined))
    if (outcome !== 'ok' && isPost) expect(outcome).toMatchObject({ reusedSocket: true, bytesRead: 0 })
    else if (outcome !== 'ok') failed.push(outcome)
    // Delays the next request by 0 to 4 ms, so that some are sent while the server closes the socket.
    await new Promise((resolve) => setTimeout(resolve, i % 5))
  }
  expect(failed).toEqual([])
  expect([...delivered].filter(([id, times]) => id.startsWith('/p') && times > 1)).toEqual([])
})
