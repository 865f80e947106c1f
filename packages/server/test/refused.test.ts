/** The channel `layered-http.server.refused`: what is published when input is refused. */
import diagnostics from 'node:diagnostics_channel'
import { once } from 'node:events'
import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { listen, SERVER } from '@layered-http/test-kit'
import { createServer as createSecureServer } from '../src/https.js'
import type { ServerRefusal } from '../src/index.js'
import { exchange, get, make, onFakeClock } from './support/running-server.js'

const CHANNEL = 'layered-http.server.refused'

let refusals: ServerRefusal[] = []
const note = (message: unknown): void => void refusals.push(message as ServerRefusal)
afterEach(() => {
  diagnostics.unsubscribe(CHANNEL, note)
  refusals = []
})

const told = (): unknown[] => refusals.map(({ error, statusCode }) => [error.code, statusCode])

test.each([
  ['input that is not HTTP', 'nonsense\r\n\r\n', 'HPE_INVALID_METHOD', 400],
  ['a field that is not HTTP', get('/', 'a b: c\r\n'), 'HPE_INVALID_HEADER_TOKEN', 400],
  ['a head that is too large', get('/', `A: ${'x'.repeat(2000)}\r\n`), 'HPE_HEADER_OVERFLOW', 431],
])('%s is published with its code and the status of the response', async (_, bytes, code, status) => {
  diagnostics.subscribe(CHANNEL, note)
  const server = make({ maxHeaderSize: 1000 })
  expect(await exchange(server, bytes)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(told()).toEqual([[code, status]])
  expect(refusals[0]!.server).toBe(server)
  expect(refusals[0]!.socket).toBeInstanceOf(net.Socket)
})

test('a head that comes too slowly is published with 408', async () => {
  diagnostics.subscribe(CHANNEL, note)
  const server = make({ headersTimeout: 1000 })
  const clock = onFakeClock(server)
  const client = net.connect(await listen(server), '127.0.0.1').setEncoding('latin1')
  client.write('GET / HTTP/1.1\r\n')
  await once(server, 'connection')
  const reply = client.toArray()
  clock.advance(1000)
  expect((await reply).join('')).toMatch(/^HTTP\/1.1 408 /)
  expect(told()).toEqual([['ERR_HTTP_REQUEST_TIMEOUT', 408]])
})

test('a listener of clientError comes afterwards, and there is no status', async () => {
  diagnostics.subscribe(CHANNEL, note)
  const server = make()
  let before = 0
  server.on('clientError', (_error, socket) => {
    before = refusals.length
    socket.end('HTTP/1.1 418 I am a teapot\r\n\r\n')
  })
  expect(await exchange(server, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 418 /)
  expect([before, told()]).toEqual([1, [['HPE_INVALID_METHOD', undefined]]])
})

test('bad input behind a response that is being sent has no status', async () => {
  diagnostics.subscribe(CHANNEL, note)
  const server = make({}, (_req, res) => void res.write('a part'))
  expect(await exchange(server, `${get()}nonsense\r\n\r\n`)).not.toContain('400')
  expect(told()).toEqual([['HPE_INVALID_METHOD', undefined]])
})

test('an error of the socket is not published', async () => {
  diagnostics.subscribe(CHANNEL, note)
  const server = make()
  const lost = once(server, 'clientError')
  const client = net.connect(await listen(server), '127.0.0.1')
  client.write('GET / HT')
  const [socket] = (await once(server, 'connection')) as [net.Socket]
  await once(client, 'connect')
  while (socket.bytesRead === 0) await new Promise(setImmediate)
  client.resetAndDestroy()
  expect((await lost)[0]).toMatchObject({ code: 'ECONNRESET' })
  expect(told()).toEqual([])
})

test('a failed handshake is published', async () => {
  diagnostics.subscribe(CHANNEL, note)
  const server = createSecureServer(SERVER)
  const client = net.connect(await listen(server), '127.0.0.1').resume()
  client.end('GET / HTTP/1.1\r\n\r\n')
  await once(client, 'close')
  expect(told()).toEqual([['ERR_SSL_HTTP_REQUEST', undefined]])
  expect(refusals[0]!.server).toBe(server)
  await new Promise((resolve) => server.close(resolve))
})
