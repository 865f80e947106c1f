/** The features of the agent beyond Node. All are off by default. */
import http from 'node:http'
import { expect, test } from 'vitest'
import type { AgentOptions, ConnectionOptions, PooledRequest } from '../src/index.js'
import { Agent } from '../src/index.js'
import { clock } from '../src/clock.js'
import { MAX_STATS_ORIGINS } from '../src/limits.js'
import { Meter } from '../src/stats/meter.js'
import { afterwards, get, pool, portEcho, serve } from './support.js'

test('stats() returns exact counts of the past, and the present state', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true, maxSockets: 2, layered: { stats: true } })
  const key = `http://127.0.0.1:${port}`
  expect(agent.stats()).toEqual({})
  const requests = [1, 2, 3, 4, 5].map(() => get(port, agent))
  expect(agent.stats()[key]).toMatchObject({ active: 2, connecting: 0, idle: 0, queued: 3, created: 2, reused: 0 })
  await Promise.all(requests)
  await new Promise((resolve) => setImmediate(resolve))
  const stats = agent.stats()[key]!
  expect(stats).toMatchObject({ active: 0, idle: 2, queued: 0, created: 2, reused: 3, queueWait: { count: 3 } })
  const { mean, max, p99 } = stats.queueWait
  expect(mean).toBeGreaterThan(0)
  expect(max).toBeGreaterThanOrEqual(mean)
  expect(p99).toBe(max)
})

test('without the option stats() counts sockets and requests too, and only measures no waits', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true })
  await get(port, agent)
  await new Promise((resolve) => setImmediate(resolve))
  expect(agent.stats()).toEqual({ [`http://127.0.0.1:${port}`]: { active: 0, connecting: 0, idle: 1, queued: 0, requests: 1, reused: 0, created: 1, closed: 0, errors: 0, timeouts: 0, idleTimeouts: 0, retried: 0, refused: 0, expired: 0, queueWait: { count: 0, mean: 0, max: 0, p99: 0 } } })
})

test('stats() shows connections that createConnection has not delivered', () => {
  class Never extends Agent {
    override createConnection(): undefined {
      return undefined
    }
  }
  const agent = new Never({ maxSockets: 1 })
  http.get({ agent }).on('error', () => {})
  http.get({ agent }).on('error', () => {})
  expect(agent.stats()['http://localhost:80']).toMatchObject({ active: 0, connecting: 1, queued: 1 })
})

test('stats() names origins without secrets, and distinguishes pools of one origin', async () => {
  class Never extends Agent {
    override createConnection(): undefined {
      return undefined
    }
  }
  const request = (): PooledRequest => ({ onSocket() {}, reusedSocket: false, shouldKeepAlive: true, destroyed: false, method: 'GET' })
  const SECRET = 'c2VjcmV0LWtleS1vZi1hLWNsaWVudA'
  const identities: ConnectionOptions[] = [{}, { key: SECRET, cert: 'C' }, { key: Buffer.from(SECRET), passphrase: SECRET }, { pfx: [{ buf: SECRET }] }, { servername: 'other.test' }]
  const places: ConnectionOptions[] = [{ host: 'a.test', port: 443 }, { host: 'a.test', port: 443, localAddress: '127.0.0.9' }, { host: 'a.test', port: 443, family: 6 }, { host: '::1', port: 444 }]
  for (const stats of [true, false]) {
    const agent = new Never({ protocol: 'https:', defaultPort: 443, maxSockets: 1, layered: { stats } })
    for (const identity of identities) for (const place of places) for (let i = 0; i < 2; i++) agent.addRequest(request(), { ...place, ...identity })
    agent.addRequest(request(), { host: 'localhost', port: 443, socketPath: '/run/a.sock' })
    agent.addRequest(request(), { host: 'a.test', port: 443, socketPath: '/run/a.sock' })
    const told = agent.stats()
    const text = JSON.stringify(told)
    for (const secret of [SECRET, Buffer.from(SECRET).toString('base64'), '127.0.0.9', 'other.test']) expect(text).not.toContain(secret)
    const names = Object.keys(told)
    expect(names).toHaveLength(identities.length * places.length + 2)
    for (const name of names) expect(name).toMatch(/^(https:\/\/a\.test:443|https:\/\/\[::1\]:444|unix:\/run\/a\.sock|https:\/\/localhost:443)(#[0-9a-f]{8})?$/)
    expect(names.filter((name) => !name.includes('#'))).toEqual(expect.arrayContaining(['https://a.test:443', 'https://[::1]:444']) as string[])
    for (const name of names.filter((one) => !one.startsWith('unix'))) expect(told[name]).toMatchObject({ connecting: 1, queued: 1 })
    expect(Object.keys(agent.stats())).toEqual(names)
  }
})

test('stats() has names for a pool with a key from getName, and for one that user code has filled', () => {
  class Own extends Agent {
    override getName(): string {
      return 'my secret'
    }
    override createConnection(): undefined {
      return undefined
    }
  }
  const agent = new Own()
  agent.addRequest({ onSocket() {}, reusedSocket: false, shouldKeepAlive: true, destroyed: false }, { host: 'a.test', port: 1 })
  agent.sockets['their secret'] = [{} as never]
  const names = Object.keys(agent.stats()).sort()
  expect(names).toEqual([expect.stringMatching(/^http:\/\/a\.test:1#[0-9a-f]{8}$/), expect.stringMatching(/^unknown#[0-9a-f]{8}$/)])
})

test('an agent has the enumerable keys of Node\'s', () => {
  const enumerable = (agent: object): string[] => [...Object.keys(agent), ...Object.getOwnPropertySymbols(agent).filter((key) => Object.prototype.propertyIsEnumerable.call(agent, key)).map(String)].sort()
  // Ours has the keys of Node 26. Node 20 to 24 lack some.
  const since24 = ['agentKeepAliveTimeoutBuffer']
  expect(enumerable(new Agent()).filter((key) => !since24.includes(key))).toEqual(enumerable(new http.Agent()).filter((key) => !since24.includes(key)))
})

test('stats() keeps the counts of a limited number of origins', () => {
  const meter = new Meter(new Agent())
  for (let i = 0; i <= MAX_STATS_ORIGINS; i++) meter.at(`o${i}`, {}).created++
  meter.at('o1', {}).created++
  meter.at('new', {})
  expect([...meter.keys()]).toHaveLength(MAX_STATS_ORIGINS)
  expect([meter.of('o0').created, meter.of('o1').created, meter.of('o2').created, meter.of('o3').created]).toEqual([0, 2, 0, 1])
})

test('the p99 of queue waits is that of the last waits', () => {
  const counts = new Meter(new Agent()).at('origin', {})
  counts.addWait(1_000)
  for (let i = 0; i < 300; i++) counts.addWait(i % 100)
  expect(counts.queueWait()).toEqual({ count: 301, mean: (1_000 + 3 * 4_950) / 301, max: 1_000, p99: 99 })
})

test('maxRequests: a socket serves that number of requests and not one more', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true, maxSockets: 1, layered: { maxRequests: 2 } })
  const ports = (await Promise.all([1, 2, 3, 4, 5].map(() => get(port, agent)))).map(({ body }) => body)
  expect([ports[0] === ports[1], ports[1] === ports[2], ports[2] === ports[3], ports[3] === ports[4]]).toEqual([true, false, true, false])
})

test('maxAge: an old socket is not used again, neither after it was idle nor for a waiting request', async () => {
  const port = await portEcho()
  const { now } = clock
  afterwards(() => void (clock.now = now))
  let time = 0
  // Each look at the clock is a minute after the one before.
  clock.now = () => (time += 60_000)
  const agent = pool({ keepAlive: true, maxSockets: 1, layered: { maxAge: 60_000 } })
  const [first, second] = await Promise.all([get(port, agent), get(port, agent)])
  const third = await get(port, agent)
  expect(new Set([first.body, second.body, third.body]).size).toBe(3)
  clock.now = now
  const young = pool({ keepAlive: true, layered: { maxAge: 60_000 } })
  expect((await get(port, young)).body).toBe((await get(port, young)).body)
})

test('queueTimeout: a request that waited too long fails, and later ones take its turn', async () => {
  const held: http.ServerResponse[] = []
  const port = await serve((_req, res) => void held.push(res))
  const agent = pool({ maxSockets: 1, layered: { queueTimeout: 30 } })
  const first = get(port, agent)
  await expect(get(port, agent)).rejects.toMatchObject({ code: 'ERR_AGENT_QUEUE_TIMEOUT', message: 'No socket became free within 30 ms' })
  expect(Object.keys(agent.requests)).toEqual([])
  const third = get(port, agent)
  while (held.length < 1) await new Promise((resolve) => setImmediate(resolve))
  held[0]!.end('1')
  expect((await first).body).toBe('1')
  while (held.length < 2) await new Promise((resolve) => setImmediate(resolve))
  held[1]!.end('3')
  expect((await third).body).toBe('3')
})

test('queueTimeout does not depend on the global timers', async () => {
  const { setTimeout: setRealTimeout } = globalThis
  const port = await serve(() => {})
  const agent = pool({ maxSockets: 1, layered: { queueTimeout: 30 } })
  const first = get(port, agent)
  globalThis.setTimeout = (() => 0) as never
  try {
    await expect(get(port, agent)).rejects.toMatchObject({ code: 'ERR_AGENT_QUEUE_TIMEOUT' })
  } finally {
    globalThis.setTimeout = setRealTimeout
  }
  agent.destroy()
  await expect(first).rejects.toMatchObject({ code: 'ECONNRESET' })
})

test('close(): requests under way and waiting ones are served, later ones fail, idle sockets are destroyed', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true, maxSockets: 1 })
  await get(port, agent)
  const served = [get(port, agent), get(port, agent)]
  const closed = agent.close()
  await expect(get(port, agent)).rejects.toMatchObject({ code: 'ERR_AGENT_CLOSED', message: 'The agent is closed' })
  expect((await Promise.all(served)).every(({ body }) => /^\d+$/.test(body))).toBe(true)
  await closed
  expect([agent.totalSocketCount, Object.keys(agent.freeSockets), Object.keys(agent.sockets)]).toEqual([0, [], []])
  await agent.close()
})

test('close() of an agent with idle sockets, and of one without sockets', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true })
  await get(port, agent)
  await agent.close()
  expect(agent.totalSocketCount).toBe(0)
  await pool().close()
})

test.each<[unknown, string, string]>([
  [{ maxAge: -1 }, 'ERR_OUT_OF_RANGE', 'options.layered.maxAge'],
  [{ maxAge: '1' }, 'ERR_INVALID_ARG_TYPE', 'options.layered.maxAge'],
  [{ maxRequests: 0 }, 'ERR_OUT_OF_RANGE', 'options.layered.maxRequests'],
  [{ maxRequests: null }, 'ERR_INVALID_ARG_TYPE', 'options.layered.maxRequests'],
  [{ queueTimeout: -1 }, 'ERR_OUT_OF_RANGE', 'options.layered.queueTimeout'],
  [{ queueTimeout: Infinity }, 'ERR_OUT_OF_RANGE', 'options.layered.queueTimeout'],
  [{ events: 'connect' }, 'ERR_INVALID_ARG_TYPE', 'options.layered.events'],
  [{ connect: {} }, 'ERR_INVALID_ARG_TYPE', 'options.layered.connect'],
  [{ noProxy: 'wget' }, 'ERR_INVALID_ARG_VALUE', 'options.layered.noProxy'],
  [{ maxQueued: -1 }, 'ERR_OUT_OF_RANGE', 'options.layered.maxQueued'],
  [{ happyEyeballs: 1 }, 'ERR_INVALID_ARG_TYPE', 'options.layered.happyEyeballs'],
  [{ destroyWaiting: 'all' }, 'ERR_INVALID_ARG_TYPE', 'options.layered.destroyWaiting'],
  [{ staleRetry: 'all' }, 'ERR_INVALID_ARG_VALUE', 'options.layered.staleRetry'],
  [{ stats: 5 }, 'ERR_INVALID_ARG_TYPE', 'options.layered.stats'],
  [{ stat: true }, 'ERR_INVALID_ARG_VALUE', "'options.layered.stat' is not an option here; the options are: 'stats', 'maxAge', 'idleTimeout', 'maxRequests', 'queueTimeout', 'maxQueued', 'destroyWaiting', 'happyEyeballs', 'events', 'connect', 'noProxy', 'staleRetry'"],
  ['stats', 'ERR_INVALID_ARG_TYPE', 'options.layered'],
  [null, 'ERR_INVALID_ARG_TYPE', 'options.layered'],
])('wrong values of layered are errors: %j', (layered, code, message) => {
  expect(() => new Agent({ layered: layered as never })).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) as string }) as Error)
})

test.each<[string, ConnectionOptions]>([
  ['stats', { stats: { at: 1 } }],
  ['maxAge', { maxAge: '60s' }],
  ['maxRequests', { maxRequests: 0 }],
  ['queueTimeout', { queueTimeout: null }],
  ['staleRetry', { staleRetry: true }],
])('outside of layered the option %s has no effect', async (_name, options) => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true, maxSockets: 1, ...(options as AgentOptions) })
  const bodies = (await Promise.all([1, 2, 3].map(() => get(port, agent)))).map(({ body }) => body)
  expect(new Set(bodies).size).toBe(1)
  await new Promise((resolve) => setImmediate(resolve))
  expect(agent.stats()).toMatchObject({ [`http://127.0.0.1:${port}`]: { idle: 1, created: 1, reused: 2, queueWait: { count: 0 } } })
})

test('layered changes neither the key of a pool nor its connections', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true, layered: { maxAge: 60_000 } })
  expect(agent.getName({ host: 'a', port: 1, layered: { staleRetry: true } })).toBe('a:1:')
  await get(port, agent, { layered: { maxRedirects: 1 } } as never)
  await get(port, agent)
  expect(Object.keys(agent.freeSockets)).toEqual([`127.0.0.1:${port}:`])
})
