/** `layered.timeouts`: a peer stalls in each part of an exchange. A deadline may be late on a busy machine, and is never early. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { Agent } from '@layered-http/agent'
import { duplexPair } from '@layered-http/test-kit'
import { request, RequestTimeoutError, type ExchangeTimeouts, type RequestOptions } from '../../src/index.js'
import { afterwards, answering, answeringSecurely, course, courseOf, exchanges, lookup, OK, pool, securePool, serve, tunnelling, type Course } from './support.js'

/** Milliseconds. The peers of these tests stall without end, so a longer time only makes the tests longer. */
const LIMIT = 60

const silent = (): Promise<number> => serve((socket) => socket.resume())
const neverFound: net.LookupFunction = () => {}
/** A socket that never connects, as one whose SYN gets no answer. */
const neverConnected = (): net.Socket => Object.assign(new net.Socket(), { connecting: true })

/** Checks the error, and that it did not come early. */
function expectTimeout({ req, error }: Course, phase: keyof ExchangeTimeouts, facts: Partial<RequestTimeoutError> = {}): void {
  expect(error).toBeInstanceOf(RequestTimeoutError)
  expect(error).toMatchObject({ name: 'RequestTimeoutError', code: 'ERR_HTTP_TIMEOUT', phase, timeout: LIMIT, ...facts })
  expect((error as RequestTimeoutError).elapsed).toBeGreaterThanOrEqual(LIMIT)
  let first = req.timings!
  while (first.previous !== undefined) first = first.previous
  expect(req.timings!.end! - first.start).toBeGreaterThanOrEqual(LIMIT)
  expect(req.destroyed).toBe(true)
}

/** The options of a request whose every deadline is far away, but one. */
const only = (phase: keyof ExchangeTimeouts): { layered: { timeouts: ExchangeTimeouts } } => ({
  layered: { timeouts: { queue: 99_999, lookup: 99_999, connect: 99_999, secureConnect: 99_999, send: 99_999, headers: 99_999, body: 99_999, idle: 99_999, total: 99_999, [phase]: LIMIT } },
})

test('queue: all places of the agent are taken. The request leaves the queue, and the others are served', async () => {
  const sockets: net.Socket[] = []
  const port = await serve((socket) => socket.on('data', () => sockets.push(socket)))
  const agent = pool({ maxSockets: 1 })
  const first = course({ port, agent })
  const second = course({ port, agent, ...only('queue') })
  const third = course({ port, agent })
  const late = await second
  expectTimeout(late, 'queue', { attempt: 1, reusedSocket: false, bytesRead: 0, bytesWritten: 0, message: `GET 127.0.0.1 reached its timeout 'queue': its agent had no place for it within ${LIMIT} ms` })
  expect(Object.values(agent.requests).flat().length).toBe(1)
  expect(late.req.timings!.queued).toBe(undefined)
  await vi.waitFor(() => expect(sockets.length).toBe(1))
  sockets[0]!.write(OK)
  expect((await first).body).toBe('ok')
  await vi.waitFor(() => expect(sockets.length).toBe(2))
  sockets[1]!.write(OK)
  expect((await third).body).toBe('ok')
})

test('queue: with queueTimeout of the agent the earlier one fails the request', async () => {
  const port = await silent()
  const agent = pool({ maxSockets: 1, layered: { queueTimeout: 30 } })
  const first = request({ host: '127.0.0.1', port, agent }).on('error', () => {})
  first.end()
  expect((await course({ port, agent, ...only('queue') })).error).toMatchObject({ code: 'ERR_AGENT_QUEUE_TIMEOUT' })
  const other = pool({ maxSockets: 1, layered: { queueTimeout: 99_999 } })
  const holder = request({ host: '127.0.0.1', port, agent: other }).on('error', () => {})
  holder.end()
  expectTimeout(await course({ port, agent: other, ...only('queue') }), 'queue')
  for (const req of [first, holder]) req.destroy()
})

test('lookup: the name is not resolved; the place of the connection is free afterwards', async () => {
  const port = await answering()
  for (const layered of [{}, { happyEyeballs: true }]) {
    let lookups = 0
    const agent = pool({ maxSockets: 1, layered, lookup: (...args) => (lookups++ === 0 ? neverFound : lookup)(...args) })
    expectTimeout(await course({ host: 'a.test', port, agent, ...only('lookup') }), 'lookup')
    expect((await course({ host: 'a.test', port, agent })).body).toBe('ok')
  }
})

test('connect: there is no connection, by the agent, by `connect` or by `createConnection`', async () => {
  const never = class extends Agent {
    override createConnection(): Duplex {
      return neverConnected()
    }
  }
  const subclass = new never()
  afterwards(() => subclass.destroy())
  const sockets: net.Socket[] = []
  const ways: RequestOptions[] = [
    { agent: subclass },
    { agent: pool({ layered: { connect: () => new Promise(() => {}) } }) },
    { createConnection: () => undefined },
    { createConnection: () => (sockets.push(neverConnected()), sockets[0]) },
  ]
  for (const way of ways) expectTimeout(await course({ ...way, ...only('connect') }), 'connect')
  expect(sockets[0]!.destroyed).toBe(true)
})

test('connect: a connection of the program that comes too late is destroyed, and its place is free', async () => {
  const port = await answering()
  let deliver: ((socket: Duplex) => void) | undefined
  let connections = 0
  const agent = pool({ maxSockets: 1, layered: { connect: () => (connections++ === 0 ? new Promise<Duplex>((resolve) => (deliver = resolve)) : net.connect(port, '127.0.0.1')) } })
  expectTimeout(await course({ agent, ...only('connect') }), 'connect')
  expect((await course({ agent })).body).toBe('ok')
  const late = net.connect(port, '127.0.0.1')
  deliver!(late)
  await once(late, 'close')
})

test('secureConnect: the server does not respond to the handshake', async () => {
  for (const layered of [{}, { happyEyeballs: true }]) {
    const agent = securePool({ lookup, layered })
    expectTimeout(await course({ protocol: 'https:', host: 'localhost', port: await silent(), agent, ...only('secureConnect') }), 'secureConnect')
    expect(agent.totalSocketCount).toBe(0)
  }
})

test('secureConnect: the proxy does not respond to CONNECT, or the host behind it not to the handshake. The connection is closed', async () => {
  const closed: Promise<unknown>[] = []
  const proxy = await serve((socket) => closed.push(once(socket.resume(), 'close')))
  const mute = await silent()
  const tunnel = await tunnelling(() => mute)
  for (const port of [proxy, tunnel]) {
    const agent = securePool({ maxSockets: 1, proxyEnv: { HTTPS_PROXY: `http://127.0.0.1:${port}` } })
    expectTimeout(await course({ protocol: 'https:', host: 'localhost', port: 443, agent, ...only('secureConnect') }), 'secureConnect')
    expect(Object.keys(agent.requests)).toEqual([])
  }
  await Promise.all(closed)
})

test('send: the server does not read the request', async () => {
  const port = await serve((socket) => socket.pause())
  const result = await course({ method: 'POST', port, agent: pool(), ...only('send') }, (req) => req.end(Buffer.alloc(64 * 1024 * 1024)))
  expectTimeout(result, 'send', { bytesRead: 0 })
  expect((result.error as RequestTimeoutError).bytesWritten).toBeGreaterThan(0)
})

test('headers: no head comes after the request, or only a 1xx response', async () => {
  for (const text of ['', 'HTTP/1.1 103 Early Hints\r\n\r\n', 'HTTP/1.1 200 OK\r\nContent-Le']) {
    const result = await course({ port: await serve((socket) => socket.once('data', () => socket.write(text))), agent: pool(), ...only('headers') })
    expectTimeout(result, 'headers', { bytesRead: text.length })
    expect(result.res).toBe(undefined)
  }
})

test('headers: the time begins when the request was sent, not before', async () => {
  const port = await answering('')
  const { req, error } = await course({ method: 'POST', port, agent: pool(), ...only('headers') }, (one) => {
    one.write('a')
    setTimeout(() => one.end('b'), 2 * LIMIT)
  })
  expect(error).toMatchObject({ phase: 'headers' })
  expect(req.timings!.end! - req.timings!.sent!).toBeGreaterThanOrEqual(LIMIT)
  expect(req.timings!.sent! - req.timings!.start).toBeGreaterThanOrEqual(2 * LIMIT - 1)
})

test('body: half of the body comes. The response is aborted with the error', async () => {
  const half = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'
  const result = await course({ port: await answering(half), agent: pool(), ...only('body') })
  expectTimeout(result, 'body', { bytesRead: half.length })
  expect(result).toMatchObject({ body: 'half', aborted: true })
  expect(result.responseError).toBe(result.error)
  expect(result.res!.complete).toBe(false)
})

test('body: it is the time for the whole body, also if bytes keep coming', async () => {
  const port = await serve((socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n')
      const timer = setInterval(() => socket.write('x'), 5)
      socket.on('close', () => clearInterval(timer))
    })
  })
  expectTimeout(await course({ port, agent: pool(), ...only('body') }), 'body')
})

test('idle: nothing comes, before or within the response; bytes postpone it', async () => {
  expectTimeout(await course({ port: await silent(), agent: pool(), ...only('idle') }), 'idle')
  const drops = 10
  const port = await serve((socket) => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n')
      let left = drops
      const timer = setInterval(() => (left-- > 0 ? socket.write('x') : clearInterval(timer)), LIMIT / 4)
      socket.on('close', () => clearInterval(timer))
    })
  })
  const { req, error, body } = await course({ port, agent: pool(), ...only('idle') })
  expect(error).toMatchObject({ code: 'ERR_HTTP_TIMEOUT', phase: 'idle' })
  // On a machine that stops for a while it may come after fewer of them.
  expect(req.timings!.end! - req.timings!.firstByte!).toBeGreaterThanOrEqual(LIMIT)
  expect(body.length).toBeLessThanOrEqual(drops)
})

test('idle: the server stops reading an upload', async () => {
  const port = await serve((socket) => socket.pause())
  const result = await course({ method: 'POST', port, agent: pool(), ...only('idle') }, (req) => req.end(Buffer.alloc(64 * 1024 * 1024)))
  expectTimeout(result, 'idle')
})

/** A connection that takes 64 KiB in a twentieth of the limit. */
class Slow extends Duplex {
  readonly pieces: number[] = []
  override _read(): void {}
  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.pieces.push(chunk.length)
    setTimeout(callback, ((chunk.length / 65_536) * LIMIT) / 20)
  }
  override _writev(chunks: { chunk: Buffer; encoding: BufferEncoding }[], callback: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'latin1', callback)
  }
  override _final(callback: () => void): void {
    callback()
  }
}

test('idle: one large piece that is sent slowly is no idle time, in bytes and as a string', async () => {
  const size = 40 * 65_536
  for (const body of [Buffer.alloc(size, 'a'), 'a'.repeat(size)]) {
    const socket = new Slow()
    const result = await course({ method: 'POST', createConnection: () => socket, ...only('idle') }, (req) => {
      req.on('finish', () => (socket.push(OK), socket.push(null)))
      req.end(body)
    })
    expect([result.error, result.body]).toEqual([undefined, 'ok'])
    expect(Math.max(...socket.pieces)).toBeLessThanOrEqual(65_536 + 200)
    expect(socket.pieces.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThan(size)
    expect(result.req.timings!.sent! - result.req.timings!.queued!).toBeGreaterThan(LIMIT)
  }
})

test('idle: the socket of such a request serves others, and large bodies arrive as they were written', async () => {
  const agent = pool()
  let received = ''
  const port = await serve((socket) => {
    socket.setEncoding('latin1').on('data', (text: string) => {
      received += text
      if (received.endsWith('\r\n0\r\n\r\n')) socket.write(OK)
    })
  })
  const body = `${Array.from({ length: 100_000 }, (_, i) => i).join()}!`
  for (const options of [only('idle'), {}, only('idle')]) {
    received = ''
    const { error, req } = await course({ method: 'POST', port, agent, ...options, layered: { ...('layered' in options && { timeouts: { idle: 10_000 } }) } }, (one) => {
      one.write('start ')
      one.end(body)
    })
    expect([error, received.includes(body)]).toEqual([undefined, true])
    expect(req.socket!.listenerCount('data')).toBe(0)
  }
})

test('idle: a program that neither writes nor reads is not a reason', async () => {
  // In memory, where no machine that stops for a while makes bytes late.
  const [ours, theirs] = duplexPair()
  theirs.once('data', () => {
    theirs.write('HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n')
    for (let i = 0; i < 20; i++) theirs.write('x'.repeat(100_000))
    theirs.end()
  })
  const req = request({ method: 'POST', createConnection: () => ours, ...only('idle') })
  const done = courseOf(req, () => {})
  await new Promise((resolve) => setTimeout(resolve, 3 * LIMIT))
  req.on('response', (res) => {
    res.pause()
    setTimeout(() => res.resume(), 3 * LIMIT)
  })
  req.end('x')
  const { error, body } = await done
  expect([error, body.length]).toEqual([undefined, 2_000_000])
})

test('idle: a request with Expect waits for the server, not for the program', async () => {
  expectTimeout(await course({ method: 'PUT', port: await silent(), agent: pool(), headers: { expect: '100-continue' }, ...only('idle') }, () => {}), 'idle')
})

test('total: in every part of the exchange, also in the queue and in a response', async () => {
  const half = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'
  const full = pool({ maxSockets: 1 })
  const port = await silent()
  const holder = request({ host: '127.0.0.1', port, agent: full }).on('error', () => {})
  holder.end()
  const ways: RequestOptions[] = [
    { port, agent: full },
    { host: 'a.test', agent: pool({ lookup: neverFound }) },
    { createConnection: () => neverConnected() },
    { port, agent: pool() },
    { port: await answering(half), agent: pool() },
  ]
  for (const way of ways) expectTimeout(await course({ ...way, ...only('total') }), 'total')
  holder.destroy()
})

test('total: redirections count, and the error has the number of the exchange', async () => {
  let places = 0
  const port = await serve((socket) => {
    socket.on('data', () => void setTimeout(() => socket.write(`HTTP/1.1 302 Found\r\nLocation: /${places++}\r\nContent-Length: 0\r\n\r\n`), LIMIT / 4))
  })
  const result = await course({ port, agent: pool(), layered: { maxRedirects: 1000, ...only('total').layered } })
  expectTimeout(result, 'total')
  expect((result.error as RequestTimeoutError).attempt).toBe(result.req.timings!.attempt)
})

test('a retry after a stale socket has deadlines of its own, and the total goes on', async () => {
  let connections = 0
  const port = await serve((socket) => {
    const connection = ++connections
    let served = 0
    socket.on('data', () => {
      if (connection === 1 && served++ === 0) socket.write(OK)
      else if (connection === 1) socket.destroy()
    })
  })
  for (const phase of ['headers', 'total'] as const) {
    connections = 0
    const agent = pool({ layered: { staleRetry: true } })
    await course({ port, agent })
    expectTimeout(await course({ port, agent, ...only(phase) }), phase, { attempt: 2, reusedSocket: false })
    expect(connections).toBe(2)
  }
})

test('the connection of a request that ran out of time in total serves others, if it comes later', async () => {
  const port = await answeringSecurely()
  let open: (() => void) | undefined
  const proxy = await serve((socket) => {
    socket.once('data', () => {
      open = () => {
        const through = net.connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n')).on('error', () => {})
        socket.pipe(through).pipe(socket)
      }
    })
  })
  const agent = securePool({ maxSockets: 1, proxyEnv: { HTTPS_PROXY: `http://127.0.0.1:${proxy}` } })
  const options = { protocol: 'https:', host: 'localhost', port, agent }
  const first = course({ ...options, ...only('total') })
  const second = course(options)
  const late = await first
  expectTimeout(late, 'total')
  const before = { ...late.req.timings }
  await vi.waitFor(() => expect(open).toBeDefined())
  open!()
  const { body, req } = await second
  expect([body, req.timings]).toEqual(['ok', undefined])
  expect(late.req.timings).toEqual(before)
})

test('works over a Unix socket and over a Duplex in memory', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'timeouts-'))
  afterwards(() => rmSync(folder, { recursive: true }))
  const server = net.createServer((socket) => socket.resume())
  const socketPath = join(folder, 's')
  server.listen(socketPath)
  await once(server, 'listening')
  afterwards(() => server.close())
  expectTimeout(await course({ socketPath, agent: pool(), ...only('headers') }), 'headers')
  const [ours, theirs] = duplexPair()
  theirs.resume()
  expectTimeout(await course({ createConnection: () => ours, ...only('headers') }), 'headers')
})

test('the deadlines of an agent hold for its requests; those of a request win one by one, and 0 switches one off', async () => {
  const agent = pool({ layered: { timeouts: { headers: LIMIT, total: 99_999 } } })
  const port = await silent()
  expectTimeout(await course({ port, agent }), 'headers')
  expectTimeout(await course({ port, agent, layered: { timeouts: { headers: 0, total: LIMIT } } }), 'total')
})

test('an error that a listener throws is uncaught once, and the request is closed all the same', async () => {
  const { req, error } = await course({ port: await silent(), agent: pool(), ...only('headers') })
  expect([req.closed, error!.message]).toEqual([true, `GET 127.0.0.1 reached its timeout 'headers': no response came within ${LIMIT} ms after it was sent`])
})

test('the message has neither credentials nor the path', async () => {
  const { error } = await course({ host: '127.0.0.1', auth: 'user:secret', path: '/secret?token=secret', port: await silent(), agent: pool(), ...only('headers') })
  expect(`${error!.message} ${JSON.stringify(error)}`).not.toContain('secret')
})

test('the channel gets the error', async () => {
  const messages = exchanges()
  const { error } = await course({ port: await silent(), agent: pool(), ...only('headers') })
  expect(messages.map((message) => message.error)).toEqual([error])
})

test('requests in time are not disturbed, one after the other on one socket, and with fake timers', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  try {
    const agent = pool()
    const port = await answering()
    for (let i = 0; i < 3; i++) expect((await course({ port, agent, layered: { timeouts: { total: 99_999, headers: 99_999 } } })).body).toBe('ok')
    expect(vi.getTimerCount()).toBe(0)
    expectTimeout(await course({ port: await silent(), agent, ...only('headers') }), 'headers')
  } finally {
    vi.useRealTimers()
  }
})

test('a request that is destroyed, or that cannot be made, leaves no deadline', async () => {
  const agent = pool()
  const port = await silent()
  const result = await course({ port, agent, ...only('headers') }, (req) => req.end().destroy(new Error('mine')))
  expect(result.error!.message).toBe('mine')
  expect(() => request({ path: '/a b', ...only('total') })).toThrow(/unescaped/)
  expect(() => request({ headers: { 'a b': 'c' }, ...only('total') })).toThrow(/token/)
  expect(() => request({ maxHeaderSize: 'x' as never, ...only('total') })).toThrow(/maxHeaderSize/)
  await new Promise((resolve) => setTimeout(resolve, 2 * LIMIT))
})

test('a process with deadlines of an hour ends when its requests have', async () => {
  const program = `
    import http from 'node:http'
    import { request } from '@layered-http/client'
    import { Agent } from '@layered-http/agent'
    const hour = 3600_000
    const timeouts = { queue: hour, lookup: hour, connect: hour, secureConnect: hour, send: hour, headers: hour, body: hour, idle: hour, total: hour }
    const server = http.createServer((req, res) => res.end('ok')).listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      const agent = new Agent({ keepAlive: true })
      request({ host: '127.0.0.1', port, agent, layered: { timeouts } }, (res) => res.resume()).on('close', () => {
        request({ host: '127.0.0.1', port, agent, layered: { timeouts } }).on('error', () => {}).on('close', () => server.close()).end().destroy()
        try { request({ path: '/a b', layered: { timeouts } }) } catch {}
        agent.destroy()
      }).end()
    })`
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd: new URL('../../', import.meta.url), timeout: 25_000 })
})
