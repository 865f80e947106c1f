/** How connections are opened: `happyEyeballs`, a shared DNS cache, `maxQueued`, `destroyWaiting`, `preconnect`. With Node's own http.request and https.request. */
import dns from 'node:dns'
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net, { type LookupFunction } from 'node:net'
import CacheableLookup from 'cacheable-lookup'
import { afterEach, expect, test } from 'vitest'
import { CA, listen, SERVER } from '@layered-http/test-kit'
import { clock } from '../src/clock.js'
import { HttpsAgent, type HttpsAgentOptions } from '../src/https.js'
import { Agent, type AgentOptions, type ConnectionOptions } from '../src/index.js'
import { afterwards, destroyedAfterwards, get, pool, portEcho, serve, serveRaw } from './support.js'

const realSetTimeout = clock.setTimeout
afterEach(() => {
  clock.setTimeout = realSetTimeout
})

/** Starts a server of Node's on 127.0.0.1. Its response is the client's port. */
async function secureServer(): Promise<number> {
  const server = https.createServer(SERVER, (req, res) => res.end(String(req.socket.remotePort)))
  afterwards(() => (server.closeAllConnections(), server.close()))
  return listen(server)
}

/** Returns a lookup function for every name, and how often it was called. */
function lookupOf(addresses: string[]): { lookup: LookupFunction; calls: string[] } {
  const calls: string[] = []
  const lookup: LookupFunction = (host, options, callback) => {
    calls.push(`${host} ${options.all} ${options.family}`)
    callback(null, addresses.map((address) => ({ address, family: net.isIP(address) })))
  }
  return { lookup, calls }
}

interface Answer {
  body?: string
  error?: NodeJS.ErrnoException
  events: string[]
}

/** Sends a GET with Node's module of the agent's protocol. Resolves when it has closed. */
async function ask(port: number, agent: http.Agent, options: https.RequestOptions = {}): Promise<Answer> {
  const answer: Answer = { events: [] }
  const isSecure = agent instanceof HttpsAgent
  const req = (isSecure ? https : http).get({ host: 'localhost', port, agent, ...(isSecure ? { ca: CA } : {}), ...options })
  for (const event of ['timeout', 'socket']) req.on(event, () => answer.events.push(event))
  req.on('error', (error) => (answer.error = error))
  req.on('response', (res) => {
    answer.body = ''
    res.setEncoding('utf8').on('data', (text: string) => (answer.body += text))
  })
  await new Promise((resolve) => req.on('close', resolve))
  return answer
}

// Happy Eyeballs

const racing: AgentOptions = { keepAlive: true, layered: { happyEyeballs: true } }
const kinds: [string, () => Promise<number>, (options: AgentOptions) => http.Agent][] = [
  ['http', portEcho, (options) => pool(options)],
  ['https', secureServer, (options) => destroyedAfterwards(new HttpsAgent(options as HttpsAgentOptions))],
]

test.each(kinds)('happyEyeballs with node:%s: an address that refuses is followed by the next one at once, and the socket is kept', async (_title, start, makeAgent) => {
  const port = await start()
  const { lookup, calls } = lookupOf(['127.0.0.2', '127.0.0.1'])
  const agent = makeAgent({ ...racing, lookup } as AgentOptions)
  const first = await ask(port, agent)
  expect([first.error, first.body, calls]).toEqual([undefined, expect.stringMatching(/^\d+$/), ['localhost true 0']])
  expect((await ask(port, agent)).body).toBe(first.body)
  expect(calls).toHaveLength(1)
})

test.each(kinds)('happyEyeballs with node:%s: an attempt that gets no answer does not delay the request longer than the delay, and is destroyed then', async (_title, start, makeAgent) => {
  const port = await start()
  const { lookup } = lookupOf(['::1', '127.0.0.1'])
  const agent = makeAgent({ ...racing, lookup } as AgentOptions)
  // Instead of an address that drops packets: a socket that does not begin to connect.
  const silent = new net.Socket()
  const { connect } = net
  const delays: (number | undefined)[] = []
  clock.setTimeout = ((callback: () => void, delay?: number) => {
    delays.push(delay)
    return realSetTimeout(callback, 0)
  }) as typeof clock.setTimeout
  net.connect = ((...args: Parameters<typeof connect>) => ((args[0] as unknown as ConnectionOptions).host === '::1' ? silent : connect(...args))) as typeof connect
  try {
    const { body, error } = await ask(port, agent)
    expect([error, body, delays, silent.destroyed]).toEqual([undefined, expect.stringMatching(/^\d+$/), [250], true])
  } finally {
    net.connect = connect
  }
})

test('happyEyeballs over TLS: the winner makes the handshake, with the name of the host, and the session is resumed', async () => {
  const names: unknown[] = []
  const server = https.createServer(SERVER, (req, res) => {
    names.push((req.socket as unknown as { servername: string }).servername)
    res.end(String((req.socket as unknown as { isSessionReused(): boolean }).isSessionReused()))
  })
  afterwards(() => (server.closeAllConnections(), server.close()))
  const port = await listen(server)
  const agent = destroyedAfterwards(new HttpsAgent({ lookup: lookupOf(['127.0.0.1']).lookup, layered: { happyEyeballs: true } }))
  expect([(await ask(port, agent)).body, (await ask(port, agent)).body, names]).toEqual(['false', 'true', ['localhost', 'localhost']])
})

test('happyEyeballs: if no address connects, the request fails with all errors; the next request waits for no place', async () => {
  const gone = await portEcho()
  const agent = pool({ maxSockets: 1, lookup: lookupOf(['127.0.0.2', '127.0.0.3']).lookup, layered: { happyEyeballs: true } })
  const answers = await Promise.all([ask(gone, agent), ask(gone, agent)])
  for (const { error } of answers) {
    expect(error).toBeInstanceOf(AggregateError)
    expect(error).toMatchObject({ code: 'ECONNREFUSED', errors: [{ address: '127.0.0.2' }, { address: '127.0.0.3' }] })
  }
  expect(agent.totalSocketCount).toBe(0)
})

test('happyEyeballs: errors of the lookup, and a lookup that ignores `all`', async () => {
  const port = await portEcho()
  const failing: LookupFunction = (_host, _options, callback) => callback(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }), '', 0)
  expect((await ask(port, pool({ ...racing, lookup: failing }))).error).toMatchObject({ code: 'ENOTFOUND', message: 'no such host' })
  expect((await ask(port, pool({ ...racing, lookup: lookupOf([]).lookup }))).error).toMatchObject({ code: 'ENOTFOUND', hostname: 'localhost' })
  const single: LookupFunction = (_host, _options, callback) => callback(null, '127.0.0.1', 4)
  expect((await ask(port, pool({ ...racing, lookup: single }))).body).toMatch(/^\d+$/)
})

test('happyEyeballs: an address and a Unix socket are connected to without a race', async () => {
  const port = await portEcho()
  const { lookup, calls } = lookupOf(['127.0.0.2'])
  const agent = pool({ ...racing, lookup })
  const req = http.get({ host: '127.0.0.1', port, agent }).on('error', () => {})
  const [socket] = (await once(req, 'socket')) as [net.Socket]
  expect([calls, socket.destroyed]).toEqual([[], false])
})

test('happyEyeballs: the time of the request ends a race, and so does destroy()', async () => {
  const never: LookupFunction = () => {}
  const agent = pool({ ...racing, lookup: never })
  const { error, events } = await ask(80, agent, { timeout: 20 })
  expect([error, events]).toEqual([expect.objectContaining({ code: 'ETIMEDOUT', connectTimeout: 20 }), ['timeout']])
  const waiting = ask(80, agent)
  agent.destroy()
  expect((await waiting).error).toMatchObject({ code: 'ECONNRESET', message: 'socket hang up' })
  expect(agent.totals()).toMatchObject({ connecting: 0, errors: 2 })
})

// DNS

test('cacheable-lookup as `lookup`: 100 requests at once make one lookup, with and without happyEyeballs', async () => {
  const port = await portEcho()
  for (const layered of [{}, { happyEyeballs: true }]) {
    const asked: string[] = []
    class Resolver extends dns.promises.Resolver {
      override resolve4 = ((host: string) => (asked.push(`4 ${host}`), Promise.resolve([{ address: '127.0.0.1', ttl: 60 }]))) as never
      override resolve6 = ((host: string) => (asked.push(`6 ${host}`), Promise.reject(Object.assign(new Error('none'), { code: 'ENODATA' })))) as never
    }
    const cache = new CacheableLookup({ resolver: new Resolver() })
    const agent = pool({ lookup: cache.lookup as unknown as LookupFunction, layered })
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask(port, agent, { host: 'many.test' })))
    expect(new Set(answers.map(({ body }) => body)).size).toBe(100)
    expect(asked.sort()).toEqual(['4 many.test', '6 many.test'])
    expect((await ask(port, agent, { host: 'many.test' })).body).toMatch(/^\d+$/)
    expect(asked).toHaveLength(2)
  }
})

// The queue

test('maxQueued: more waiting requests of an origin fail at once; destroyed ones do not count', async () => {
  const held: http.ServerResponse[] = []
  const port = await serve((_req, res) => void held.push(res))
  const agent = pool({ keepAlive: true, maxSockets: 1, layered: { maxQueued: 2 } })
  const served = [get(port, agent), get(port, agent)]
  const third = http.get({ host: '127.0.0.1', port, agent })
  third.on('error', () => {})
  const full = { code: 'ERR_AGENT_QUEUE_FULL', message: '2 requests wait for a socket of this origin already' }
  await expect(get(port, agent)).rejects.toMatchObject(full)
  third.destroy()
  served.push(get(port, agent))
  await expect(get(port, agent)).rejects.toMatchObject(full)
  const other = await portEcho()
  expect((await get(other, agent)).body).toMatch(/^\d+$/)
  for (let i = 0; i < 3; i++) {
    while (held.length <= i) await new Promise((resolve) => setImmediate(resolve))
    held[i]!.end('ok')
  }
  expect((await Promise.all(served)).map(({ body }) => body)).toEqual(['ok', 'ok', 'ok'])
})

test('maxQueued: 0 lets no request wait', async () => {
  const port = await serve(() => {})
  const agent = pool({ maxSockets: 1, layered: { maxQueued: 0 } })
  const first = get(port, agent)
  await expect(get(port, agent)).rejects.toMatchObject({ code: 'ERR_AGENT_QUEUE_FULL' })
  expect(agent.requests).toEqual({})
  agent.destroy()
  await expect(first).rejects.toMatchObject({ code: 'ECONNRESET' })
})

test('destroyWaiting: destroy() ends the requests that wait for a socket or for a connection; without it they get new sockets', async () => {
  const port = await serve(() => {})
  const agent = pool({ maxSockets: 1, layered: { destroyWaiting: true } })
  const outcomes = [1, 2, 3].map(() => get(port, agent).catch((error: NodeJS.ErrnoException) => error.code))
  agent.destroy()
  expect(await Promise.all(outcomes)).toEqual(['ECONNRESET', 'ERR_AGENT_DESTROYED', 'ERR_AGENT_DESTROYED'])
  expect([agent.requests, agent.totals()]).toEqual([{}, expect.objectContaining({ active: 0, connecting: 0, queued: 0 })])

  let deliver: ((error: null, socket: net.Socket) => void) | undefined
  class Slow extends Agent {
    override createConnection(_options: ConnectionOptions, callback?: unknown): undefined {
      deliver = callback as typeof deliver
    }
  }
  const slow = destroyedAfterwards(new Slow({ layered: { destroyWaiting: true } }))
  const pending = get(port, slow)
  slow.destroy()
  await expect(pending).rejects.toMatchObject({ code: 'ERR_AGENT_DESTROYED', message: 'The agent was destroyed' })
  const late = new net.Socket()
  deliver!(null, late)
  expect([late.destroyed, slow.totals()]).toEqual([true, expect.objectContaining({ active: 0, connecting: 0 })])

  const echo = await portEcho()
  const plain = pool({ maxSockets: 1 })
  const waiting = [get(echo, plain).catch(() => 'lost'), get(echo, plain)]
  plain.destroy()
  expect(await Promise.all(waiting)).toEqual(['lost', { body: expect.stringMatching(/^\d+$/) as string, reused: false }])
})

// Connections opened ahead

test.each(kinds)('preconnect with node:%s: connections are opened ahead, as many as the limits allow, and requests use them', async (title, start, makeAgent) => {
  const port = await start()
  const options = title === 'https' ? ({ ca: CA } as AgentOptions) : {}
  const agent = makeAgent({ keepAlive: true, maxSockets: 3, ...options }) as Agent
  const origin = `${title}://localhost:${port}`
  // The server is on 127.0.0.1 only.
  agent.options.lookup = lookupOf(['127.0.0.1']).lookup
  expect(await agent.preconnect(origin, 2)).toBe(2)
  const [idle] = Object.values(agent.freeSockets)
  expect([idle!.length, idle!.every((socket) => !socket.connecting), agent.totalSocketCount]).toEqual([2, true, 2])
  const ports = new Set(idle!.map(({ localPort }) => String(localPort)))
  const { body } = await ask(port, agent, title === 'https' ? { ca: undefined } : {})
  expect(ports.has(body!)).toBe(true)
  await new Promise((resolve) => setImmediate(resolve))
  expect(await agent.preconnect(new URL(origin), 5)).toBe(1)
  expect([await agent.preconnect(origin), await agent.preconnect(origin, 0), agent.totalSocketCount]).toEqual([0, 0, 3])
})

test('preconnect: 0 without keepAlive, after close(), and if the server refuses; maxFreeSockets and maxTotalSockets hold', async () => {
  const port = await portEcho()
  const origin = `http://127.0.0.1:${port}`
  expect(await pool().preconnect(origin)).toBe(0)
  const closed = pool({ keepAlive: true })
  await closed.close()
  expect(await closed.preconnect(origin)).toBe(0)
  expect(await pool({ keepAlive: true, maxFreeSockets: 2 }).preconnect(origin, 9)).toBe(2)
  expect(await pool({ keepAlive: true, maxTotalSockets: 3 }).preconnect(origin, 9)).toBe(3)
  const refused = pool({ keepAlive: true })
  expect([await refused.preconnect(`http://127.0.0.2:${port}`, 2), refused.totalSocketCount]).toEqual([0, 0])
})

test('preconnect: a request that waits gets the connection as soon as it is open', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true, maxSockets: 1 })
  const ahead = agent.preconnect(`http://127.0.0.1:${port}`)
  const { reused } = await get(port, agent)
  expect([await ahead, reused, agent.totalSocketCount]).toEqual([1, false, 1])
})

test('preconnect: a connection without an answer ends after the timeout of the agent', async () => {
  const port = await serveRaw(() => {})
  // Accepts the connection, and never answers the handshake.
  const agent = destroyedAfterwards(new HttpsAgent({ keepAlive: true, timeout: 20 }))
  expect(await agent.preconnect(`https://127.0.0.1:${port}`)).toBe(0)
})

test.each<[unknown, unknown, string]>([
  ['example.org', 1, 'ERR_INVALID_URL'],
  ['https://example.org', 1, 'ERR_INVALID_PROTOCOL'],
  ['http://example.org', '1', 'ERR_INVALID_ARG_TYPE'],
  ['http://example.org', -1, 'ERR_OUT_OF_RANGE'],
  ['http://example.org', 1.5, 'ERR_OUT_OF_RANGE'],
])('preconnect(%j, %j) rejects with %s', async (origin, count, code) => {
  await expect(pool({ keepAlive: true }).preconnect(origin as string, count as number)).rejects.toMatchObject({ code })
})
