import { once } from 'node:events'
import { finished, pipeline, Readable, Writable } from 'node:stream'
import { promisify, inherits } from 'node:util'
import { beforeEach, expect, test, vi } from 'vitest'
import { duplexPair } from '@layered-http/test-kit'
import type { IncomingConnection } from '../connection.js'
import { discardBody, receiveAbort, receiveBody, receiveEnd, receiveHead, receiveTrailers } from './port.js'
import { IncomingMessage } from './message.js'

const HTTP_1_1 = (1 << 8) | 1
const TEXT = '/ HTTP/1.1\r\nHost: a\r\nX-B: 1\r\nx-b: 2\r\n'
const SPANS = [12, 16, 18, 19, 21, 24, 26, 27, 29, 32, 34, 35]

let connection: IncomingConnection
beforeEach(() => {
  connection = { resumeReading: vi.fn(), messageConsumed: vi.fn() }
})

function message(): IncomingMessage {
  const [socket] = duplexPair()
  const incoming = new IncomingMessage(socket)
  receiveHead(incoming, connection, { version: HTTP_1_1, text: TEXT, spans: SPANS })
  return incoming
}

const isBuilt = (incoming: IncomingMessage): boolean => Object.hasOwn(incoming, '_readableState')

test('a message that is not read never gets stream state', () => {
  const incoming = message()
  void incoming.headers
  void incoming.complete
  receiveEnd(incoming)
  discardBody(incoming)
  expect(isBuilt(incoming)).toBe(false)
})

test('a listener builds the stream', () => {
  const incoming = message()
  incoming.on('end', () => {})
  expect(isBuilt(incoming)).toBe(true)
})

test('is a Readable before and after its stream is built', () => {
  const incoming = message()
  expect(incoming).toBeInstanceOf(Readable)
  expect(incoming.readable).toBe(true)
  expect(incoming).toBeInstanceOf(Readable)
})

test('a stream built after the end still delivers the end', async () => {
  const incoming = message()
  receiveEnd(incoming)
  expect(isBuilt(incoming)).toBe(false)
  incoming.resume()
  await once(incoming, 'end')
  expect(incoming.readableEnded).toBe(true)
})

test('a stream built after the exchange is ended and closed', () => {
  const incoming = message()
  receiveEnd(incoming)
  discardBody(incoming)
  expect(incoming.destroyed).toBe(true)
  expect(incoming.readableEnded).toBe(true)
  expect(incoming.closed).toBe(true)
  expect(incoming.readable).toBe(false)
})

test('a stream built after an abort is destroyed and not ended', () => {
  const incoming = message()
  receiveAbort(incoming)
  expect(incoming.aborted).toBe(true)
  expect(incoming.destroyed).toBe(true)
  expect(incoming.readableEnded).toBe(false)
})

test('prependListener() adds a listener without initializing the stream, and the listener is called', async () => {
  const incoming = message()
  const ended = new Promise((resolve) => incoming.prependListener('end', resolve as () => void))
  receiveEnd(incoming)
  incoming.resume()
  await ended
})

test('body pieces reach the reader without being copied', async () => {
  const incoming = message()
  const piece = Buffer.from('abc')
  incoming.on('data', (data) => expect(data).toBe(piece))
  receiveBody(incoming, piece)
  receiveEnd(incoming)
  await once(incoming, 'end')
  expect.assertions(1)
})

test('a body that is not read yet is kept for a later reader', async () => {
  const incoming = message()
  receiveBody(incoming, Buffer.from('ab'))
  receiveBody(incoming, Buffer.from('c'))
  receiveEnd(incoming)
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  expect(Buffer.concat(chunks).toString()).toBe('abc')
})

test('receiveBody requests a pause at the high water mark, and reading requests more', async () => {
  const incoming = message()
  expect(receiveBody(incoming, Buffer.alloc(incoming.readableHighWaterMark))).toBe(false)
  incoming.resume()
  await once(incoming, 'data')
  await vi.waitFor(() => expect(connection.resumeReading).toHaveBeenCalled())
})

test('pieces of a discarded body are dropped', () => {
  const incoming = message()
  discardBody(incoming)
  expect(receiveBody(incoming, Buffer.alloc(1 << 20))).toBe(true)
  expect(isBuilt(incoming)).toBe(false)
})

test('discarding a message that has a reader removes the reader, and the message ends', async () => {
  const incoming = message()
  incoming.pause().on('data', () => expect.unreachable())
  receiveBody(incoming, Buffer.from('late'))
  discardBody(incoming)
  receiveEnd(incoming)
  await once(incoming, 'end')
  expect(incoming.listenerCount('data')).toBe(0)
})

test('SI-16 setEncoding, pipeline, finished and async iteration work', async () => {
  const first = message()
  first.setEncoding('utf8')
  receiveBody(first, Buffer.from('h\xc3', 'latin1'))
  receiveBody(first, Buffer.from('\xa9', 'latin1'))
  receiveEnd(first)
  let text = ''
  for await (const chunk of first) text += chunk as string
  expect(text).toBe('hé')

  const second = message()
  receiveBody(second, Buffer.from('xy'))
  receiveEnd(second)
  const written: Buffer[] = []
  await promisify(pipeline)(second, new Writable({ write: (chunk: Buffer, _encoding, callback) => (written.push(chunk), callback()) }))
  expect(Buffer.concat(written).toString()).toBe('xy')

  const third = message()
  const done = promisify(finished)(third)
  receiveEnd(third)
  third.resume()
  await done
})

test('the connection is told of the end before every listener', async () => {
  const incoming = message()
  incoming.on('end', () => expect(connection.messageConsumed).toHaveBeenCalledWith(incoming))
  incoming.resume()
  receiveEnd(incoming)
  await once(incoming, 'close')
  expect.assertions(1)
})

test('SI-09 an abort is an error event only if there is a listener for it', async () => {
  const heard = message()
  const errors: Error[] = []
  heard.on('error', (error) => errors.push(error))
  heard.socket.destroy()
  const closed = new Promise<void>((resolve) => heard.on('close', resolve))
  receiveAbort(heard)
  await closed
  expect(errors).toMatchObject([{ code: 'ECONNRESET', message: 'aborted' }])

  const unheard = message()
  unheard.socket.destroy()
  const over = new Promise<void>((resolve) => unheard.on('close', resolve))
  receiveAbort(unheard)
  await over
  expect(unheard.aborted).toBe(true)
})

test('H-01 H-07 H-08 headers, headersDistinct and rawHeaders are views of one head', () => {
  const incoming = message()
  expect(incoming.headers).toEqual({ host: 'a', 'x-b': '1, 2' })
  expect(incoming.headersDistinct).toEqual(Object.assign(Object.create(null), { host: ['a'], 'x-b': ['1', '2'] }))
  expect(incoming.rawHeaders).toEqual(['Host', 'a', 'X-B', '1', 'x-b', '2'])
  expect(incoming.headers).toBe(incoming.headers)
  incoming.headers = { replaced: 'yes' }
  expect(incoming.headers).toEqual({ replaced: 'yes' })
})

test('H-09 trailers are empty until they are received, also if they were read before', () => {
  const incoming = message()
  expect(incoming.trailers).toEqual({})
  receiveTrailers(incoming, { text: 'X-T: 1\r\n', spans: [0, 3, 5, 6] })
  expect(incoming.trailers).toEqual({ 'x-t': '1' })
  expect(incoming.rawTrailers).toEqual(['X-T', '1'])
})

test('the constructor works with .call(), util.inherits, extends and Object.create', async () => {
  const [socket] = duplexPair()
  function Legacy(this: IncomingMessage): void {
    ;(IncomingMessage as unknown as (this: IncomingMessage, socket: object) => void).call(this, socket)
  }
  inherits(Legacy, IncomingMessage)
  class Modern extends IncomingMessage {
    shout(): string {
      return `${this.url}!`
    }
  }
  const legacy = new (Legacy as unknown as new () => IncomingMessage)()
  const modern = new Modern(socket)
  const created = Object.create(modern) as Modern
  expect(legacy).toBeInstanceOf(IncomingMessage)
  expect(modern.shout()).toBe('!')
  expect(created.shout()).toBe('!')
  for (const incoming of [legacy, modern]) {
    receiveHead(incoming, connection, { version: HTTP_1_1, text: TEXT, spans: SPANS })
    receiveBody(incoming, Buffer.from('z'))
    receiveEnd(incoming)
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    expect(String(chunks[0])).toBe('z')
  }
})
