/** The agent alone: the pool with Node's own `http.request`. */
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { listen } from '@layered-http/test-kit'
import { Agent, type CreateCallback } from '../src/index.js'
import { poolKey } from '../src/pool/key.js'

const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

/** Starts a server that responds with the client port of each request's socket. Returns its port. */
async function portEcho(options: http.ServerOptions = {}): Promise<number> {
  const server = http.createServer(options, (req, res) => void res.end(String(req.socket.remotePort)))
  cleanUps.push(() => (server.closeAllConnections(), server.close()))
  return listen(server)
}

function pool(options: ConstructorParameters<typeof Agent>[0]): Agent {
  const agent = new Agent(options)
  cleanUps.push(() => agent.destroy())
  return agent
}

/** Sends one GET. Resolves with the body when the socket has been released. */
async function get(port: number, agent: Agent): Promise<{ body: string; reused: boolean }> {
  const req = http.get({ port, host: '127.0.0.1', agent: agent })
  const closed = new Promise<void>((resolve) => req.on('close', resolve))
  const [res] = (await once(req, 'response')) as [http.IncomingMessage]
  let body = ''
  for await (const chunk of res.setEncoding('utf8')) body += chunk as string
  await closed
  return { body, reused: req.reusedSocket }
}

test('keepAlive reuses a socket, and sets reusedSocket', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true })
  const first = await get(port, agent)
  const second = await get(port, agent)
  expect(second.body).toBe(first.body)
  expect([first.reused, second.reused]).toEqual([false, true])
  expect(agent.totalSocketCount).toBe(1)
})

test('without keepAlive every request has its own socket, which closes afterwards', async () => {
  const port = await portEcho()
  const agent = pool({})
  const first = await get(port, agent)
  const second = await get(port, agent)
  expect(second.body).not.toBe(first.body)
  expect([agent.totalSocketCount, Object.keys(agent.sockets), Object.keys(agent.freeSockets)]).toEqual([0, [], []])
})

test('maxSockets holds requests back and serves them in order (AG-05)', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true, maxSockets: 1 })
  const order: number[] = []
  await Promise.all([1, 2, 3].map((n) => get(port, agent).then(() => order.push(n))))
  expect(order).toEqual([1, 2, 3])
  expect(agent.totalSocketCount).toBe(1)
  expect(Object.keys(agent.requests)).toEqual([])
})

test('a waiting request gets a new socket when the one in use is lost', async () => {
  let requests = 0
  const server = http.createServer((req, res) => (++requests === 1 ? req.socket.destroy() : res.end('ok')))
  cleanUps.push(() => (server.closeAllConnections(), server.close()))
  const port = await listen(server)
  const agent = pool({ keepAlive: true, maxSockets: 1 })
  const lost = get(port, agent).catch((error: { code: string }) => error.code)
  const served = get(port, agent)
  expect(await lost).toBe('ECONNRESET')
  expect((await served).body).toBe('ok')
})

test('a waiting request is served even if the released socket is half-closed', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true, maxSockets: 1 })
  const first = http.get({ port, host: '127.0.0.1', agent: agent }, (res) => {
    res.resume().on('end', () => first.socket!.end())
  })
  expect((await get(port, agent)).body).toMatch(/^\d+$/)
})

test('when a connection fails, the next request is served', async () => {
  const port = await portEcho()
  let opened = 0
  /** Its second connection fails, by callback. */
  class Unlucky extends Agent {
    override createConnection(options: object, callback?: CreateCallback): undefined {
      if (++opened === 2) callback!(new Error('no line'), undefined as never)
      else callback!(null, net.connect(options as net.NetConnectOpts))
    }
  }
  const agent = new Unlucky({ maxSockets: 1 })
  cleanUps.push(() => agent.destroy())
  // The first socket is lost, so that the second request has to open one, and the third after it.
  const first = http.get({ port, host: '127.0.0.1', agent: agent }).on('error', () => {})
  first.on('socket', (socket) => socket.destroy())
  const second = get(port, agent)
  const third = get(port, agent)
  await expect(second).rejects.toThrow('no line')
  expect((await third).body).toMatch(/^\d+$/)
})

test('lifo takes the socket used last, fifo the one idle longest (AG-08)', async () => {
  const port = await portEcho()
  for (const scheduling of ['lifo', 'fifo'] as const) {
    const agent = pool({ keepAlive: true, scheduling })
    await Promise.all([get(port, agent), get(port, agent)])
    const idle = Object.values(agent.freeSockets)[0]!.map((socket) => String((socket as net.Socket).localPort))
    expect((await get(port, agent)).body).toBe(scheduling === 'lifo' ? idle[1] : idle[0])
  }
})

test('sockets above maxFreeSockets are destroyed (AG-07)', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true, maxFreeSockets: 1 })
  await Promise.all([get(port, agent), get(port, agent), get(port, agent)])
  expect(Object.values(agent.freeSockets)[0]).toHaveLength(1)
})

test('a server whose Keep-Alive hint leaves no time gets no idle socket (AG-04)', async () => {
  const port = await portEcho({ keepAliveTimeout: 1000 })
  const agent = pool({ keepAlive: true })
  await get(port, agent)
  expect(Object.keys(agent.freeSockets)).toEqual([])
})

test('an idle socket that the server closes leaves the pool, and no empty list remains (AG-17)', async () => {
  const server = http.createServer((_req, res) => void res.end())
  cleanUps.push(() => server.close())
  const port = await listen(server)
  const agent = pool({ keepAlive: true })
  await get(port, agent)
  const socket = Object.values(agent.freeSockets)[0]![0]!
  server.closeAllConnections()
  await once(socket, 'close')
  expect([agent.totalSocketCount, Object.keys(agent.freeSockets)]).toEqual([0, []])
})

test('destroy() destroys used and idle sockets (AG-18)', async () => {
  const port = await portEcho()
  const agent = pool({ keepAlive: true })
  await get(port, agent)
  const socket = Object.values(agent.freeSockets)[0]![0]!
  agent.destroy()
  expect(socket.destroyed).toBe(true)
})

test('createConnection may be overridden, and may call back (AG-13)', async () => {
  const port = await portEcho()
  class Slow extends Agent {
    override createConnection(options: object, callback?: CreateCallback): undefined {
      setImmediate(() => callback!(null, net.connect(options as net.NetConnectOpts)))
    }
  }
  const agent = new Slow({ keepAlive: true })
  cleanUps.push(() => agent.destroy())
  expect((await get(port, agent)).body).toMatch(/^\d+$/)

  class Failing extends Agent {
    override createConnection(_options: object, callback?: CreateCallback): undefined {
      callback!(new Error('no line'), undefined as never)
    }
  }
  await expect(get(port, new Failing())).rejects.toThrow('no line')
})

test('an upgraded socket leaves the pool (AG-20)', async () => {
  const server = http.createServer()
  server.on('upgrade', (_req, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'))
  cleanUps.push(() => (server.closeAllConnections(), server.close()))
  const port = await listen(server)
  const agent = pool({ keepAlive: true })
  const req = http.get({ port, host: '127.0.0.1', agent: agent, headers: { connection: 'upgrade', upgrade: 'x' } })
  const [, socket] = (await once(req, 'upgrade')) as [unknown, net.Socket]
  expect([agent.totalSocketCount, socket.listenerCount('free')]).toEqual([0, 0])
  socket.destroy()
})

test('getName differs for options that must not share a socket (AG-16)', () => {
  expect(poolKey()).toBe('localhost::')
  expect(poolKey({ host: 'a', port: 80, localAddress: '::1', family: 6 })).toBe('a:80:::1:6')
  expect(poolKey({ socketPath: '/s' })).toBe('localhost:::/s')
})

test('options are checked as Node checks them (AG-06, AG-08)', () => {
  expect(() => new Agent({ scheduling: 'filo' as 'fifo' })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }))
  expect(() => new Agent({ maxTotalSockets: 0 })).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }))
  expect(() => new Agent({ maxTotalSockets: '1' as unknown as number })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
  expect((Agent as unknown as () => Agent)()).toBeInstanceOf(Agent)
})
