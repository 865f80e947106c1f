import { expect, test } from 'vitest'
import type { HeadersInit } from '@layered-http/headers'
import { eventsOf, RecordingSocket, turn } from '../../test/support/messages.js'
import { buildHead, defineOutgoingMessage, type OutgoingMessage, type PendingWrite, type WriteCallback } from '../port.js'
import { LegacyOutgoing } from './outgoing.js'

interface Legacy extends OutgoingMessage {
  statusCode?: number
  _header: string | null
  _headerSent: boolean
  outputData: PendingWrite[]
  outputSize: number
  _contentLength: number | null
  _hasBody: boolean
  _trailer: string
  _last: boolean
  _closed: boolean
  _removedConnection: boolean
  _removedContLen: boolean
  _removedTE: boolean
  _keepAliveTimeout: number
  _defaultKeepAlive: boolean
  _isLenientHeaderValidation(): boolean
  _renderHeaders(): Record<string, unknown>
  _storeHeader(firstLine: string, headers?: HeadersInit | null): void
  _send(data: string | Uint8Array, encoding?: BufferEncoding | WriteCallback | null, callback?: WriteCallback): boolean
  _writeRaw(data: string | Uint8Array, encoding?: BufferEncoding | WriteCallback | null, callback?: WriteCallback): boolean
  _flush(): void
  _flushOutput(socket: unknown): boolean
}

const Family = defineOutgoingMessage()
const { constructor: _constructor, ...members } = Object.getOwnPropertyDescriptors(LegacyOutgoing.prototype)
Object.defineProperties(Family.prototype, members)
Family.prototype._implicitHeader = function () {
  buildHead(this, 'LINE\r\n')
}

const message = (): Legacy => new Family() as Legacy

test('a new message has Node\'s values', () => {
  const { _header, _headerSent, outputData, outputSize, _contentLength, _hasBody, _trailer, _last, _closed, _removedConnection, _removedContLen, _removedTE, _keepAliveTimeout, _defaultKeepAlive } = message()
  expect([_header, _headerSent, outputData, outputSize, _contentLength, _hasBody, _trailer, _last, _closed]).toEqual([null, false, [], 0, null, true, '', false, false])
  expect([_removedConnection, _removedContLen, _removedTE, _keepAliveTimeout, _defaultKeepAlive]).toEqual([false, false, false, 0, true])
  expect(message()._isLenientHeaderValidation()).toBe(false)
})

test('_header: a value that a program sets is sent as head; null removes a head that was not sent', () => {
  const byHand = message()
  byHand._header = 'HAND\r\n\r\n'
  expect([byHand.headersSent, byHand._headerSent]).toEqual([true, false])
  const socket = new RecordingSocket()
  byHand.assignSocket(socket)
  byHand.flushHeaders()
  expect(socket.wire).toBe('HAND\r\n\r\n')

  const back = message()
  back._implicitHeader()
  back._header = null
  back.setHeader('a', '1')
  back._implicitHeader()
  expect(back._header).toContain('a: 1\r\n')
})

test("_header: '' set by a serverless adapter is not a head", () => {
  const adapted = message()
  adapted._header = ''
  expect([adapted.headersSent, adapted._header]).toEqual([false, ''])
  adapted._implicitHeader()
  adapted._header = ''
  expect(adapted.headersSent).toBe(false)
})

test('_header: null after the head was sent allows changes of headers again', () => {
  const sent = message()
  sent.assignSocket(new RecordingSocket())
  sent.flushHeaders()
  sent._header = null
  expect([sent.headersSent, sent._headerSent]).toEqual([false, false])
  expect(() => sent.setHeader('a', '1')).not.toThrow()
})

test('_headerSent: true drops a head that waits, false sends it again', () => {
  const dropped = message()
  const socket = new RecordingSocket()
  dropped.assignSocket(socket)
  dropped._implicitHeader()
  dropped._headerSent = true
  dropped.flushHeaders()
  expect(socket.wire).toBe('')
  dropped._headerSent = false
  dropped.flushHeaders()
  expect(socket.wire).toBe(dropped._header)
  const empty = message()
  empty._headerSent = false
  expect(empty._headerSent).toBe(false)
})

test('outputData and outputSize are the queue, and can be set', () => {
  const queued = message()
  queued.end('abc')
  expect([queued.outputData.map(({ data }) => String(data).slice(-3)), queued.outputSize]).toEqual([['abc'], queued.writableLength])
  queued.outputData = []
  queued.outputSize = 0
  expect(queued.writableLength).toBe(0)
})

test('_contentLength: the length known when the head is built', () => {
  const known = message()
  known._contentLength = 5
  expect(known._contentLength).toBe(5)
  known._implicitHeader()
  expect(known._header).toContain('Content-Length: 5\r\n')
  known._contentLength = null
  expect(known._contentLength).toBe(null)
})

test('_hasBody, _trailer and _last can be set', () => {
  const set = message()
  set._hasBody = false
  set._trailer = 'T: 1\r\n'
  set._last = true
  expect([set._hasBody, set._trailer, set._last, set._defaultKeepAlive]).toEqual([false, 'T: 1\r\n', true, false])
  set._implicitHeader()
  expect(set._header).toBe('LINE\r\nConnection: close\r\n\r\n')
})

test('_closed: true marks the message as closed in every stage, false has no effect', () => {
  const open = message()
  open._closed = false
  expect(open.closed).toBe(false)
  open._closed = true
  open._closed = true
  expect([open._closed, open.closed, open.writableFinished]).toEqual([true, true, true])
})

test('_removedConnection, _removedContLen and _removedTE turn automatic headers off, and on again', () => {
  const switched = message()
  switched._removedConnection = true
  switched._removedContLen = true
  switched._removedTE = true
  expect([switched._removedConnection, switched._removedContLen, switched._removedTE]).toEqual([true, true, true])
  switched._removedTE = false
  switched._implicitHeader()
  expect([switched._removedTE, switched._header]).toEqual([false, 'LINE\r\nTransfer-Encoding: chunked\r\n\r\n'])
})

test('_keepAliveTimeout is the Keep-Alive line in milliseconds', () => {
  const kept = message()
  kept._keepAliveTimeout = 5500
  expect(kept._keepAliveTimeout).toBe(5000)
  kept._implicitHeader()
  expect(kept._header).toContain('Keep-Alive: timeout=5\r\n')
  kept._keepAliveTimeout = 0
  expect(kept._keepAliveTimeout).toBe(0)
})

test('_defaultKeepAlive = false closes the connection after the message', () => {
  const closing = message()
  closing._defaultKeepAlive = false
  closing._implicitHeader()
  expect(closing._header).toContain('Connection: close\r\n')
})

test('_renderHeaders() returns names as they were set, and throws once the head is built', () => {
  const rendered = message()
  expect(rendered._renderHeaders()).toEqual({})
  rendered.setHeader('X-A', ['1'])
  expect(rendered._renderHeaders()).toEqual({ 'X-A': ['1'] })
  rendered._implicitHeader()
  expect(() => rendered._renderHeaders()).toThrow(expect.objectContaining({ code: 'ERR_HTTP_HEADERS_SENT', message: 'Cannot render headers after they are sent to the client' }))
})

test('_storeHeader() builds the head from the first line, with the passed headers or with those that were set', () => {
  const own = message()
  own.setHeader('a', '1')
  own._storeHeader('OWN\r\n', { b: '2' })
  expect(own._header).toMatch(/^OWN\r\nb: 2\r\n/)
  const set = message()
  set.setHeader('a', '1')
  set._storeHeader('SET\r\n', null)
  expect(set._header).toMatch(/^SET\r\na: 1\r\n/)
  for (const statusCode of [204, 304]) {
    const bodiless = message()
    bodiless.statusCode = statusCode
    bodiless._hasBody = false
    bodiless._storeHeader('LINE\r\n', { 'Transfer-Encoding': 'chunked' })
    expect([bodiless.chunkedEncoding, bodiless.shouldKeepAlive]).toEqual([false, false])
  }
})

test('_send() sends the head first, _writeRaw() does not; both accept the callback as second or third argument', async () => {
  const socket = new RecordingSocket()
  const sent = message()
  sent.assignSocket(socket)
  const called: string[] = []
  sent._implicitHeader()
  sent._writeRaw('raw', () => called.push('raw'))
  sent._writeRaw('é', 'utf8')
  sent._send('a', () => called.push('a'))
  sent._send(Buffer.from('b'), null, () => called.push('b'))
  await turn()
  expect([socket.wire, called]).toEqual([`raw\xc3\xa9${sent._header}ab`, ['raw', 'a', 'b']])
})

test('_flush() without a socket, or with one that is not writable, does nothing', () => {
  const idle = message()
  expect(() => idle._flush()).not.toThrow()
  const socket = new RecordingSocket()
  socket.end()
  idle.assignSocket(socket)
  idle._implicitHeader()
  idle._flush()
  expect(socket.wire).toBe('')
})

test('_flush() sends head, gathered pieces and queue, and emits drain if a write had returned false', async () => {
  const flushed = message()
  const events = eventsOf(flushed)
  flushed.write('a')
  const socket = new RecordingSocket()
  flushed.socket = socket as never
  flushed._flush()
  expect(socket.body).toBe('1\r\na\r\n')
  expect(flushed.write(Buffer.alloc(flushed.writableHighWaterMark))).toBe(false)
  flushed._flush()
  expect(events).toEqual(['drain'])
})

test('_flush() finishes a message that was ended', async () => {
  const ended = message()
  const events = eventsOf(ended)
  ended.end('x')
  const socket = new RecordingSocket()
  ended.socket = socket as never
  ended._flush()
  await turn()
  expect([socket.body, events]).toEqual(['x', ['prefinish', 'finish']])
})
