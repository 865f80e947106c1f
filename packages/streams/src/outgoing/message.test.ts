import { once } from 'node:events'
import { inherits } from 'node:util'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { duplexPair, withoutDate } from '@layered-http/test-kit'
import { OutgoingMessage } from './message.js'
import { buildHead, forbidBody } from './port.js'

/** A message with a first line, like those of the server and the client. */
class Message extends OutgoingMessage {
  override _implicitHeader(): void {
    buildHead(this, 'HTTP/1.1 200 OK\r\n')
  }
}

/** Returns a message on a socket in memory, and the bytes that it sends. */
function onSocket(): { message: Message; socket: Duplex; wire: () => string } {
  const [socket, peer] = duplexPair()
  let received = ''
  peer.setEncoding('latin1')
  peer.on('data', (text: string) => (received += text))
  const message = new Message()
  message.assignSocket(socket)
  return { message, socket, wire: () => withoutDate(received) }
}

/** Counts the calls of the socket's `_write` and `_writev`, which would be system calls. */
function countWrites(socket: Duplex): () => number {
  let writes = 0
  const write = socket._write.bind(socket)
  socket._write = (...args) => (writes++, write(...args))
  return () => writes
}

test('a body passed to end() gets a Content-Length, and is sent in one write with the head', async () => {
  const { message, socket, wire } = onSocket()
  const writes = countWrites(socket)
  message.setHeader('X-A', '1')
  message.end('hello')
  await once(message, 'finish')
  expect(wire()).toBe('HTTP/1.1 200 OK\r\nX-A: 1\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello')
  expect(writes()).toBe(1)
})

test('the first pieces of a chunked body are sent in one write with the head, before the end is known', async () => {
  for (const pieces of [['hello'], [Buffer.from([0, 255]), 'h\u20ac'], ['x'.repeat(10_000), 'y']]) {
    const { message, socket, wire } = onSocket()
    let writes = 0
    const write = socket._write.bind(socket)
    socket._write = (...args) => (writes++, write(...args))
    socket._writev = (chunks, callback) => (writes++, write(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)), 'latin1', callback))
    for (const piece of pieces) message.write(piece)
    await new Promise(setImmediate)
    const body = Buffer.concat(pieces.map((piece) => Buffer.from(piece as string)))
    expect(wire()).toBe(`HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body.toString('latin1')}\r\n`)
    expect(writes).toBe(1)
  }
})

test('SO-19 the last pieces of a corked message are not joined, but are sent in one write', async () => {
  const { message, socket, wire } = onSocket()
  let writes = 0
  socket._writev = (chunks, callback) => {
    writes++
    socket._write(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)), 'latin1', callback)
  }
  const pieces: unknown[] = []
  const write = socket.write.bind(socket)
  socket.write = ((...args: Parameters<typeof write>) => (pieces.push(args[0]), write(...args))) as typeof socket.write
  message.cork()
  message.cork()
  message._implicitHeader()
  message.uncork()
  message.end('asd')
  await once(message, 'finish')
  expect(pieces.slice(1)).toEqual(['3\r\n', 'asd', '\r\n', '0\r\n\r\n'])
  expect(wire()).toBe('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nasd\r\n0\r\n\r\n')
  expect(writes).toBe(1)
})

test('SO-13 pieces written in one turn become one chunk, end() included', async () => {
  const { message, wire } = onSocket()
  message.write('a')
  message.write('b')
  await new Promise(setImmediate)
  message.write('d')
  message.end('e')
  await once(message, 'finish')
  expect(wire()).toBe('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n2\r\nde\r\n0\r\n\r\n')
})

test('SO-13 small pieces of a chunk of every kind are sent in one write, with their size in bytes', async () => {
  const { message, socket, wire } = onSocket()
  const writes = countWrites(socket)
  message.write('a\xe9')
  message.write(Buffer.from([0, 255]))
  message.write(new Uint8Array([1, 0x80, 2]).subarray(1))
  message.write('ff00', 'hex')
  message.end('\u20ac')
  await once(message, 'finish')
  const body = 'a\xc3\xa9\x00\xff\x80\x02\xff\x00\xe2\x82\xac'
  expect(wire()).toBe(`HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n${(3 + 2 + 2 + 2 + 3).toString(16)}\r\n${body}\r\n0\r\n\r\n`)
  expect(writes()).toBe(1)
})

test('base64 and hexadecimal text with other characters in it has the length of its decoded bytes', async () => {
  const chunked = onSocket()
  chunked.message.write('YWJj\nZGVm\n', 'base64')
  chunked.message.end('ff0g', 'hex')
  const counted = onSocket()
  counted.message.end('YWJj\nZGVm\n', 'base64')
  await Promise.all([once(chunked.message, 'finish'), once(counted.message, 'finish')])
  expect(chunked.wire()).toMatch(/\r\n\r\n7\r\nabcdef\xff\r\n0\r\n\r\n$/)
  expect(counted.wire()).toMatch(/Content-Length: 6\r\n\r\nabcdef$/)
})

test('SO-13 CL-38 writes before there is a socket become separate chunks, in order', async () => {
  const message = new Message()
  message.write('a')
  message.write('bc')
  expect(message.writableLength).toBeGreaterThan(0)
  message.end()
  const [socket, peer] = duplexPair()
  peer.setEncoding('latin1')
  let received = ''
  peer.on('data', (text: string) => (received += text))
  message.assignSocket(socket)
  await once(message, 'finish')
  expect(received.slice(received.indexOf('\r\n\r\n') + 4)).toBe('1\r\na\r\n2\r\nbc\r\n0\r\n\r\n')
})

test('the length of a body in any encoding is counted in bytes, and it arrives complete', async () => {
  for (const [body, encoding] of [
    ['héé€', 'utf8'],
    ['é', 'latin1'],
    ['6869', 'hex'],
    ['hi', 'utf16le'],
    ['aGk=', 'base64'],
  ] as const) {
    const { message, wire } = onSocket()
    message.end(body, encoding)
    await once(message, 'finish')
    const bytes = Buffer.from(body, encoding)
    expect(wire().endsWith(`Content-Length: ${bytes.length}\r\n\r\n${bytes.toString('latin1')}`)).toBe(true)
  }
})

test('the head is Latin-1, even if the body is not', async () => {
  const { message, wire } = onSocket()
  message.setHeader('X', 'é')
  message.end('€')
  await once(message, 'finish')
  expect(wire()).toContain('X: \xe9\r\n')
  expect(wire().endsWith('\xe2\x82\xac')).toBe(true)
})

test('SO-18 trailers follow the last chunk (SO-17), and are refused if they cannot be sent', async () => {
  const { message, wire } = onSocket()
  message.setHeader('Trailer', 'X-T')
  message.addTrailers({ 'X-T': ['1', '2'] })
  message.end('z')
  await once(message, 'finish')
  expect(wire().endsWith('1\r\nz\r\n0\r\nX-T: 1\r\nX-T: 2\r\n\r\n')).toBe(true)

  const counted = onSocket().message
  counted.setHeader('Trailer', 'X-T')
  counted.setHeader('Content-Length', 1)
  expect(() => counted.end('z')).toThrow(expect.objectContaining({ code: 'ERR_HTTP_TRAILER_INVALID' }))
})

test('SO-09 removing an automatic header suppresses it; setting it again does not restore others', async () => {
  const { message, wire } = onSocket()
  message.removeHeader('Content-Length')
  message.removeHeader('Connection')
  message.end('z')
  await once(message, 'finish')
  expect(wire()).toBe('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nz\r\n0\r\n\r\n')
})

test('a message that may have no body sends none, even if data is written', async () => {
  const { message, wire } = onSocket()
  forbidBody(message)
  message.write('dropped')
  message.end('dropped too')
  await once(message, 'finish')
  expect(wire()).toBe('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\n')
})

test('SO-11 flushHeaders sends the head at once and fixes the framing', async () => {
  const { message, wire } = onSocket()
  message.flushHeaders()
  expect(message.headersSent).toBe(true)
  await new Promise(setImmediate)
  expect(wire()).toContain('Transfer-Encoding: chunked\r\n\r\n')
  message.end()
  await once(message, 'finish')
})

test('write() returns false at the high water mark, and drain follows when the socket has taken the bytes', async () => {
  const [socket, peer] = duplexPair()
  const message = new Message()
  message.setHeader('Content-Length', 1 << 20)
  message.assignSocket(socket)
  expect(message.write(Buffer.alloc(1 << 19))).toBe(false)
  expect(message.writableNeedDrain).toBe(true)
  peer.resume()
  await once(socket, 'drain')
  expect(message.writableLength).toBe(0)
})

test('SO-14 SO-15 writing after end fails without reaching the wire', async () => {
  const { message, wire } = onSocket()
  message.end('z')
  const errors: unknown[] = []
  message.on('error', (error: { code: string }) => errors.push(error.code))
  const called = new Promise((resolve) => message.write('late', (error) => resolve((error as { code?: string }).code)))
  expect(await called).toBe('ERR_STREAM_WRITE_AFTER_END')
  expect(errors).toEqual(['ERR_STREAM_WRITE_AFTER_END'])
  expect(wire().endsWith('\r\n\r\nz')).toBe(true)
})

test('E-01 headers cannot change once the head is built', () => {
  const { message } = onSocket()
  message.flushHeaders()
  for (const [what, act] of [
    ['set', () => message.setHeader('a', '1')],
    ['append', () => message.appendHeader('a', '1')],
    ['remove', () => message.removeHeader('a')],
  ] as const) {
    expect(act).toThrow(expect.objectContaining({ code: 'ERR_HTTP_HEADERS_SENT', message: `Cannot ${what} headers after they are sent to the client` }))
  }
})

test('H-10 H-11 header values that could split the head are refused', () => {
  const message = new Message()
  expect(() => message.setHeader('a b', '1')).toThrow(expect.objectContaining({ code: 'ERR_INVALID_HTTP_TOKEN' }))
  expect(() => message.setHeader('a', '1\r\nb: 2')).toThrow(expect.objectContaining({ code: 'ERR_INVALID_CHAR' }))
  expect(() => message.setHeader('a', undefined as unknown as string)).toThrow(expect.objectContaining({ code: 'ERR_HTTP_INVALID_HEADER_VALUE' }))
  expect(() => message.appendHeader('a', ['1', '2\n'])).toThrow(expect.objectContaining({ code: 'ERR_INVALID_CHAR' }))
  expect(() => message.addTrailers({ a: '\r' })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_CHAR' }))
})

test('SO-03 setHeaders accepts Headers and Map, and keeps cookies separate', () => {
  const message = new Message()
  message.setHeaders(new Headers([['a', '1'], ['set-cookie', 'x'], ['set-cookie', 'y']]))
  message.setHeaders(new Map([['B', ['2', '3']]]))
  expect({ ...message.getHeaders() }).toEqual({ a: '1', 'set-cookie': ['x', 'y'], b: ['2', '3'] })
  expect(() => message.setHeaders({} as Headers)).toThrow('The "headers" argument must be an instance of Headers or Map. Received an instance of Object')
})

test('SO-28 with strictContentLength, a body that differs from the declared length is an error', () => {
  const { message } = onSocket()
  message.strictContentLength = true
  message.setHeader('Content-Length', 3)
  expect(() => message.end('four')).toThrow(expect.objectContaining({ code: 'ERR_HTTP_CONTENT_LENGTH_MISMATCH' }))
})

test('SO-12 a chunk that is neither a string nor bytes is refused', () => {
  const { message } = onSocket()
  expect(() => message.write(1 as unknown as string)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
  expect(() => message.write(null as unknown as string)).toThrow(expect.objectContaining({ code: 'ERR_STREAM_NULL_VALUES' }))
})

test('the constructor works with .call(), util.inherits and extends', async () => {
  function Legacy(this: OutgoingMessage): void {
    ;(OutgoingMessage as unknown as (this: OutgoingMessage) => void).call(this)
  }
  inherits(Legacy, Message)
  const message = new (Legacy as unknown as new () => OutgoingMessage)()
  const [socket, peer] = duplexPair()
  peer.resume()
  message.assignSocket(socket)
  message.end('works')
  await once(message, 'finish')
  expect(message.writableFinished).toBe(true)
})
