/** Places in the pool: a request opens a socket or waits for a place, and every waiting request gets its turn. */
import http from 'node:http'
import net from 'node:net'
import { expect, test } from 'vitest'
import { Agent, type AgentOptions, type ConnectionOptions, type CreateCallback } from '../src/index.js'
import { destroyedAfterwards, get, pool, portEcho, serve, serveRaw } from './support.js'

const NONE = undefined as never

/** An agent whose connections are delivered later, by callback. It keeps the largest number of connections at a time. */
class Slow extends Agent {
  open = 0
  most = 0

  override createConnection(options: ConnectionOptions, callback?: CreateCallback): undefined {
    this.most = Math.max(this.most, ++this.open)
    setImmediate(() => {
      const socket = net.connect(options as net.NetConnectOpts)
      socket.on('close', () => this.open--)
      callback!(null, socket)
    })
  }
}

test('maxSockets and maxTotalSockets count sockets whose createConnection is pending (AG-05, AG-06)', async () => {
  const ports = [await portEcho(), await portEcho()]
  for (const options of [{ maxSockets: 1 }, { maxTotalSockets: 2 }, { maxTotalSockets: 2, keepAlive: true }] satisfies AgentOptions[]) {
    const agent = destroyedAfterwards(new Slow(options))
    await Promise.all([1, 2, 3].flatMap(() => ports.map((port) => get(port, agent))))
    expect(agent.most).toBe(2)
  }
})

test('maxSockets without maxTotalSockets is a limit for each origin (AG-05)', async () => {
  const ports = [await portEcho(), await portEcho()]
  const agent = destroyedAfterwards(new Slow({ maxSockets: 1 }))
  await get(ports[0]!, agent)
  expect(agent.most).toBe(1)
  await Promise.all(ports.flatMap((port) => [get(port, agent), get(port, agent)]))
  expect(agent.most).toBe(2)
})

test('a request does not wait behind an idle socket of another origin (AG-06)', async () => {
  const ports = [await portEcho(), await portEcho()]
  const agent = pool({ keepAlive: true, maxTotalSockets: 1 })
  await get(ports[0]!, agent)
  expect(agent.totalSocketCount).toBe(1)
  expect((await get(ports[1]!, agent)).body).toMatch(/^\d+$/)
  expect([agent.totalSocketCount, Object.keys(agent.freeSockets)]).toEqual([1, [`127.0.0.1:${ports[1]}:`]])
})

test('requests of several origins share one place; those of each origin are served in order', async () => {
  const ports = [await portEcho(), await portEcho()]
  const agent = pool({ maxTotalSockets: 1 })
  const order: string[] = []
  const ask = (name: string, port: number): Promise<unknown> => get(port, agent).then(() => order.push(name))
  await Promise.all([ask('a1', ports[0]!), ask('b1', ports[1]!), ask('a2', ports[0]!), ask('b2', ports[1]!), ask('a3', ports[0]!)])
  // A socket first serves waiting requests of its own origin, also without keepAlive. So the order of requests holds only within an origin.
  expect(order).toHaveLength(5)
  expect(order[0]).toBe('a1')
  expect(order.indexOf('b1')).toBeLessThan(order.indexOf('b2'))
  expect(order.indexOf('a2')).toBeLessThan(order.indexOf('a3'))
})

test('when sockets fail one after the other, waiting requests get the place in order', async () => {
  const ports = [await portEcho(), await portEcho()]
  const opened: string[] = []
  class Failing extends Agent {
    override createConnection(options: ConnectionOptions, callback?: CreateCallback): undefined {
      opened.push(String(options.port === ports[0] ? 'a' : 'b'))
      setImmediate(() => callback!(new Error('no line'), NONE))
    }
  }
  const agent = destroyedAfterwards(new Failing({ maxTotalSockets: 1 }))
  const requests = [0, 1, 0, 0, 1].map((which) => get(ports[which]!, agent).catch((error: Error) => error.message))
  expect(await Promise.all(requests)).toEqual(Array(5).fill('no line'))
  expect(opened).toEqual(['a', 'b', 'a', 'a', 'b'])
})

test('a long queue whose connections fail immediately does not grow the stack', async () => {
  let opened = 0
  class Failing extends Agent {
    override createConnection(_options: ConnectionOptions, callback?: CreateCallback): undefined {
      if (opened++ > 0) callback!(new Error('no line'), NONE)
      else setImmediate(() => callback!(new Error('first'), NONE))
    }
  }
  const agent = new Failing({ maxSockets: 1 })
  const failures = await Promise.all(Array.from({ length: 5_000 }, () => new Promise((resolve) => http.get({ agent }).on('error', (error) => resolve(error.message)))))
  expect(new Set(failures)).toEqual(new Set(['first', 'no line']))
})

test('an error thrown by createConnection: thrown to the caller if it is called at once, later emitted on the request', async () => {
  const port = await portEcho()
  let opened = 0
  class Throwing extends Agent {
    override createConnection(options: ConnectionOptions): net.Socket {
      if (++opened === 2) throw new Error('no line')
      return net.connect(options as net.NetConnectOpts)
    }
  }
  const agent = destroyedAfterwards(new Throwing({ maxSockets: 1 }))
  const first = http.get({ port, host: '127.0.0.1', agent }).on('error', () => {})
  first.on('socket', (socket) => socket.destroy())
  await expect(get(port, agent)).rejects.toThrow('no line')
  opened = 1
  expect(() => http.get({ port, agent })).toThrow('no line')
  expect((await get(port, agent)).body).toMatch(/^\d+$/)
})

test("a request destroyed while it waits emits 'close', and no other loses its turn (CL-35)", async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true, maxSockets: 1 })
  const first = get(port, agent)
  const dropped = http.get({ port, host: '127.0.0.1', agent })
  const closed = new Promise<unknown[]>((resolve) => {
    const events: unknown[] = []
    dropped.on('error', (error: NodeJS.ErrnoException) => events.push(error.code))
    dropped.on('close', () => resolve(events))
  })
  dropped.destroy()
  const third = get(port, agent)
  expect(await closed).toEqual(['ECONNRESET'])
  expect((await third).body).toBe((await first).body)
  expect(Object.keys(agent.requests)).toEqual([])
})

/** A generator of numbers below 1, the same for the same seed (Numerical Recipes' LCG). */
function random(seed: number): () => number {
  return () => (seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
}

const SEED = Number(process.env.PROPERTY_SEED ?? 1)
const ROUNDS = 30
const REQUESTS = 40

test('properties: with random failures, every request settles, limits hold, and the maps are empty at the end', { timeout: 60_000 }, async () => {
  const next = random(SEED)
  const chance = (probability: number): boolean => next() < probability
  const ports = await Promise.all(
    [0, 1, 2].map(() =>
      serve((req, res) => {
        const luck = next()
        if (luck < 0.1) req.socket.destroy()
        else if (luck < 0.2) res.writeHead(200, { 'content-length': 10 }).write('half', () => req.socket.destroy())
        else if (luck < 0.4) res.setHeader('connection', 'close').end('x')
        else res.end('x')
      }),
    ),
  )
  for (let round = 0; round < ROUNDS; round++) {
    const maxSockets = 1 + Math.floor(next() * 3)
    const maxTotalSockets = chance(0.5) ? 1 + Math.floor(next() * 4) : Infinity
    let most = 0
    class Unsteady extends Agent {
      override createConnection(options: ConnectionOptions, callback?: CreateCallback): net.Socket | undefined {
        const held = Object.values(this.sockets).flat().length + Object.values(this.freeSockets).flat().length
        most = Math.max(most, held + 1)
        const connect = (): net.Socket => net.connect(chance(0.1) ? { port: 1, host: '127.0.0.1' } : (options as net.NetConnectOpts))
        if (chance(0.6)) return connect()
        const answer = (): void => (chance(0.3) ? callback!(new Error('no line'), NONE) : callback!(null, connect()))
        if (chance(0.5)) answer()
        else setImmediate(answer)
        return undefined
      }
    }
    const agent = destroyedAfterwards(
      new Unsteady({ maxSockets, maxTotalSockets, keepAlive: chance(0.5), scheduling: chance(0.5) ? 'lifo' : 'fifo', layered: { ...(chance(0.3) ? { maxRequests: 2 } : {}), ...(chance(0.3) ? { queueTimeout: 5_000 } : {}) } }),
    )
    const settled = Array.from({ length: REQUESTS }, () => {
      const req = http.get({ port: ports[Math.floor(next() * 3)]!, host: '127.0.0.1', agent }, (res) => res.resume().on('error', () => {}))
      req.on('error', () => {})
      if (chance(0.1)) setImmediate(() => req.destroy())
      return new Promise<void>((resolve) => req.on('close', resolve))
    })
    await Promise.all(settled)
    expect(most, `seed ${SEED}, round ${round}`).toBeLessThanOrEqual(maxTotalSockets)
    await agent.close()
    expect([agent.requests, agent.sockets, agent.freeSockets, agent.totalSocketCount].map((map) => JSON.stringify(map)), `seed ${SEED}, round ${round}`).toEqual(['{}', '{}', '{}', '0'])
  }
})

test('a pool releases requests and sockets that are done, and empties its maps', { timeout: 60_000 }, async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true, maxSockets: 2, layered: { stats: true } })
  let collected = 0
  const registry = new FinalizationRegistry(() => collected++)
  const TOTAL = 200
  for (let i = 0; i < TOTAL; i += 4) {
    await Promise.all(
      [0, 1, 2, 3].map(
        () =>
          new Promise<void>((resolve) => {
            const req = http.get({ port, host: '127.0.0.1', agent }, (res) => res.resume())
            registry.register(req, undefined)
            req.on('close', resolve)
          }),
      ),
    )
  }
  // Allocates memory until a collection happens. The limit is far above the usual number.
  for (let i = 0; i < 1_000 && collected < TOTAL - 20; i++) {
    Array.from({ length: 100_000 }, () => ({}))
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(collected).toBeGreaterThanOrEqual(TOTAL - 20)
  await agent.close()
  expect(JSON.stringify([agent.requests, agent.sockets, agent.freeSockets])).toBe('[{},{},{}]')
})

test('an idle socket that received bytes is destroyed; the next request gets a clean one (CVE-2026-48931)', async () => {
  const served: net.Socket[] = []
  const port = await serveRaw((socket) => {
    served.push(socket)
    socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
  })
  const agent = pool({ keepAlive: true })
  for (let i = 0; i < 3; i++) {
    expect(await get(port, agent)).toEqual({ body: 'ok', reused: false })
    while (Object.keys(agent.freeSockets).length === 0) await new Promise((resolve) => setImmediate(resolve))
    const idle = Object.values(agent.freeSockets)[0]![0]!
    const { bytesRead } = idle
    served[i]!.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil')
    while (!idle.destroyed && idle.bytesRead === bytesRead) await new Promise((resolve) => setImmediate(resolve))
  }
})

test("the agent leaves no 'data' listener on an idle socket", async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true })
  await get(port, agent)
  while (Object.keys(agent.freeSockets).length === 0) await new Promise((resolve) => setImmediate(resolve))
  expect(Object.values(agent.freeSockets)[0]![0]!.listenerCount('data')).toBe(0)
})

/** An agent whose connections to the host `never` stay pending. */
class Pending extends Agent {
  override createConnection(options: ConnectionOptions, callback?: CreateCallback): ReturnType<Agent['createConnection']> {
    return options.host === 'never' ? undefined : super.createConnection(options, callback)
  }
}

test('maxTotalSockets with a pending connection: a socket that becomes free makes place for a waiting request of another origin (AG-06)', async () => {
  const ports = [await portEcho({ keepAliveTimeout: 0 }), await portEcho({ keepAliveTimeout: 0 })]
  const agent = destroyedAfterwards(new Pending({ keepAlive: true, maxTotalSockets: 2 }))
  const first = get(ports[0]!, agent)
  http.get({ host: 'never', agent }).on('error', () => {})
  await Promise.all([first, get(ports[1]!, agent)])
  expect(Object.keys(agent.freeSockets)).toEqual([`127.0.0.1:${ports[1]}:`])
})
