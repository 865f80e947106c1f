/** The callback of `end()`: it gets null when everything was sent, or the error that prevents this. */
import { once } from 'node:events'
import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { listen } from '@layered-http/test-kit'
import { Agent } from '@layered-http/agent'
import { request, type ClientRequest, type RequestOptions } from '../src/index.js'

const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

async function serverOf(serve: (socket: net.Socket) => void): Promise<number> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    serve(socket)
  })
  cleanUps.push(() => void server.close())
  return listen(server)
}

/** Returns a port without a server. */
async function closedPort(): Promise<number> {
  const server = net.createServer()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Returns the events of a request and the calls of callbacks in order, when the request has closed and `calls` callbacks were called. */
async function eventsOf(options: RequestOptions, calls: number, send: (req: ClientRequest, callback: (error?: Error | null) => void) => void): Promise<string[]> {
  const req = request({ host: '127.0.0.1', agent: false, ...options })
  const events: string[] = []
  let missing = calls
  let called = (): void => {}
  const all = new Promise<void>((resolve) => (called = resolve))
  const codeOf = (error?: Error | null): string => String(error && (error as NodeJS.ErrnoException).code)
  for (const name of ['finish', 'response', 'close']) req.on(name, () => events.push(name))
  req.on('response', (res: NodeJS.ReadableStream) => void res.resume())
  req.on('error', (error) => events.push(`error ${codeOf(error)}`))
  const closed = new Promise<void>((resolve) => req.once('close', resolve))
  send(req, (error) => {
    events.push(`callback ${codeOf(error)}`)
    if (--missing === 0) called()
  })
  await Promise.all([closed, all])
  return events
}

test('connecting fails: each callback gets the error, after close (SO-14)', async () => {
  const port = await closedPort()
  const failed = 'callback ERR_SOCKET_CLOSED_BEFORE_CONNECTION'
  expect(await eventsOf({ port }, 1, (req, callback) => void req.end(callback))).toEqual(['error ECONNREFUSED', 'close', failed])
  expect(await eventsOf({ port, method: 'POST' }, 1, (req, callback) => void (req.write('a'), req.end('b', callback)))).toEqual(['error ECONNREFUSED', 'close', failed])
  expect(await eventsOf({ port }, 2, (req, callback) => void req.end(callback).end(callback))).toEqual(['error ECONNREFUSED', 'close', failed, failed])
})

test('destroyed while it connects: the callback gets the error, after close', async () => {
  const port = await serverOf(() => {})
  const events = await eventsOf({ port }, 1, (req, callback) => void req.end(callback).on('socket', () => process.nextTick(() => req.destroy())))
  expect(events).toEqual(['error ECONNRESET', 'close', 'callback ERR_SOCKET_CLOSED_BEFORE_CONNECTION'])
})

test('the connection is lost during the upload: the callback gets the error', async () => {
  const port = await serverOf((socket) => void socket.once('data', () => socket.resetAndDestroy()))
  const events = await eventsOf({ port, method: 'POST' }, 1, (req, callback) => void req.end(Buffer.alloc(20 * 1024 * 1024), callback))
  expect(events.find((event) => event.startsWith('callback'))).toMatch(/callback E[A-Z]+/)
  expect(events).not.toContain('finish')
})

test('a retry after a stale socket: the callback is called once, without an error', async () => {
  let connections = 0
  const port = await serverOf((socket) => {
    const isFirst = ++connections === 1
    let isUsed = false
    socket.on('data', (chunk) => {
      if (isFirst && isUsed) socket.resetAndDestroy()
      else if (!chunk.includes('xx')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
      else if (!isUsed) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
      isUsed = true
    })
  })
  const agent = new Agent({ keepAlive: true, layered: { staleRetry: 'idempotent' } })
  cleanUps.push(() => agent.destroy())
  const free = once(agent, 'free')
  expect(await eventsOf({ port, agent }, 1, (req, callback) => void req.end(callback))).toEqual(['callback null', 'finish', 'response', 'close'])
  await free
  const events = await eventsOf({ port, agent, method: 'PUT' }, 1, (req, callback) => void req.end(Buffer.alloc(20 * 1024 * 1024, 'x'), callback))
  expect(connections).toBe(2)
  expect(events.filter((event) => event !== 'response').sort()).toEqual(['callback null', 'close', 'finish'])
})
