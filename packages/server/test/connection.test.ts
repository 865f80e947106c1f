/** Connections of a server: listeners, timeouts, close(), and other transports. */
import { once } from 'node:events'
import net from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { duplexPair, exchangeBytes, listen } from '@layered-http/test-kit'
import { createServer, Server, type RequestListener, type ServerOptions } from '../src/index.js'
import { closed, onFakeClock } from './support/running-server.js'

let server: Server
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

function make(options: ServerOptions, listener?: RequestListener): Server {
  return (server = createServer(options, listener))
}

test('any Duplex passed to "connection" is served (SV-18)', async () => {
  make({}, (req, res) => void res.end(req.url))
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.write('GET /memory HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  let received = ''
  for await (const chunk of theirs) received += String(chunk)
  expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n\/memory$/)
})

test('pipelined responses that are ready are sent in one write', async () => {
  make({}, (req, res) => void res.end(req.url))
  const [ours, theirs] = duplexPair()
  let writes = 0
  for (const method of ['_write', '_writev'] as const) {
    const original = (ours[method] as ((...args: unknown[]) => void) | undefined)?.bind(ours)
    if (original) (ours as unknown as Record<string, unknown>)[method] = (...args: unknown[]) => (writes++, original(...args))
  }
  ours._writev = (chunks, callback) => {
    writes++
    theirs.push(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)))
    callback()
  }
  server.emit('connection', ours)
  theirs.write('GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n')
  let received = ''
  while (!received.endsWith('/3')) received += String((await once(theirs, 'data'))[0])
  expect(received.match(/\r\n\r\n\/\d/g)).toHaveLength(3)
  expect(writes).toBe(1)
  theirs.destroy()
})

test('a socket gets its listeners once, for any number of requests', async () => {
  make({}, (_req, res) => void res.end('x'))
  const port = await listen(server)
  const client = net.connect(port, '127.0.0.1')
  const [socket] = (await once(server, 'connection')) as [net.Socket]
  const count = (): number => socket.eventNames().reduce((sum, name) => sum + socket.listenerCount(name), 0)
  const before = count()
  for (let i = 0; i < 5; i++) {
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await once(client, 'data')
    expect(count()).toBe(before)
  }
  client.destroy()
})

test("the socket's 'close' listeners have no effect if a program calls them on other objects (X-06)", async () => {
  make({}, (req, res) => {
    const listeners = req.socket.listeners('close') as ((this: unknown) => void)[]
    expect(listeners.length).toBeGreaterThan(1)
    for (const listener of listeners) {
      listener.call(req)
      listener.call({})
    }
    res.end('alive')
  })
  const port = await listen(server)
  expect(await exchangeBytes(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(/alive$/)
})

test('close() ends idle connections and lets a busy one finish (SV-26)', async () => {
  const requests: (() => void)[] = []
  make({}, (_req, res) => void requests.push(() => res.end('late')))
  const port = await listen(server)
  const idle = net.connect(port, '127.0.0.1').resume()
  await once(server, 'connection')
  const busy = exchangeBytes(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  await vi.waitFor(() => expect(requests).toHaveLength(1))
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  await once(idle, 'close')
  requests[0]!()
  expect(await busy).toMatch(/late$/)
  await closed
})

test('an idle connection is closed after the keep-alive timeout and its buffer (SV-05, SV-06)', async () => {
  const clock = onFakeClock(make({ keepAliveTimeout: 2000, keepAliveTimeoutBuffer: 500 }, (_req, res) => void res.end('x')))
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.resume()
  theirs.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await once(theirs, 'data')
  await new Promise(setImmediate)
  clock.advance(2400)
  expect(ours.destroyed).toBe(false)
  clock.advance(200)
  expect(ours.destroyed).toBe(true)
})

test('an incomplete head gets 408 after headersTimeout, also for the second request of a socket (SV-03)', async () => {
  for (const first of ['', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n']) {
    const clock = onFakeClock(make({ headersTimeout: 1000 }, (_req, res) => void res.end('x')))
    const [ours, theirs] = duplexPair()
    let received = ''
    theirs.setEncoding('latin1').on('data', (text: string) => (received += text))
    server.emit('connection', ours)
    theirs.write(`${first}GET / HT`)
    await new Promise(setImmediate)
    clock.advance(900)
    await new Promise(setImmediate)
    expect(received.includes('408')).toBe(false)
    clock.advance(200)
    await new Promise(setImmediate)
    expect(received.endsWith('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')).toBe(true)
  }
})

test('an incomplete request gets 408 after requestTimeout (SV-04)', async () => {
  const clock = onFakeClock(make({ requestTimeout: 1000 }, (req) => void req.resume()))
  const [ours, theirs] = duplexPair()
  let received = ''
  theirs.setEncoding('latin1').on('data', (text: string) => (received += text))
  server.emit('connection', ours)
  theirs.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc')
  await new Promise(setImmediate)
  clock.advance(1100)
  await new Promise(setImmediate)
  expect(received).toBe('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n')
})

test('a paused reader stops the sender, which continues when the reader resumes (SI-15)', async () => {
  const size = 4 << 20
  make({}, (req, res) => {
    req.pause()
    setImmediate(() => {
      let bytes = 0
      req.on('data', (chunk: Buffer) => (bytes += chunk.length))
      req.on('end', () => res.end(String(bytes)))
      req.resume()
    })
  })
  const port = await listen(server)
  const received = await exchangeBytes(port, [`POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${size}\r\n\r\n`, 'x'.repeat(size)])
  expect(received.endsWith(`\r\n\r\n${size}`)).toBe(true)
})

test('Server works without new, and accepts classes of the user (SV-01, SV-14)', async () => {
  expect((Server as unknown as () => Server)()).toBeInstanceOf(Server)
  expect(() => createServer('no' as unknown as ServerOptions)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
  class Loud extends make({}).ServerResponse {
    shout(text: string): void {
      this.end(`${text}!`)
    }
  }
  make({ ServerResponse: Loud }, (_req, res) => (res as Loud).shout('hey'))
  const port = await listen(server)
  expect(await exchangeBytes(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(/hey!$/)
})

test.each([
  ['Connection: close', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
  ['HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n'],
  ['a body that is not read', 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 9\r\n\r\na'],
])('a Duplex is ended after the last response, not destroyed: %s', async (_what, bytes) => {
  make({}, (_req, res) => void res.end('x'))
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.write(bytes)
  await once(theirs.resume(), 'end')
  await new Promise(setImmediate)
  expect([ours.writableFinished, ours.destroyed]).toEqual([true, false])
  // A body that ends early is an error of the socket.
  ours.on('error', () => {})
  theirs.end()
  await closed(ours)
})

test('a Duplex with destroySoon() is closed with it, as a socket', async () => {
  make({}, (_req, res) => void res.end('x'))
  const [ours, theirs] = duplexPair()
  Object.assign(ours, { destroySoon: () => void ours.end(() => ours.destroy()) })
  server.emit('connection', ours)
  theirs.resume().write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  await once(ours, 'close')
})
