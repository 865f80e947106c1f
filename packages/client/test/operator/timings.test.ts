/** `layered.timings`, and the channel `layered-http.client.exchange`. */
import net from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { duplexPair } from '@layered-http/test-kit'
import { request } from '../../src/index.js'
import { afterwards, answering, answeringSecurely, course, courseOf, exchanges, lookup, lookupAtOnce, OK, order, pool, securePool, serve, tunnelling } from './support.js'

const layered = { timings: true }

test('a new connection: each part has its instant, and the response has the object of the request', async () => {
  const agent = pool({ lookup })
  const before = performance.now()
  const { req, res, body } = await course({ host: 'a.test', port: await answering(), agent, layered })
  expect(body).toBe('ok')
  expect(order(req.timings)).toEqual(['start', 'queued', 'lookup', 'connect', 'sent', 'firstByte', 'end'])
  expect(res!.timings).toBe(req.timings)
  expect(req.timings).toMatchObject({ attempt: 1, previous: undefined })
  expect(req.timings!.start).toBeGreaterThanOrEqual(before)
  expect(req.timings!.end).toBeLessThanOrEqual(performance.now())
})

test('a reused socket has neither lookup nor connect, whether it was idle or served a waiting request at once', async () => {
  const agent = pool({ lookup, maxSockets: 1 })
  const options = { host: 'a.test', port: await answering(), agent, layered }
  const [first, waiting] = await Promise.all([course(options), course(options)])
  const idle = await course(options)
  expect(order(first.req.timings)).toEqual(['start', 'queued', 'lookup', 'connect', 'sent', 'firstByte', 'end'])
  for (const { req } of [waiting, idle]) expect(order(req.timings)).toEqual(['start', 'queued', 'sent', 'firstByte', 'end'])
  expect(waiting.req.timings!.queued).toBeGreaterThanOrEqual(first.req.timings!.end!)
})

test('a request that waits while another origin has the only place opens its connection after that', async () => {
  const agent = pool({ lookup, maxTotalSockets: 1, keepAlive: false })
  const [port, other] = [await answering(), await answering()]
  const [first, second] = await Promise.all([course({ host: 'a.test', port, agent, layered }), course({ host: 'b.test', port: other, agent, layered })])
  expect(order(second.req.timings)).toEqual(['start', 'queued', 'lookup', 'connect', 'sent', 'firstByte', 'end'])
  expect(second.req.timings!.queued).toBeGreaterThanOrEqual(first.req.timings!.end!)
})

test('an address and a Unix socket need no lookup', async () => {
  const address = await course({ port: await answering(), agent: pool(), layered })
  const folder = mkdtempSync(join(tmpdir(), 'timings-'))
  afterwards(() => rmSync(folder, { recursive: true }))
  const server = net.createServer((socket) => socket.on('data', () => socket.write(OK)))
  const socketPath = join(folder, 's')
  server.listen(socketPath)
  await once(server, 'listening')
  afterwards(() => server.close())
  const unix = await course({ socketPath, agent: pool(), layered })
  for (const { req } of [address, unix]) expect(order(req.timings)).toEqual(['start', 'queued', 'connect', 'sent', 'firstByte', 'end'])
})

test('a lookup that calls back before it returns is noticed', async () => {
  const { req } = await course({ host: 'a.test', port: await answering(), lookup: lookupAtOnce, agent: pool(), layered })
  expect(order(req.timings)).toEqual(['start', 'queued', 'lookup', 'connect', 'sent', 'firstByte', 'end'])
})

test('TLS: the handshake has its instant; a reused socket has none', async () => {
  const agent = securePool({ lookup })
  const options = { protocol: 'https:', host: 'localhost', port: await answeringSecurely(), agent, layered }
  const first = await course(options)
  const second = await course(options)
  expect(first.body).toBe('ok')
  expect(order(first.req.timings)).toEqual(['start', 'queued', 'lookup', 'connect', 'secureConnect', 'sent', 'firstByte', 'end'])
  expect(order(second.req.timings)).toEqual(['start', 'queued', 'sent', 'firstByte', 'end'])
})

test('through a proxy: lookup and connect are those of the proxy, secureConnect is the end of the handshake in the tunnel', async () => {
  const port = await answeringSecurely()
  const proxy = await tunnelling(() => port)
  for (const [host, names] of [['127.0.0.1', []], ['localhost', ['lookup']]] as const) {
    const agent = securePool({ proxyEnv: { HTTPS_PROXY: `http://${host}:${proxy}` } })
    const { req, body } = await course({ protocol: 'https:', host: 'localhost', port, agent, layered })
    expect([body, order(req.timings)]).toEqual(['ok', ['start', 'queued', ...names, 'connect', 'secureConnect', 'sent', 'firstByte', 'end']])
  }
  const plain = await answering()
  const { req } = await course({ host: 'a.test', agent: pool({ proxyEnv: { HTTP_PROXY: `http://127.0.0.1:${plain}` } }), layered })
  expect(order(req.timings)).toEqual(['start', 'queued', 'connect', 'sent', 'firstByte', 'end'])
})

test('with happyEyeballs the winner of the race has connected', async () => {
  const plain = await course({ host: 'a.test', port: await answering(), agent: pool({ lookup, layered: { happyEyeballs: true } }), layered })
  expect(order(plain.req.timings)).toEqual(['start', 'queued', 'lookup', 'connect', 'sent', 'firstByte', 'end'])
  const secure = await course({ protocol: 'https:', host: 'localhost', port: await answeringSecurely(), agent: securePool({ lookup, layered: { happyEyeballs: true } }), layered })
  expect(order(secure.req.timings)).toEqual(['start', 'queued', 'lookup', 'connect', 'secureConnect', 'sent', 'firstByte', 'end'])
})

test('connections of the program: connect is the instant at which it delivered an open socket', async () => {
  const port = await answering()
  const opened = (): Promise<net.Socket> => new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(socket))
  })
  const byConnect = await course({ host: 'a.test', agent: pool({ layered: { connect: opened } }), layered })
  const byCreate = await course({ host: 'a.test', createConnection: (_options, callback) => void opened().then((socket) => callback(null, socket)), layered })
  const [ours, theirs] = duplexPair()
  theirs.once('data', () => theirs.end(OK))
  const inMemory = await course({ host: 'a.test', createConnection: () => ours, layered })
  for (const { req } of [byConnect, byCreate]) expect(order(req.timings)).toEqual(['start', 'queued', 'connect', 'sent', 'firstByte', 'end'])
  // In memory the response comes within the write.
  expect(order(inMemory.req.timings)).toEqual(expect.arrayContaining(['start', 'queued', 'connect', 'sent', 'firstByte', 'end']))
})

test('redirections: each exchange has its record, and the next one refers to it', async () => {
  const messages = exchanges()
  const port = await serve((socket) => {
    let served = 0
    socket.on('data', () => socket.write(served++ === 0 ? 'HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 4\r\n\r\ngone' : OK))
  })
  const { req, res } = await course({ port, path: '/a', agent: pool(), layered: { timings: true, maxRedirects: 1 } })
  const { timings } = req
  expect(timings).toMatchObject({ attempt: 2, previous: { attempt: 1, previous: undefined } })
  expect(order(timings!.previous)).toEqual(['start', 'queued', 'connect', 'sent', 'firstByte', 'end'])
  expect(order(timings)).toEqual(['start', 'queued', 'sent', 'firstByte', 'end'])
  expect(timings!.start).toBeGreaterThanOrEqual(timings!.previous!.end!)
  expect(messages.map(({ response, timings: { attempt }, error }) => [response!.statusCode, attempt, error])).toEqual([[302, 1, undefined], [200, 2, undefined]])
  expect(messages[0]!.timings).toBe(timings!.previous)
  expect([messages[1]!.timings === timings, messages[1]!.response === res, messages[1]!.request === req]).toEqual([true, true, true])
})

test('a request that is sent again after a stale socket has a record for each socket', async () => {
  const messages = exchanges()
  let connections = 0
  const port = await serve((socket) => {
    const connection = ++connections
    let served = 0
    socket.on('data', () => (connection === 1 && served++ === 1 ? socket.destroy() : socket.write(OK)))
  })
  const agent = pool({ layered: { staleRetry: true } })
  await course({ port, agent })
  const { req, body } = await course({ port, agent, layered })
  expect([body, connections]).toEqual(['ok', 2])
  expect(req.timings).toMatchObject({ attempt: 2, previous: { attempt: 1 } })
  expect(order(req.timings)).toEqual(['start', 'queued', 'connect', 'sent', 'firstByte', 'end'])
  expect(messages.slice(1).map(({ response, timings: { attempt }, error }) => [response?.statusCode, attempt, (error as { code?: string } | undefined)?.code])).toEqual([[undefined, 1, 'ECONNRESET'], [200, 2, undefined]])
})

test('the channel has a message for each end of an exchange, also without the option', async () => {
  const messages = exchanges()
  const dropped = await serve((socket) => socket.on('data', () => socket.destroy()))
  const cut = await serve((socket) => socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')))
  const upgraded = await answering('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')
  const closed = await serve(() => {})
  const none = net.createServer().listen(0, '127.0.0.1')
  await once(none, 'listening')
  const { port: refused } = none.address() as net.AddressInfo
  none.close()
  await once(none, 'close')
  await course({ port: await answering(), agent: pool() })
  await course({ port: dropped, agent: pool() })
  await course({ port: cut, agent: pool() })
  await course({ port: refused, agent: pool() })
  const upgrade = request({ host: '127.0.0.1', port: upgraded, agent: pool(), headers: { connection: 'upgrade', upgrade: 'x' } })
  upgrade.on('upgrade', (_res, socket) => socket.destroy())
  await courseOf(upgrade)
  const mine = new Error('mine')
  await course({ port: closed, agent: pool() }, (req) => req.end().destroy(mine))
  const told = messages.map(({ response, error, timings }) => [response?.statusCode, (error as { code?: string } | undefined)?.code ?? error?.message, order(timings).at(-1)])
  expect(told).toEqual([
    [200, undefined, 'end'],
    [undefined, 'ECONNRESET', 'end'],
    [200, 'ECONNRESET', 'end'],
    [undefined, 'ECONNREFUSED', 'end'],
    [101, undefined, 'end'],
    [undefined, 'mine', 'end'],
  ])
})

test('the end is that of the response, however late the program reads it', async () => {
  const req = request({ host: '127.0.0.1', port: await answering(), agent: pool(), layered })
  req.end()
  const [res] = (await once(req, 'response')) as [NodeJS.ReadableStream & { complete: boolean }]
  await new Promise(setImmediate)
  const { end } = req.timings!
  expect([res.complete, typeof end]).toEqual([true, 'number'])
  res.resume()
  await once(req, 'close')
  expect(req.timings!.end).toBe(end)
})

test('responses without a body, and those that end with the connection, have an end', async () => {
  const head = await course({ method: 'HEAD', port: await answering('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'), agent: pool(), layered })
  const closing = await course({ port: await serve((socket) => socket.on('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\nall'))), agent: pool(), layered })
  expect([head.req.timings!.end, closing.req.timings!.end, closing.body]).toEqual([expect.any(Number), expect.any(Number), 'all'])
})

test('the agent has the option for all its requests, and a request may switch it off', async () => {
  const agent = pool({ layered: { timings: true } })
  const port = await answering()
  const on = await course({ port, agent })
  const off = await course({ port, agent, layered: { timings: false } })
  expect([order(on.req.timings).at(-1), off.req.timings, off.res!.timings]).toEqual(['end', undefined, undefined])
})

test('without the option nothing of it is on a request or its socket', async () => {
  const agent = pool()
  const req = request({ host: '127.0.0.1', port: await answering(), agent })
  const names = ['timings', 'emit', 'onSocket', 'connectionWatcher']
  expect(names.filter((name) => Object.hasOwn(req, name))).toEqual([])
  const watched = request({ host: '127.0.0.1', port: await answering(), agent, layered })
  expect(names.filter((name) => Object.hasOwn(watched, name))).toEqual(names)
  for (const one of [req, watched]) await courseOf(one)
})

test('after the exchange no listener of it is left on the socket', async () => {
  const agent = pool({ lookup })
  const port = await answering()
  const counts = async (options: object): Promise<unknown> => {
    const { req } = await course({ host: 'a.test', port, agent, ...options })
    const { socket } = req
    return ['lookup', 'connect', 'data', 'end', 'error', 'close', 'timeout'].map((event) => [event, socket!.listenerCount(event)])
  }
  const plain = await counts({})
  expect(await counts({ layered })).toEqual(plain)
  agent.destroy()
  expect(await counts({ layered })).toEqual(plain)
})

test('a wrong value is an error that names the option', () => {
  for (const [value, message] of [
    [{ timings: 1 }, 'The "options.layered.timings" property must be of type boolean. Received type number (1)'],
    [{ timeouts: 5 }, 'The "options.layered.timeouts" property must be of type object. Received type number (5)'],
    [{ timeouts: { headers: '5' } }, 'The "options.layered.timeouts.headers" property must be of type number. Received type string (\'5\')'],
    [{ timeouts: { header: 5 } }, "The property 'options.layered.timeouts.header' is not an option here; the options are: 'queue', 'lookup', 'connect', 'secureConnect', 'send', 'headers', 'body', 'idle', 'total'. Received 5"],
  ] as const) {
    expect(() => request({ layered: value as never })).toThrow(expect.objectContaining({ message }) as Error)
    expect(() => pool({ layered: value as never })).toThrow(expect.objectContaining({ message }) as Error)
  }
})

test('certificates are checked as before', async () => {
  const { error } = await course({ protocol: 'https:', host: 'localhost', port: await answeringSecurely(), agent: securePool({ ca: undefined as never, lookup }), layered })
  expect(error).toMatchObject({ code: expect.stringMatching(/CERT|SELF_SIGNED|VERIFY/) as string })
})
