/** Bad input and lost connections (SV-21, E-25 to E-28, event orders 5 and 15): the listener that is called, and the bytes that are sent to the client. */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { Duplex } from 'node:stream'
import { duplexPair } from '@layered-http/test-kit'
import { closed, exchange, get, make, onFakeClock } from './support/running-server.js'

const REFUSED = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'
const OK = 'HTTP/1.1 200 OK\r\nDate: …\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nContent-Length: 2\r\n\r\nok'

interface Heard {
  code: string
  rawPacket?: Uint8Array
  bytesParsed: number
}

test('with a listener that does nothing, the socket stays open, and every later chunk calls it (SV-21)', async () => {
  const server = make({}, () => expect.unreachable())
  const heard: string[] = []
  server.on('clientError', ({ code, rawPacket, bytesParsed }: Heard) => heard.push(`${code} ${bytesParsed} ${Buffer.from(rawPacket!).toString()}`))
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  for (const chunk of ['*', '!', get()]) {
    theirs.write(chunk)
    await new Promise(setImmediate)
  }
  expect(heard).toEqual(['HPE_INVALID_METHOD 0 *', 'HPE_INVALID_METHOD 0 !', `HPE_INVALID_METHOD 0 ${get()}`])
  expect(ours.destroyed).toBe(false)
  theirs.end()
  await closed(ours)
})

test('the end of input after bad input ends the socket and is not a second error (SV-21)', async () => {
  const server = make()
  const codes: string[] = []
  server.on('clientError', ({ code }: Heard) => codes.push(code))
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.resume().end('GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n')
  await closed(ours)
  expect(codes).toEqual(['HPE_LF_EXPECTED'])
})

test('after the end of input inside a message, the listener decides about the socket (SV-21, P-22)', async () => {
  const server = make()
  server.on('clientError', ({ code, rawPacket, bytesParsed }: Heard, socket: Duplex) => void socket.end(`${code} ${bytesParsed} ${rawPacket}`))
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.end('GET / HT')
  let received = ''
  for await (const chunk of theirs) received += String(chunk)
  expect(received).toBe('HPE_INVALID_EOF_STATE 0 undefined')
})

test.each([
  ['was sent', (res: { end(text: string): void }) => void res.end('ok'), OK, `${OK}mine`],
  ['is pending', () => {}, REFUSED, 'mine'],
  ['has sent its head', (res: { flushHeaders(): void }) => res.flushHeaders(), /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nmine$/],
])('bad bytes after a request whose response %s (event order 15)', async (_what, answer, without, withListener) => {
  // flushHeaders() sends the head at once. A raw reply would become part of its body, so the server sends none.
  const server = make({}, (_req, res) => answer(res))
  const matches = (received: string, expected: string | RegExp): void => {
    if (typeof expected === 'string') expect(received).toBe(expected)
    else expect(received).toMatch(expected)
  }
  matches(await exchange(server, `${get()}bad\r\n`), without)
  server.on('clientError', (_error: Error, socket: Duplex) => void socket.end('mine'))
  matches(await exchange(server, `${get()}bad\r\n`), withListener)
})

test('after bad input, responses in the queue are sent, and no raw reply (P-28)', async () => {
  const server = make({}, (_req, res) => void res.end('ok'))
  expect(await exchange(server, `${get()}${get()}bad\r\n`)).toBe(OK + OK)
})

test('bad bytes in a body: clientError, the socket, then request and response (event order 15)', async () => {
  const log: string[] = []
  const server = make({}, (req, res) => {
    req.on('aborted', () => log.push('aborted')).on('error', (error: Heard & Error) => log.push(`req ${error.code} ${error.message}`)).on('close', () => log.push('req close'))
    res.on('close', () => log.push('res close'))
  })
  const [ours, theirs] = duplexPair()
  ours.on('error', (error: Heard & Error) => log.push(`socket ${error.code}`)).on('close', () => log.push('socket close'))
  server.emit('connection', ours)
  theirs.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
  await once(server, 'request')
  theirs.write('zz\r\n')
  let received = ''
  for await (const chunk of theirs) received += String(chunk)
  await new Promise(setImmediate)
  expect(received).toBe(REFUSED)
  expect(log.filter((entry) => entry.startsWith('socket'))).toEqual(['socket HPE_INVALID_CHUNK_SIZE', 'socket close'])
  expect(log.filter((entry) => !entry.startsWith('socket'))).toEqual(['aborted', 'res close', 'req ECONNRESET aborted', 'req close'])
})

test("an error with which the socket is destroyed is emitted as 'clientError', once (E-24, SR-17)", async () => {
  const messages: string[] = []
  const server = make({}, (_req, res) => void res.destroy(new Error('mine')))
  server.on('clientError', (error: Error) => messages.push(error.message))
  const [ours, theirs] = duplexPair()
  ours.on('error', () => {})
  server.emit('connection', ours)
  theirs.resume().write(get())
  await closed(ours)
  expect(messages).toEqual(['mine'])
})

test('a destroyed message accepts no more data, and only callbacks of write() get the error (SO-16)', async () => {
  const server = make()
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.resume().write(get())
  const [, res] = (await once(server, 'request')) as [unknown, import('../src/index.js').ServerResponse]
  theirs.destroy()
  ours.destroy()
  await closed(res)
  const codes: (string | undefined)[] = []
  const collect = (error?: Error | null): void => void codes.push((error as Heard | null | undefined)?.code)
  expect(res.write('x', collect)).toBe(false)
  expect(res.writableEnded).toBe(false)
  res.end('y', collect)
  expect(res).toMatchObject({ writableEnded: true, writableFinished: false, closed: true, destroyed: true, headersSent: false })
  await new Promise(setImmediate)
  expect(codes).toEqual(['ERR_STREAM_DESTROYED'])
})

const PARTS = ['GET / HTTP/1.1\r\nHost: a\r\n', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\na']

/** Returns the codes that a listener gets while a peer sends a little data every 100 ms for 5 s after `bytes`. `requestTimeout` is 1 s. */
async function codesWhileDripping(bytes: string, listener: (error: Heard, socket: Duplex) => void): Promise<{ codes: string[]; isOpen: boolean }> {
  const server = make({ headersTimeout: 1000, requestTimeout: 1000 }, (req) => void req.on('error', () => {}).resume())
  const clock = onFakeClock(server)
  const codes: string[] = []
  server.on('clientError', (error: Heard, socket: Duplex) => {
    codes.push(error.code)
    listener(error, socket)
  })
  const [ours, theirs] = duplexPair()
  ours.on('error', () => {})
  theirs.on('error', () => {}).resume()
  server.emit('connection', ours)
  theirs.write(bytes)
  for (let waited = 0; waited < 5000; waited += 100) {
    await new Promise(setImmediate)
    clock.advance(100)
    theirs.write(bytes.startsWith('GET') ? 'X: y\r\n' : 'x')
  }
  return { codes, isOpen: !ours.destroyed }
}

test.each(PARTS)('a slow request is one error for a listener that only logs, and the socket stays open (SV-03, SV-04): %j', async (bytes) => {
  expect(await codesWhileDripping(bytes, () => {})).toEqual({ codes: ['ERR_HTTP_REQUEST_TIMEOUT'], isOpen: true })
})

test.each(PARTS)("a slow request is one error for the listener in Node's documentation, which closes the socket: %j", async (bytes) => {
  expect(await codesWhileDripping(bytes, (_error, socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))).toEqual({ codes: ['ERR_HTTP_REQUEST_TIMEOUT'], isOpen: false })
})

test.each(PARTS)('a slow request is one error for a listener that destroys the socket with it: %j', async (bytes) => {
  expect(await codesWhileDripping(bytes, (error, socket) => void socket.destroy(error as Heard & Error))).toEqual({ codes: ['ERR_HTTP_REQUEST_TIMEOUT'], isOpen: false })
})

test('a request that is completed after its time is served, and the next one has its own time', async () => {
  const server = make({ headersTimeout: 1000, requestTimeout: 1000 }, (_req, res) => void res.end('ok'))
  const clock = onFakeClock(server)
  const codes: string[] = []
  server.on('clientError', ({ code }: Heard) => codes.push(code))
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  let received = ''
  theirs.setEncoding('latin1').on('data', (text: string) => (received += text))
  for (let i = 1; i <= 3; i++) {
    theirs.write('GET / HTTP/1.1\r\nHost: a\r\n')
    await new Promise(setImmediate)
    clock.advance(1200)
    expect(codes).toHaveLength(i)
    theirs.write('\r\n')
    await new Promise(setImmediate)
  }
  expect(received.match(/200 OK/g)).toHaveLength(3)
  ours.destroy()
})

test.each([
  ['bad input', 'bad\r\n\r\n', 'HPE_INVALID_METHOD'],
  ['the end of input', 'GET / HT', 'HPE_INVALID_EOF_STATE'],
])('a listener that keeps the socket after %s gets a second error when the time of the request is over, as in Node', async (_what, bytes, code) => {
  const server = make({ headersTimeout: 1000, requestTimeout: 1000 })
  const clock = onFakeClock(server)
  const codes: string[] = []
  server.on('clientError', (error: Heard) => codes.push(error.code))
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  if (code === 'HPE_INVALID_EOF_STATE') theirs.end(bytes)
  else theirs.write(bytes)
  await new Promise(setImmediate)
  expect(codes).toEqual([code])
  clock.advance(10_000)
  expect([codes, ours.destroyed]).toEqual([[code, 'ERR_HTTP_REQUEST_TIMEOUT'], false])
  ours.destroy()
})
