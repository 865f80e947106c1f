/** `agent.close()` with a grace period, its result, and `destroy()` during it. With Node's own requests, and with those of the client. */
import { once } from 'node:events'
import http from 'node:http'
import type net from 'node:net'
import { expect, test } from 'vitest'
import type { Agent } from '@layered-http/agent'
import { request as requestOfOurs } from '../../src/index.js'
import { request as requestSecurely } from '../../src/https.js'
import { pool, securePool, serve } from './support.js'

/** Starts a request, and returns its outcome: the body, or the code of its error. */
type Start = (port: number, agent: Agent) => Promise<string>

const startBy = (request: typeof http.request): Start => async (port, agent) => {
  let outcome = ''
  const req = request({ host: '127.0.0.1', port, agent: agent as unknown as http.Agent }, (res) => res.setEncoding('utf8').on('data', (text: string) => (outcome += text)))
  req.on('error', (error: NodeJS.ErrnoException) => (outcome = error.code!)).end()
  await new Promise((resolve) => req.on('close', resolve))
  return outcome
}
const byNode = startBy(http.request)
const byOurs = startBy(requestOfOurs as unknown as typeof http.request)

/** Starts a server that responds when the test says so. */
async function waitingServer(): Promise<{ port: number; responses: http.ServerResponse[]; asked(count: number): Promise<void>; answer(): void }> {
  const responses: http.ServerResponse[] = []
  let heard: (() => void) | undefined
  const server = http.createServer((_req, res) => {
    responses.push(res)
    heard?.()
  })
  const port = await serve(() => {}, server)
  return {
    port,
    responses,
    answer: () => void responses.shift()!.end('ok'),
    async asked(count) {
      while (responses.length < count) await new Promise<void>((resolve) => (heard = resolve))
    },
  }
}

for (const [name, start] of [['node:http', byNode], ['the client', byOurs]] as const) {
  test(`requests of ${name} in flight and waiting are completed; a later one fails`, async () => {
    const server = await waitingServer()
    const agent = pool({ keepAlive: true, maxSockets: 1 })
    const outcomes = [start(server.port, agent), start(server.port, agent), start(server.port, agent)]
    await server.asked(1)
    const closed = agent.close({ graceMs: 60_000 })
    expect(await start(server.port, agent)).toBe('ERR_AGENT_CLOSED')
    for (let i = 0; i < 3; i++) {
      await server.asked(1)
      server.answer()
    }
    expect(await closed).toEqual({ completed: 3, forced: 0, upgraded: 0 })
    expect(await Promise.all(outcomes)).toEqual(['ok', 'ok', 'ok'])
    expect(await agent.close()).toEqual({ completed: 3, forced: 0, upgraded: 0 })
  })

  test(`after the grace period requests of ${name} fail with ERR_AGENT_CLOSED, in flight, waiting and within the response`, async () => {
    const server = await waitingServer()
    const agent = pool({ keepAlive: true, maxSockets: 2 })
    const outcomes = [start(server.port, agent), start(server.port, agent), start(server.port, agent)]
    await server.asked(2)
    server.answer()
    expect(await Promise.race(outcomes)).toBe('ok')
    await server.asked(2)
    const before = performance.now()
    expect(await agent.close({ graceMs: 40 })).toEqual({ completed: 0, forced: 2, upgraded: 0 })
    expect(performance.now() - before).toBeGreaterThanOrEqual(39)
    expect((await Promise.all(outcomes)).sort()).toEqual(['ERR_AGENT_CLOSED', 'ERR_AGENT_CLOSED', 'ok'])
    expect(agent.totalSocketCount).toBe(0)
  })

  test(`destroy() during close() ends the requests of ${name}, also those that wait`, async () => {
    const server = await waitingServer()
    const agent = pool({ keepAlive: true, maxSockets: 1 })
    const outcomes = [start(server.port, agent), start(server.port, agent)]
    await server.asked(1)
    const closed = agent.close()
    agent.destroy()
    agent.destroy()
    expect(await closed).toEqual({ completed: 0, forced: 2, upgraded: 0 })
    expect(await Promise.all(outcomes)).toEqual(['ECONNRESET', 'ERR_AGENT_DESTROYED'])
  })
}

test('graceMs 0 ends everything at once; a later, shorter grace period counts', async () => {
  const server = await waitingServer()
  const one = pool({ keepAlive: true })
  const first = byOurs(server.port, one)
  await server.asked(1)
  expect(await one.close({ graceMs: 0 })).toEqual({ completed: 0, forced: 1, upgraded: 0 })
  expect(await first).toBe('ERR_AGENT_CLOSED')
  const two = pool({ keepAlive: true })
  const second = byOurs(server.port, two)
  await server.asked(2)
  const results = [two.close(), two.close({ graceMs: 60_000 }), two.close({ graceMs: 20 })]
  expect(await Promise.all(results)).toEqual(Array(3).fill({ completed: 0, forced: 1, upgraded: 0 }))
  expect(await second).toBe('ERR_AGENT_CLOSED')
})

test('a socket that an upgrade takes is counted, and stays open', async () => {
  const port = await serve((socket) => socket.once('data', () => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')
    socket.on('data', (chunk) => socket.write(chunk))
  }))
  const agent = pool({ keepAlive: true })
  const req = requestOfOurs({ host: '127.0.0.1', port, agent, headers: { connection: 'upgrade', upgrade: 'x' } })
  req.end()
  const closed = agent.close({ graceMs: 60_000 })
  const [, socket] = (await once(req, 'upgrade')) as [unknown, net.Socket]
  expect(await closed).toEqual({ completed: 0, forced: 0, upgraded: 1 })
  socket.write('still here')
  expect(String(((await once(socket, 'data')) as [Buffer])[0])).toBe('still here')
  socket.destroy()
})

test('connections that were opened ahead, and a tunnel that does not open, end with the grace period and are no requests; no socket is left', async () => {
  const ends: Promise<unknown>[] = []
  const proxy = await serve((socket) => ends.push(once(socket.resume(), 'close')))
  const agent = securePool({ proxyEnv: { HTTPS_PROXY: `http://127.0.0.1:${proxy}` } })
  const ahead = agent.preconnect('https://localhost:443', 1)
  const result = agent.close({ graceMs: 20 })
  expect([await ahead, await result]).toEqual([0, { completed: 0, forced: 0, upgraded: 0 }])
  await Promise.all(ends)
})

test('destroy() with destroyWaiting, and destroy() during close(), close the connection to a proxy whose tunnel is not open', async () => {
  const sockets: net.Socket[] = []
  let connected: (() => void) | undefined
  const proxy = await serve((socket) => {
    sockets.push(socket.resume())
    connected?.()
  })
  for (const layered of [{ destroyWaiting: true }, {}]) {
    const agent = securePool({ keepAlive: false, proxyEnv: { HTTPS_PROXY: `http://127.0.0.1:${proxy}` }, layered })
    const arrived = new Promise<void>((resolve) => (connected = resolve))
    const req = requestSecurely({ host: 'localhost', port: 443, agent })
    const failed = once(req, 'error')
    req.on('close', () => {}).end()
    await arrived
    const ended = once(sockets.at(-1)!, 'close')
    if (!('destroyWaiting' in layered)) void agent.close()
    agent.destroy()
    expect(((await failed) as [NodeJS.ErrnoException])[0].code).toBe('ERR_AGENT_DESTROYED')
    await ended
  }
})

test('a wrong grace period, and an option that does not exist, are errors that name them', async () => {
  for (const [options, code] of [[{ graceMs: -1 }, 'ERR_OUT_OF_RANGE'], [{ graceMs: '1' }, 'ERR_INVALID_ARG_TYPE'], [null, 'ERR_INVALID_ARG_TYPE'], [{ graceMS: 1 }, 'ERR_INVALID_ARG_VALUE']] as const) {
    await expect(pool().close(options as never)).rejects.toMatchObject({ code })
  }
  await expect(pool().close({ grace: 5 } as never)).rejects.toThrow("The property 'options.grace' is not an option here; the options are: 'graceMs'. Received 5")
})
