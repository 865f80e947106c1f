/** The client's deadlines and timings, and `agent.close()`, through the classes of `node:http` and `node:https`. */
import net from 'node:net'
import type nodeHttp from 'node:http'
import type nodeHttps from 'node:https'
import { afterEach, expect, test } from 'vitest'
import http from '@layered-http/compat-node-http'
import https from '@layered-http/compat-node-http/https'
import { CA, listen, SERVER } from '@layered-http/test-kit'

/** Milliseconds. */
const LIMIT = 50

const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

async function silent(): Promise<number> {
  const sockets: net.Socket[] = []
  const server = net.createServer((socket) => void sockets.push(socket.on('error', () => {}).resume()))
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return listen(server)
}

async function answering(module: 'http' | 'https'): Promise<number> {
  const listener: nodeHttp.RequestListener = (_req, res) => void res.end('ok')
  const server = module === 'http' ? http.createServer(listener) : https.createServer(SERVER, listener)
  cleanUps.push(() => (server.closeAllConnections(), server.close()))
  return listen(server)
}

type Timed = nodeHttp.ClientRequest & { timings?: Record<string, number | undefined> }

/** Resolves when the request has closed, with its error and its instants. */
async function ended(req: Timed): Promise<{ error: (Error & { phase?: string }) | undefined; instants: string[] }> {
  let error: Error | undefined
  req.on('error', (reason) => (error = reason)).on('response', (res) => res.resume())
  req.end()
  await new Promise((resolve) => req.on('close', resolve))
  return { error, instants: Object.entries(req.timings ?? {}).flatMap(([name, value]) => (value === undefined || name === 'attempt' ? [] : [name])) }
}

test('http: deadlines of a request and of an agent', async () => {
  const port = await silent()
  const layered = { timeouts: { headers: LIMIT } }
  const agent = new http.Agent({ keepAlive: true, layered } as nodeHttp.AgentOptions)
  cleanUps.push(() => agent.destroy())
  for (const options of [{ layered }, { agent }]) {
    const { error } = await ended(http.request({ host: '127.0.0.1', port, ...options } as nodeHttp.RequestOptions))
    expect(error).toMatchObject({ name: 'RequestTimeoutError', code: 'ERR_HTTP_TIMEOUT', phase: 'headers' })
  }
})

test('https: a handshake without an end', async () => {
  const { error } = await ended(https.request({ host: 'localhost', family: 4, port: await silent(), layered: { timeouts: { secureConnect: LIMIT } } } as nodeHttps.RequestOptions))
  expect(error).toMatchObject({ code: 'ERR_HTTP_TIMEOUT', phase: 'secureConnect' })
})

test('timings, and close() of an agent', async () => {
  const layered = { timings: true }
  const plain = new http.Agent({ keepAlive: true, layered } as nodeHttp.AgentOptions)
  const secure = new https.Agent({ keepAlive: true, ca: CA, layered } as nodeHttps.AgentOptions)
  const one = await ended(http.request({ host: '127.0.0.1', port: await answering('http'), agent: plain }))
  const two = await ended(https.request({ host: 'localhost', family: 4, port: await answering('https'), agent: secure }))
  expect(one).toEqual({ error: undefined, instants: ['start', 'queued', 'connect', 'sent', 'firstByte', 'end'] })
  expect(two).toEqual({ error: undefined, instants: ['start', 'queued', 'lookup', 'connect', 'secureConnect', 'sent', 'firstByte', 'end'] })
  for (const agent of [plain, secure] as unknown as { close(options: object): Promise<object> }[]) expect(await agent.close({ graceMs: 1_000 })).toEqual({ completed: 0, forced: 0, upgraded: 0 })
})
