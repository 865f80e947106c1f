/** Times of sockets and of the pool: idle sockets, used ones, and numbers above the longest delay of a timer. With Node's own http.request. */
import { once } from 'node:events'
import http from 'node:http'
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { MAX_TIMER_DELAY } from '@layered-http/shared'
import { clock } from '../src/clock.js'
import type { Agent } from '../src/index.js'
import { afterwards, get, pool, portEcho, serve } from './support.js'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Returns the delays of the agent's timers from now on. */
function delaysFromNow(): unknown[] {
  const { setTimeout } = clock
  const delays: unknown[] = []
  clock.setTimeout = ((callback: () => void, delay: number) => {
    delays.push(delay)
    return setTimeout(callback, delay)
  }) as typeof setTimeout
  afterwards(() => void (clock.setTimeout = setTimeout))
  return delays
}

/** Starts a server with this Keep-Alive hint. */
const hinting = (seconds: number): Promise<number> => serve((_req, res) => void res.setHeader('Keep-Alive', `timeout=${seconds}`).end(), { keepAliveTimeout: 60_000 })

function idleSocket(agent: Agent): Socket {
  return Object.values(agent.freeSockets)[0]![0]!
}

/** Sends a request, and returns the timeout of its socket. */
async function timeoutInUse(port: number, agent: Agent, options: http.RequestOptions = {}): Promise<unknown> {
  const req = http.get({ host: '127.0.0.1', port, agent, ...options })
  const response = once(req, 'response') as Promise<[http.IncomingMessage]>
  await once(req, 'socket')
  const { timeout } = req.socket!
  const [res] = await response
  res.resume()
  await once(res, 'close')
  await turn()
  return timeout
}

test.each([[2 ** 31 - 1], [2 ** 31], [2 ** 40], [Infinity]])('close({ graceMs: %s }) waits for the requests', async (graceMs) => {
  const held: http.ServerResponse[] = []
  const port = await serve((_req, res) => void held.push(res))
  const agent = pool({ keepAlive: true })
  const served = get(port, agent)
  while (held.length === 0) await turn()
  const delays = delaysFromNow()
  const closed = agent.close({ graceMs })
  held[0]!.end('answer')
  expect((await served).body).toBe('answer')
  expect(await closed).toEqual({ completed: 1, forced: 0, upgraded: 0 })
  expect(delays).toEqual(graceMs === Infinity ? [] : [MAX_TIMER_DELAY])
})

test.each([[2 ** 31], [2 ** 40]])('queueTimeout, maxAge and the timeout of happyEyeballs may be %s', async (milliseconds) => {
  const port = await portEcho()
  const delays = delaysFromNow()
  const lookup = (_host: string, _options: object, callback: (error: null, addresses: { address: string; family: number }[]) => void): void => callback(null, [{ address: '127.0.0.1', family: 4 }])
  const agent = pool({ keepAlive: true, maxSockets: 1, lookup: lookup as never, layered: { queueTimeout: milliseconds, maxAge: milliseconds, happyEyeballs: true } })
  await Promise.all([1, 2].map(() => get(port, agent, { host: 'a.test', timeout: milliseconds })))
  while (agent.totals().idle === 0) await turn()
  expect(Math.max(...(delays as number[]))).toBe(MAX_TIMER_DELAY)
  expect(idleSocket(agent).timeout).toBeLessThanOrEqual(MAX_TIMER_DELAY)
  expect((await get(port, agent, { host: 'a.test' })).reused).toBe(true)
})

test("a socket that is used again has the agent's timeout, or the request's, and not the idle time of the server's hint", async () => {
  const port = await hinting(2)
  const agent = pool({ keepAlive: true, timeout: 5_000 })
  await get(port, agent)
  await turn()
  expect(idleSocket(agent).timeout).toBe(1_000)
  expect(await timeoutInUse(port, agent)).toBe(5_000)
  expect(idleSocket(agent).timeout).toBe(1_000)
  expect(await timeoutInUse(port, agent, { timeout: 5_000 })).toBe(5_000)
  expect(await timeoutInUse(port, agent, { timeout: 700 })).toBe(700)
})

test('a waiting request does not inherit the timeout of the request before it', async () => {
  const port = await portEcho()
  for (const timeout of [undefined, 5_000]) {
    const agent = pool({ keepAlive: true, maxSockets: 1, ...(timeout === undefined ? {} : { timeout }) })
    const [first, second] = await Promise.all([timeoutInUse(port, agent, { timeout: 700 }), timeoutInUse(port, agent)])
    expect([first, second ?? 0]).toEqual([700, timeout ?? 0])
  }
})

test("idleTimeout is the time of idle sockets alone: the shorter of it and the server's hint", async () => {
  const [port, shortly] = [await portEcho({ keepAliveTimeout: 0 }), await hinting(2)]
  for (const timeout of [undefined, 300, 90_000]) {
    const agent = pool({ keepAlive: true, ...(timeout === undefined ? {} : { timeout }), layered: { idleTimeout: 4_000 } })
    await get(port, agent)
    await turn()
    expect(idleSocket(agent).timeout).toBe(4_000)
    expect((await timeoutInUse(port, agent)) ?? 0).toBe(timeout ?? 0)
    agent.destroy()
    await turn()
    await get(shortly, agent)
    await turn()
    expect(idleSocket(agent).timeout).toBe(1_000)
  }
})

test('idleTimeout: an idle socket is destroyed, and a slower response does not matter', async () => {
  const held: http.ServerResponse[] = []
  const port = await serve((_req, res) => void held.push(res))
  const agent = pool({ keepAlive: true, layered: { idleTimeout: 20 } })
  for (const count of [1, 2]) {
    const req = http.get({ host: '127.0.0.1', port, agent })
    const events: string[] = []
    req.on('timeout', () => events.push('timeout'))
    while (held.length < count) await turn()
    // Longer than the idle time.
    await new Promise((resolve) => setTimeout(resolve, 50))
    held[count - 1]!.end()
    const [res] = (await once(req, 'response')) as [http.IncomingMessage]
    res.resume()
    await once(res, 'close')
    expect([events, req.reusedSocket]).toEqual([[], false])
    while (agent.totals().closed < count) await turn()
    expect(agent.totals()).toMatchObject({ idle: 0, timeouts: 0, idleTimeouts: count })
  }
})

test('wrong times are errors that name the option', () => {
  expect(() => pool({ layered: { maxAge: 0 } })).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE', message: 'The value of "options.layered.maxAge" is out of range. It must be >= 1. Received 0' }) as Error)
  for (const [value, code] of [['4s', 'ERR_INVALID_ARG_TYPE'], [-1, 'ERR_OUT_OF_RANGE'], [Infinity, 'ERR_OUT_OF_RANGE']]) {
    expect(() => pool({ layered: { idleTimeout: value as never } })).toThrow(expect.objectContaining({ code, message: expect.stringContaining('options.layered.idleTimeout') as string }) as Error)
  }
})
