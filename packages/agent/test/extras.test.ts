/** What the agent offers beyond Node. All of it is off by default. */
import http from 'node:http'
import { expect, test } from 'vitest'
import type { AgentOptions } from '../src/index.js'
import { Agent, MAX_STATS_ORIGINS } from '../src/index.js'
import { Meter } from '../src/stats.js'
import { get, pool, portEcho, serve } from './support.js'

test('stats() counts what happened, exactly, and shows how things stand', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true, maxSockets: 2, stats: true })
  const key = `127.0.0.1:${port}:`
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

test('without the option stats() knows the present alone', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true })
  await get(port, agent)
  await new Promise((resolve) => setImmediate(resolve))
  expect(agent.stats()).toEqual({ [`127.0.0.1:${port}:`]: { active: 0, connecting: 0, idle: 1, queued: 0, created: 0, reused: 0, queueWait: { count: 0, mean: 0, max: 0, p99: 0 } } })
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
  expect(agent.stats()['localhost:80:']).toMatchObject({ active: 0, connecting: 1, queued: 1 })
})

test('counts are kept of a limited number of origins', () => {
  const meter = new Meter()
  for (let i = 0; i <= MAX_STATS_ORIGINS; i++) meter.at(`o${i}`).created++
  meter.at('o1').created++
  meter.at('new')
  expect([...meter.keys()]).toHaveLength(MAX_STATS_ORIGINS)
  expect([meter.of('o0').created, meter.of('o1').created, meter.of('o2').created, meter.of('o3').created]).toEqual([0, 2, 0, 1])
})

test('the p99 of queue waits forgets what is long ago', () => {
  const counts = new Meter().at('origin')
  counts.addWait(1_000)
  for (let i = 0; i < 300; i++) counts.addWait(i % 100)
  expect(counts.queueWait()).toEqual({ count: 301, mean: (1_000 + 3 * 4_950) / 301, max: 1_000, p99: 99 })
})

test('maxRequests: a socket serves so many and no more', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true, maxRequests: 2, maxSockets: 1 })
  const ports = (await Promise.all([1, 2, 3, 4, 5].map(() => get(port, agent)))).map(({ body }) => body)
  expect([ports[0] === ports[1], ports[1] === ports[2], ports[2] === ports[3], ports[3] === ports[4]]).toEqual([true, false, true, false])
})

test('maxAge: an old socket is not used again, whether it is idle or somebody waits', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true, maxAge: 0, maxSockets: 1 })
  const [first, second] = await Promise.all([get(port, agent), get(port, agent)])
  const third = await get(port, agent)
  expect(new Set([first.body, second.body, third.body]).size).toBe(3)
  const young = pool({ keepAlive: true, maxAge: 60_000 })
  expect((await get(port, young)).body).toBe((await get(port, young)).body)
})

test('queueTimeout: who waited too long fails, and the others move up', async () => {
  const held: http.ServerResponse[] = []
  const port = await serve((_req, res) => void held.push(res))
  const agent = pool({ maxSockets: 1, queueTimeout: 30 })
  const first = get(port, agent)
  await expect(get(port, agent)).rejects.toMatchObject({ code: 'ERR_AGENT_QUEUE_TIMEOUT', message: 'No socket became free within 30 ms' })
  expect(Object.keys(agent.requests)).toEqual([])
  const third = get(port, agent)
  held[0]!.end('1')
  expect((await first).body).toBe('1')
  while (held.length < 2) await new Promise((resolve) => setImmediate(resolve))
  held[1]!.end('3')
  expect((await third).body).toBe('3')
})

test('queueTimeout comes whatever the global timers are', async () => {
  const { setTimeout: setRealTimeout } = globalThis
  const port = await serve(() => {})
  const agent = pool({ maxSockets: 1, queueTimeout: 30 })
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

test('close(): requests in flight and waiting ones are served, later ones fail, idle sockets go', async () => {
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

test('close() of an agent with idle sockets, and of one without anything', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true })
  await get(port, agent)
  await agent.close()
  expect(agent.totalSocketCount).toBe(0)
  await pool().close()
})

test.each<[AgentOptions, string]>([
  [{ maxAge: -1 }, 'ERR_OUT_OF_RANGE'],
  [{ maxAge: '1' as never }, 'ERR_INVALID_ARG_TYPE'],
  [{ maxRequests: 0 }, 'ERR_OUT_OF_RANGE'],
  [{ maxRequests: null as never }, 'ERR_INVALID_ARG_TYPE'],
  [{ queueTimeout: -1 }, 'ERR_OUT_OF_RANGE'],
  [{ queueTimeout: Infinity }, 'ERR_OUT_OF_RANGE'],
  [{ staleRetry: 'all' as never }, 'ERR_INVALID_ARG_VALUE'],
])('options are checked: %j', (options, code) => {
  expect(() => new Agent(options)).toThrow(expect.objectContaining({ code }) as Error)
})
