/** Requests that get a used socket in a turn of the event loop in which a response was read to its end, while there are other exchanges: they leave at the end of that turn, together. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Agent } from '@layered-http/agent'
import { uncaughtDuring } from '@layered-http/test-kit'
import type { IncomingMessage } from '@layered-http/streams'
import { get, request, type ClientRequest, type RequestOptions } from '../src/index.js'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanUp.splice(0)) clean()
})

/** The target of a request that gets no response. */
const WAITING = '/waiting'

/** Starts a server that keeps the targets it was asked for, an agent with `maxSockets` sockets, and an exchange that does not end. */
async function start(maxSockets = 1): Promise<{ port: number; agent: Agent; asked: string[] }> {
  const to = await startAlone(maxSockets)
  const waiting = get({ host: '127.0.0.1', port: to.port, path: WAITING, agent: new Agent() }).on('error', () => {})
  cleanUp.push(() => waiting.destroy())
  await once(waiting, 'socket')
  return to
}

async function startAlone(maxSockets: number): Promise<{ port: number; agent: Agent; asked: string[] }> {
  const asked: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {}).on('data', (chunk: Buffer) => {
      const target = / (\S+) /.exec(chunk.toString('latin1'))![1]!
      if (target === WAITING) return
      asked.push(target)
      socket.write(OK)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const agent = new Agent({ keepAlive: true, maxSockets })
  cleanUp.push(() => {
    agent.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, agent, asked }
}

/** Returns what happens to the second of two requests, in its order. */
async function orderOf(to: { port: number; agent: Agent }, make: (options: RequestOptions) => ClientRequest): Promise<string[]> {
  const order: string[] = []
  const options = { host: '127.0.0.1', port: to.port, agent: to.agent }
  get({ ...options, path: '/1' }, (res) => res.resume().on('end', () => order.push('end of the first')))
  const req = make({ ...options, path: '/2' })
  req.on('socket', (socket: Socket) => {
    const before = socket.bytesWritten
    order.push('socket')
    process.nextTick(() => order.push(socket.bytesWritten > before ? 'has left' : 'has not left'))
  })
  for (const event of ['prefinish', 'finish']) req.on(event, () => order.push(event))
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  res.resume()
  await once(req, 'close')
  return order
}

test('a complete request leaves at the end of the turn, after its event socket', async () => {
  expect(await orderOf(await start(), get)).toEqual(['end of the first', 'socket', 'has not left', 'prefinish', 'finish'])
})

test('a request that is alone leaves at once', async () => {
  expect(await orderOf(await startAlone(1), get)).toEqual(['end of the first', 'socket', 'prefinish', 'finish', 'has left'])
})

test('exchanges that are over do not count, however they ended', async () => {
  const to = await startAlone(1)
  const options = { host: '127.0.0.1', port: to.port, agent: new Agent() }
  const destroyed = get({ ...options, path: WAITING }).on('error', () => {})
  destroyed.on('socket', () => destroyed.destroy())
  await new Promise((resolve) => destroyed.on('close', resolve))
  const closed = get({ ...options, path: '/closed' }, (res) => res.resume())
  await once(closed, 'close')
  expect(await orderOf(to, get)).toContain('has left')
})

test('a request that is still being written leaves at once', async () => {
  const order = await orderOf(await start(), (options) => {
    const req = request({ ...options, method: 'POST', headers: { 'Content-Length': 2 } })
    req.write('o')
    return req.on('socket', () => setImmediate(() => req.end('k')))
  })
  expect(order).toEqual(['end of the first', 'socket', 'has left', 'prefinish', 'finish'])
})

test('input before the request has left is not its response: the socket is destroyed, and nothing was sent', async () => {
  const to = await start()
  const options = { host: '127.0.0.1', port: to.port, agent: to.agent }
  get({ ...options, path: '/1' }, (res) => res.resume())
  const req = get({ ...options, path: '/2' })
  req.on('response', () => expect.unreachable())
  req.on('socket', (socket: Socket) => process.nextTick(() => socket.push(Buffer.from(OK))))
  const [error] = (await once(req, 'error')) as [NodeJS.ErrnoException]
  expect([error.code, req.socket!.destroyed, to.asked]).toEqual(['ECONNRESET', true, ['/1']])
})

test('with staleRetry such a request is sent again, on a fresh socket', async () => {
  const to = await start()
  const options = { host: '127.0.0.1', port: to.port, agent: to.agent }
  get({ ...options, path: '/1' }, (res) => res.resume())
  const req = get({ ...options, path: '/2', layered: { staleRetry: true } })
  req.once('socket', (socket: Socket) => process.nextTick(() => socket.destroy()))
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  res.resume()
  await once(req, 'close')
  expect([res.statusCode, to.asked]).toEqual([200, ['/1', '/2']])
})

test('a request that is destroyed before it has left is not sent', async () => {
  const to = await start()
  const options = { host: '127.0.0.1', port: to.port, agent: to.agent }
  get({ ...options, path: '/1' }, (res) => res.resume())
  const req = get({ ...options, path: '/2' })
  req.on('socket', () => process.nextTick(() => req.destroy()))
  const [error] = (await once(req, 'error')) as [NodeJS.ErrnoException]
  expect([error.code, to.asked]).toEqual(['ECONNRESET', ['/1']])
})

test('an exception of one request does not hold the others back; each leaves in its async context', async () => {
  const to = await start(3)
  const options = { host: '127.0.0.1', port: to.port, agent: to.agent }
  const sockets = await Promise.all(
    ['/a', '/b', '/c'].map(async (path) => {
      const req = get({ ...options, path })
      const [res] = (await once(req, 'response')) as [IncomingMessage]
      return { req, res }
    }),
  )
  const store = new AsyncLocalStorage<string>()
  const contexts: (string | undefined)[] = []
  const requests = ['/d', '/e', '/f'].map((path) =>
    store.run(path, () => {
      const req = get({ ...options, path }, (res) => res.resume())
      return req.on('prefinish', () => {
        contexts.push(store.getStore())
        if (path === '/e') throw new Error('from a listener')
      })
    }),
  )
  const errors = await uncaughtDuring(async () => {
    // All three responses are read in one turn.
    for (const { res } of sockets) res.resume()
    await Promise.all(requests.map((req) => once(req, 'close')))
  })
  expect(errors).toEqual(['from a listener'])
  expect(contexts).toEqual(['/d', '/e', '/f'])
  expect(to.asked.sort()).toEqual(['/a', '/b', '/c', '/d', '/e', '/f'])
})
