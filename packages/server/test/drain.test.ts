/** `'drain'` (SR-15): it is emitted after every `write` that returned false, when the bytes are gone, for every transport and framing. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Duplex, Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, expect, test } from 'vitest'
import { duplexPair, listen } from '@layered-http/test-kit'
import { IncomingMessage } from '@layered-http/streams'
import { ServerResponse, type ServerOptions } from '../src/index.js'
import { plainSocket } from './support/plain-socket.js'
import { CLOSE, exchange, get, make } from './support/running-server.js'

const KB = 1024
const MB = 1024 * KB

type Write = (res: ServerResponse) => boolean

/** Calls `write` for the response to one request of a real socket, and waits for `'drain'` if it returned false. Returns the unsent bytes after that. */
async function leftAfterDrain(write: Write, options: ServerOptions = {}): Promise<number> {
  const server = make(options)
  const client = connect(await listen(server), '127.0.0.1').resume()
  client.write(get())
  const [, res] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  // The system usually has the bytes of a counted body when `write` returns. Then true is right.
  if (write(res)) expect(res.chunkedEncoding).toBe(false)
  else await once(res, 'drain')
  const left = res.writableLength
  client.destroy()
  return left
}

const counted: Write = (res) => {
  res.setHeader('Content-Length', 10 * MB)
  return true
}

describe.each<[string, (write: Write) => Write]>([
  ['chunked', (write) => write],
  ['counted', (write) => (res) => counted(res) && write(res)],
  [
    'ended by the connection',
    (write) => (res) => {
      res.removeHeader('Transfer-Encoding')
      return write(res)
    },
  ],
])('a body that is %s', (_framing, framed) => {
  test.each<[string, Write]>([
    ['one string of 64 KiB', (res) => res.write('x'.repeat(64 * KB))],
    ['one string of 300 KB', (res) => res.write('x'.repeat(300 * KB))],
    ['a string with two bytes for each character', (res) => res.write('ä'.repeat(40 * KB))],
    ['hexadecimal digits', (res) => res.write('78'.repeat(80 * KB), 'hex')],
    ['UTF-16', (res) => res.write('x'.repeat(40 * KB), 'utf16le')],
    ['a Buffer of 4 MB', (res) => res.write(Buffer.alloc(4 * MB))],
    ['100 small writes', (res) => Array.from({ length: 100 }, () => res.write('x'.repeat(KB))).at(-1)!],
    ['small writes, then a large one', (res) => res.write('a') && res.write('x'.repeat(70 * KB))],
    [
      'corked writes',
      (res) => {
        res.cork()
        const more = res.write('x'.repeat(70 * KB))
        process.nextTick(() => res.uncork())
        return more
      },
    ],
    ['with a callback', (res) => res.write('x'.repeat(70 * KB), () => {})],
  ])('%s: drain follows a false', async (_what, write) => {
    expect(await leftAfterDrain(framed(write))).toBe(0)
  })

  test.each([1, 100, 16 * KB, MB])('highWaterMark %i: drain follows a false', async (highWaterMark) => {
    const size = highWaterMark + 1
    expect(await leftAfterDrain(framed((res) => res.write('x'.repeat(size))), { highWaterMark })).toBe(0)
  })

  test('a second write in a later turn', async () => {
    const server = make()
    const client = connect(await listen(server), '127.0.0.1').resume()
    client.write(get())
    const [, res] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
    framed((first) => first.write('a'))(res)
    await once(client, 'data')
    if (!res.write('x'.repeat(70 * KB))) await once(res, 'drain')
    expect(res.writableLength).toBe(0)
    client.destroy()
  })
})

test('a response that waits for another emits drain when it is its turn', async () => {
  const server = make()
  const client = connect(await listen(server), '127.0.0.1').resume()
  const responses: ServerResponse[] = []
  const both = new Promise<void>((resolve) => server.on('request', (_req: IncomingMessage, res: ServerResponse) => responses.push(res) === 2 && resolve()))
  client.write(get() + get())
  await both
  const [first, second] = responses as [ServerResponse, ServerResponse]
  expect(second.write('x'.repeat(70 * KB))).toBe(false)
  let drained = false
  const drain = once(second, 'drain').then(() => (drained = true))
  await new Promise(setImmediate)
  expect(drained).toBe(false)
  first.end('1')
  await drain
  expect(second.writableLength).toBe(0)
  client.destroy()
})

test('on a slow socket, drain is emitted when it has taken the last byte, not before', async () => {
  let takeNext: (() => void) | undefined
  const socket = new Duplex({ highWaterMark: 16, read() {}, write: (_chunk, _encoding, callback) => (takeNext = () => ((takeNext = undefined), callback())) })
  const server = make()
  server.emit('connection', socket)
  socket.push(get())
  const [, res] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  expect(res.write('x'.repeat(100))).toBe(false)
  expect(res.write('y'.repeat(100))).toBe(false)
  let drains = 0
  const drain = once(res, 'drain').then(() => drains++)
  await new Promise(setImmediate)
  while (takeNext) {
    expect(drains).toBe(0)
    takeNext()
    await new Promise(setImmediate)
  }
  await drain
  expect(res.writableLength).toBe(0)
})

test('a response with a plain object as socket emits drain, and pipe() completes', async () => {
  const res = new ServerResponse(new IncomingMessage(duplexPair()[0]))
  const { socket, bytes } = plainSocket('at once', false)
  res.assignSocket(socket)
  await pipeline(Readable.from(['a'.repeat(70 * KB), 'b'.repeat(70 * KB), 'c']), res as unknown as Writable)
  expect(bytes().match(/[abc]/g)!.length).toBeGreaterThan(140 * KB)
  expect(bytes().endsWith('c')).toBe(true)
})

test('a response on a Writable that a program assigned emits drain', async () => {
  const res = new ServerResponse(new IncomingMessage(duplexPair()[0]))
  res.assignSocket(new Writable({ highWaterMark: 10, write: (_chunk, _encoding, callback) => setImmediate(callback) }) as unknown as Socket)
  expect(res.write('x'.repeat(100))).toBe(false)
  await once(res, 'drain')
  expect(res.writableLength).toBe(0)
})

test.each(['utf8', undefined] as const)('a stream of 320,000 bytes, encoding %s, is piped to its end', async (encoding) => {
  const server = make({}, (_req, res) => {
    const source = Readable.from(Array.from({ length: 5 }, () => Buffer.alloc(64_000, 'x')), { objectMode: false, highWaterMark: 64 * KB })
    if (encoding) source.setEncoding(encoding)
    source.pipe(res as unknown as Writable)
  })
  const received = await exchange(server, get('/', 'Connection: close\r\n'))
  expect(received.match(/x/g)).toHaveLength(320_000)
})

test('no drain after end() or destroy()', async () => {
  const server = make()
  const client = connect(await listen(server), '127.0.0.1').resume()
  for (const over of ['end', 'destroy'] as const) {
    client.write(get())
    const [, res] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
    let drains = 0
    res.on('drain', () => drains++)
    expect(res.write('x'.repeat(70 * KB))).toBe(false)
    res[over]()
    await once(res, 'close')
    expect(drains).toBe(0)
  }
})

test.each(['chunked', 'counted'])('the head counts in writableLength from the first write on, also if that is empty: %s (SR-15)', async (framing) => {
  const lengths: number[] = []
  const server = make({}, (_req, res) => {
    if (framing === 'counted') res.setHeader('Content-Length', 3)
    lengths.push(res.writableLength)
    res.write('')
    lengths.push(res.writableLength)
    res.write('asd')
    lengths.push(res.writableLength)
    res.end()
  })
  await exchange(server, get('/', CLOSE))
  const [before, head, more] = lengths as [number, number, number]
  expect([before, more - head]).toEqual([0, framing === 'chunked' ? '3\r\nasd\r\n'.length : 3])
  expect(head).toBeGreaterThan('HTTP/1.1 200 OK\r\n'.length)
})
