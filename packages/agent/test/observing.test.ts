/** What a program sees of a pool: the counts of stats() and totals(), and the events of `layered.events`. With Node's own http.request. */
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { CA, listen, SERVER } from '@layered-http/test-kit'
import { clock } from '../src/clock.js'
import { HttpsAgent } from '../src/https.js'
import { Agent, type ConnectionOptions } from '../src/index.js'
import { afterwards, destroyedAfterwards, get, pool, portEcho, serve, serveRaw } from './support.js'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('stats() counts requests, sockets, closes, errors and timeouts of each origin without an option; totals() has the sums', async () => {
  const echo = await portEcho()
  const silent = await serve(() => {})
  const resetting = await serveRaw((socket) => void socket.once('data', () => socket.resetAndDestroy()))
  const agent = pool({ keepAlive: true })
  for (let i = 0; i < 3; i++) await get(echo, agent)
  await expect(get(resetting, agent)).rejects.toMatchObject({ code: 'ECONNRESET' })
  const req = http.get({ host: '127.0.0.1', port: silent, agent, timeout: 10 }).on('error', () => {})
  await once(req, 'timeout')
  req.destroy()
  await expect(get(echo, agent, { host: '127.0.0.2' })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  while (agent.totals().active > 0) await turn()
  const stats = agent.stats()
  const NOW = { active: 0, connecting: 0, idle: 0, queued: 0, idleTimeouts: 0, retried: 0, refused: 0, expired: 0, queueWait: { count: 0, mean: 0, max: 0, p99: 0 } }
  expect(stats).toEqual({
    [`http://127.0.0.1:${echo}`]: { ...NOW, idle: 1, requests: 3, reused: 2, created: 1, closed: 0, errors: 0, timeouts: 0 },
    [`http://127.0.0.1:${resetting}`]: { ...NOW, requests: 1, reused: 0, created: 1, closed: 1, errors: 1, timeouts: 0 },
    [`http://127.0.0.1:${silent}`]: { ...NOW, requests: 1, reused: 0, created: 1, closed: 1, errors: 0, timeouts: 1 },
    [`http://127.0.0.2:${echo}`]: { ...NOW, requests: 1, reused: 0, created: 1, closed: 1, errors: 1, timeouts: 0 },
  })
  expect(agent.totals()).toEqual({ ...NOW, idle: 1, requests: 6, reused: 2, created: 4, closed: 3, errors: 2, timeouts: 1 })
  expect(pool().totals()).toMatchObject({ active: 0, requests: 0 })
})

test('an error of a connection that createConnection does not deliver is counted', async () => {
  class Failing extends Agent {
    override createConnection(_options: ConnectionOptions, callback?: unknown): undefined {
      ;(callback as (error: Error) => void)(new Error('no'))
    }
  }
  const agent = new Failing()
  await expect(get(80, agent)).rejects.toThrow('no')
  expect(agent.stats()['http://127.0.0.1:80']).toMatchObject({ created: 0, errors: 1, requests: 0 })
})

test('totals() has the waits of all origins together', async () => {
  const ports = [await portEcho(), await portEcho()]
  const agent = pool({ maxSockets: 1, layered: { stats: true } })
  await Promise.all(ports.flatMap((port) => [1, 2, 3].map(() => get(port, agent))))
  const waits = Object.values(agent.stats()).map(({ queueWait }) => queueWait)
  const { queueWait } = agent.totals()
  expect([waits.length, queueWait.count, queueWait.max]).toEqual([2, 4, Math.max(...waits.map(({ max }) => max))])
  expect(queueWait.mean).toBeCloseTo((waits[0]!.mean + waits[1]!.mean) / 2, 6)
  expect(queueWait.p99).toBe(queueWait.max)
})

test("a Unix socket is counted under its path, with Node's own request", async () => {
  const path = join(tmpdir(), `layered-agent-${process.pid}-${Math.trunc(performance.now())}.sock`)
  const server = http.createServer((_req, res) => res.end('ok'))
  server.listen(path)
  afterwards(() => (server.closeAllConnections(), server.close()))
  await once(server, 'listening')
  const agent = pool({ keepAlive: true })
  for (let i = 0; i < 2; i++) {
    const [res] = (await once(http.get({ socketPath: path, agent }), 'response')) as [http.IncomingMessage]
    res.resume()
    await once(res, 'close')
    await turn()
  }
  expect(Object.keys(agent.stats())).toEqual([`unix:${path}`])
  expect(agent.totals()).toMatchObject({ requests: 2, reused: 1, idle: 1 })
})

test("the events 'connect', 'reuse', 'queue' and 'close' come with sockets, requests and options; without the option there are none", async () => {
  const port = await portEcho()
  for (const events of [true, false]) {
    const agent = pool({ keepAlive: true, maxSockets: 1, layered: { events } })
    const seen: unknown[] = []
    let first: Duplex | undefined
    agent.on('connect', (socket, options) => {
      first = socket
      seen.push(['connect', options.port, socket.writable])
    })
    agent.on('reuse', (socket, request) => seen.push(['reuse', socket === first, request.path]))
    agent.on('queue', (request, options) => seen.push(['queue', request.path, options.port]))
    const closed = new Promise<void>((resolve) => {
      agent.on('close', (socket, options) => {
        seen.push(['close', socket === first, options.port])
        resolve()
      })
      if (!events) resolve()
    })
    await Promise.all([get(port, agent, { path: '/1' }), get(port, agent, { path: '/2' })])
    await turn()
    await get(port, agent, { path: '/3' })
    await turn()
    agent.destroy()
    await closed
    const expected = [['queue', '/2', port], ['connect', port, true], ['reuse', true, '/2'], ['reuse', true, '/3'], ['close', true, port]]
    expect(seen).toEqual(events ? expected : [])
  }
})

test("'connect' of a TLS connection comes after its handshake, and not for one that fails", async () => {
  const server = https.createServer(SERVER, (_req, res) => res.end())
  afterwards(() => (server.closeAllConnections(), server.close()))
  const port = await listen(server)
  const agent = destroyedAfterwards(new HttpsAgent({ layered: { events: true } }))
  const seen: unknown[] = []
  agent.on('connect', (socket) => seen.push((socket as unknown as { authorized: boolean }).authorized))
  for (const ca of [undefined, CA]) {
    const req = https.get({ host: 'localhost', family: 4, port, agent, ca }).on('error', () => {})
    await new Promise((resolve) => req.on('close', resolve).on('response', (res) => res.resume()))
  }
  expect(seen).toEqual([true])
})

test('maxAge ends a socket in use after its request, and an idle one when it reaches that age', async () => {
  const held: http.ServerResponse[] = []
  const port = await serve((_req, res) => void held.push(res))
  const { now } = clock
  let shift = 0
  clock.now = () => now() + shift
  afterwards(() => void (clock.now = now))
  const agent = pool({ keepAlive: true, layered: { maxAge: 60_000 } })
  const inUse = get(port, agent)
  while (held.length < 1) await turn()
  shift = 60_000
  held[0]!.end()
  await inUse
  while (agent.totals().active > 0) await turn()
  expect(agent.totals()).toMatchObject({ idle: 0, active: 0, closed: 1 })
  shift = 0
  const next = get(port, agent)
  while (held.length < 2) await turn()
  shift = 59_800
  held[1]!.end()
  await next
  await turn()
  const [socket] = Object.values(agent.freeSockets)[0]!
  expect(socket!.timeout).toBeLessThanOrEqual(200)
  await once(socket!, 'close')
  expect(agent.totals()).toMatchObject({ idle: 0, closed: 2 })
})

test('a socket that is used again has no idle time from maxAge', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true, timeout: 90_000, layered: { maxAge: 60_000 } })
  await get(port, agent)
  await turn()
  expect(Object.values(agent.freeSockets)[0]![0]!.timeout).toBeLessThanOrEqual(60_000)
  const req = http.get({ host: '127.0.0.1', port, agent })
  await once(req, 'socket')
  expect([req.reusedSocket, req.socket!.timeout]).toEqual([true, 90_000])
  const [res] = (await once(req, 'response')) as [http.IncomingMessage]
  res.resume()
  await once(res, 'close')
})

test('stats() tells timeouts of sockets in use from those of idle ones, and lost connections from requests that the program ended', async () => {
  const silent = await serve(() => {})
  const agent = pool({ keepAlive: true, layered: { idleTimeout: 20 } })
  await get(await portEcho(), agent)
  while (agent.totals().closed < 1) await turn()
  expect(agent.totals()).toMatchObject({ timeouts: 0, idleTimeouts: 1, errors: 0 })
  const controller = new AbortController()
  for (const end of [(req: http.ClientRequest) => void req.destroy(new Error('mine')), () => void controller.abort()]) {
    const req = http.get({ host: '127.0.0.1', port: silent, agent, timeout: 20, signal: controller.signal }).on('error', () => {})
    await once(req, 'timeout')
    end(req)
    await new Promise((resolve) => req.on('close', resolve))
  }
  while (agent.totals().active > 0) await turn()
  expect(agent.totals()).toMatchObject({ timeouts: 2, idleTimeouts: 1, errors: 0, closed: 3 })
})

test('stats() counts requests that were refused, that waited too long, with their wait, and that were sent again', async () => {
  const port = await serve(() => {})
  const agent = pool({ maxSockets: 1, layered: { stats: true, maxQueued: 1, queueTimeout: 30 } })
  void get(port, agent).catch(() => {})
  const waiting = get(port, agent)
  await expect(get(port, agent)).rejects.toMatchObject({ code: 'ERR_AGENT_QUEUE_FULL' })
  await expect(waiting).rejects.toMatchObject({ code: 'ERR_AGENT_QUEUE_TIMEOUT' })
  const stats = agent.stats()[`http://127.0.0.1:${port}`]!
  expect(stats).toMatchObject({ refused: 1, expired: 1, retried: 0, queueWait: { count: 1 } })
  expect(stats.queueWait.max).toBeGreaterThan(20)
  expect(agent.totals()).toMatchObject({ refused: 1, expired: 1 })

  let requests = 0
  const stale = await serveRaw((socket) => void socket.on('data', () => (++requests === 2 ? socket.resetAndDestroy() : socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))))
  const retrying = pool({ keepAlive: true, layered: { staleRetry: true } })
  for (let i = 0; i < 2; i++) {
    await get(stale, retrying)
    await turn()
  }
  expect(retrying.totals()).toMatchObject({ retried: 1, requests: 3 })
})
