/** Every form of `listen` (SV-30, T-02, T-09), and the state of a server. */
import { once } from 'node:events'
import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { duplexPair } from '@layered-http/test-kit'
import { createServer } from '../src/index.js'
import { captureRejections } from './support/capture-rejections.js'
import { exchange, get, make, CLOSE } from './support/running-server.js'

const folder = mkdtempSync(join(tmpdir(), 'layered-http-'))
afterAll(() => rmSync(folder, { recursive: true }))

const path = join(folder, 'socket')
const usesPipes = process.platform === 'win32'

/** Returns the last line of the response to a GET over `options`. */
async function ask(options: net.NetConnectOpts): Promise<string> {
  const socket = net.connect(options)
  socket.write(get('/', CLOSE))
  let received = ''
  for await (const chunk of socket) received += String(chunk)
  return received.slice(received.lastIndexOf('\n') + 1)
}

type Listen = (server: net.Server) => void
const LOOPBACK = '127.0.0.1'
const forms: [string, Listen][] = [
  ['a port', (server) => void server.listen(0)],
  ['a port and a callback', (server) => void server.listen(0, () => {})],
  ['port and host', (server) => void server.listen(0, LOOPBACK)],
  ['port, host and backlog', (server) => void server.listen(0, LOOPBACK, 16)],
  ['nothing', (server) => void server.listen()],
  ['options', (server) => void server.listen({ port: 0, host: LOOPBACK, backlog: 16 })],
  ['exclusive', (server) => void server.listen({ port: 0, host: LOOPBACK, exclusive: true })],
  ['reusePort, if the system has it', (server) => void server.listen({ port: 0, host: LOOPBACK, reusePort: process.platform === 'linux' })],
  ['a handle', (server) => void server.listen(net.createServer().listen(0))],
]

test.each(forms)('listens on %s', async (_form, listen) => {
  const server = make({}, (_req, res) => void res.end('here'))
  listen(server)
  await once(server, 'listening')
  expect(server.listening).toBe(true)
  const { port } = server.address() as net.AddressInfo
  expect(await ask({ port, host: LOOPBACK })).toBe('here')
})

test('with ipv6Only the server does not listen on IPv4', async () => {
  const server = make({}, (_req, res) => void res.end('six'))
  server.listen({ port: 0, host: '::', ipv6Only: true })
  const started = await Promise.race([once(server, 'listening').then(() => true), new Promise((resolve) => server.once('error', resolve))]).catch((error: unknown) => error)
  // A machine without IPv6 cannot test this.
  if (started !== true) {
    expect(started).toMatchObject({ code: expect.stringMatching(/EAFNOSUPPORT|EADDRNOTAVAIL/) as string })
    return
  }
  const { port } = server.address() as net.AddressInfo
  expect(await ask({ port, host: '::1' })).toBe('six')
  // Not 127.0.0.1: a server of another test file may have this port there. On macOS the loopback interface has that address alone.
  await expect(ask({ port, host: process.platform === 'darwin' ? LOOPBACK : '127.0.0.77' })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test.runIf(!usesPipes)('listens on a path, as an argument and as an option (T-09)', async () => {
  for (const listen of [(server: net.Server) => server.listen(path), (server: net.Server) => server.listen({ path, readableAll: true, writableAll: true })]) {
    const server = make({}, (req, res) => void res.end(String(req.socket.remoteAddress)))
    listen(server)
    await once(server, 'listening')
    expect(server.address()).toBe(path)
    expect(await ask({ path })).toBe('undefined')
    const ended = once(server, 'close')
    server.close()
    await ended
    expect(existsSync(path)).toBe(false)
  }
})

test.runIf(process.platform === 'linux')('listens on an abstract path (T-09)', async () => {
  const server = make({}, (_req, res) => void res.end('nowhere'))
  const abstract = `\0${path}`
  server.listen(abstract)
  await once(server, 'listening')
  expect(await ask({ path: abstract })).toBe('nowhere')
})

test.runIf(!usesPipes)('takes a file descriptor, and reports one that it cannot listen on', async () => {
  // One process cannot listen twice on the descriptor of a listening socket. The error for the descriptor of a file proves that the form is accepted.
  const file = openSync(join(folder, 'file'), 'w')
  const server = make()
  server.listen({ fd: file })
  expect((await once(server, 'error'))[0]).toMatchObject({ syscall: 'listen' })
  closeSync(file)
})

test('an AbortSignal closes it', async () => {
  const controller = new AbortController()
  const server = make()
  server.listen({ port: 0, host: LOOPBACK, signal: controller.signal })
  await once(server, 'listening')
  const ended = once(server, 'close')
  controller.abort()
  await ended
  expect(server.listening).toBe(false)
})

test('a port in use is an error event (T-03)', async () => {
  const server = make()
  server.listen(0, LOOPBACK)
  await once(server, 'listening')
  const other = createServer().listen((server.address() as net.AddressInfo).port, LOOPBACK)
  expect((await once(other, 'error'))[0]).toMatchObject({ code: 'EADDRINUSE', syscall: 'listen', address: LOOPBACK })
})

test('getConnections, ref, unref, close twice (SV-26, SV-30, E-22)', async () => {
  const server = make({}, (_req, res) => void res.end())
  server.listen(0, LOOPBACK)
  await once(server, 'listening')
  expect(server.unref().ref()).toBe(server)
  const client = net.connect((server.address() as net.AddressInfo).port, LOOPBACK).resume()
  await once(server, 'connection')
  expect(await new Promise((resolve) => server.getConnections((_error, count) => resolve(count)))).toBe(1)
  client.destroy()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  expect(await new Promise((resolve) => server.close(resolve))).toMatchObject({ code: 'ERR_SERVER_NOT_RUNNING', message: 'Server is not running.' })
})

test('a client that closes its side gets no response, unless httpAllowHalfOpen is set (SV-32)', async () => {
  for (const [allows, length] of [[false, 0], [true, 1]] as const) {
    const server = make({}, (_req, res) => {
      res.socket!.on('end', () => res.end('late'))
    })
    server.httpAllowHalfOpen = allows
    server.listen(0, LOOPBACK)
    await once(server, 'listening')
    const client = net.connect((server.address() as net.AddressInfo).port, LOOPBACK)
    client.end(get())
    let received = ''
    for await (const chunk of client) received += String(chunk)
    expect(received.split('late').length - 1).toBe(length)
    server.close()
  }
})

test('captureRejections: a request gets 500, without the headers set before; a response whose head was sent is cut off (SV-31, E-32)', async () => {
  await captureRejections(async () => {
    const server = make({}, (async (req, res) => {
      res.setHeader('X-A', '1')
      if (req.url === '/begun') res.write('a')
      await Promise.reject(new Error('handler'))
    }) as (...args: Parameters<import('../src/index.js').RequestListener>) => void)
    server.on('clientError', () => {})
    expect(await exchange(server, get('/', CLOSE))).toBe(
      `HTTP/1.1 500 Internal Server Error\r\nDate: …\r\n${CLOSE}Content-Length: 21\r\n\r\nInternal Server Error`,
    )
    expect(await exchange(server, get('/begun'))).not.toMatch(/500|0\r\n\r\n$/)
  })
})

test('captureRejections: for other events the server emits \'error\'; for \'connection\' the socket is destroyed (SV-31)', async () => {
  await captureRejections(async () => {
    const server = make()
    server.on('checkExpectation', async () => Promise.reject(new Error('expectation')))
    const failure = once(server, 'error')
    const [ours, theirs] = duplexPair()
    server.emit('connection', ours)
    theirs.write(get('/', 'Expect: x\r\n'))
    expect((await failure)[0]).toMatchObject({ message: 'expectation' })
    const other = make()
    other.on('connection', async () => Promise.reject(new Error('connection')))
    other.on('clientError', () => {})
    expect(await exchange(other, get())).toBe('')
  })
})
