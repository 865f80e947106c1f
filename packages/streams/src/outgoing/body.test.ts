import { expect, test } from 'vitest'
import { connection, eventsOf, Message, messageOfLength, onRecording, plainSocket, recorder, RecordingSocket, turn } from '../../test/support/messages.js'
import { DEFAULT_WRITE_OPTIONS } from './write-options.js'
import { LARGE_PIECE, writeBody } from './body.js'
import { forbidBody, setWriteOptions } from './port.js'
import { Stage, stateOf } from './state.js'

const code = (code: string): unknown => expect.objectContaining({ code })
const verbs = (socket: RecordingSocket): string[] => socket.calls.map((call) => call.split(' ')[0]!)

// When pieces are sent

test('a piece of a body with a length is sent at the end of the tick if it is below LARGE_PIECE, otherwise at once', async () => {
  for (const [bytes, leavesAtOnce] of [
    [LARGE_PIECE - 1, false],
    [LARGE_PIECE, true],
    [LARGE_PIECE + 1, true],
  ] as const) {
    const { message, socket } = onRecording(messageOfLength(bytes + 1))
    message.write('a')
    message.write('x'.repeat(bytes))
    expect(socket.systemCalls).toBe(leavesAtOnce ? 1 : 0)
    await turn()
    expect([socket.body, socket.systemCalls]).toEqual([`a${'x'.repeat(bytes)}`, 1])
  }
})

test('a large piece after another is sent in a separate system call', () => {
  const { message, socket } = onRecording(messageOfLength(2 * LARGE_PIECE))
  message.write(Buffer.alloc(LARGE_PIECE))
  message.write(Buffer.alloc(LARGE_PIECE))
  expect(socket.systemCalls).toBe(2)
})

test('the socket is corked once for the pieces of a tick', async () => {
  const { message, socket } = onRecording(messageOfLength(3))
  message.write('a')
  message.write('b')
  message.write('c')
  await turn()
  expect(verbs(socket)).toEqual(['cork', 'write', 'write', 'write', 'uncork'])
})

test('a large piece of a chunked body becomes part of the chunk of its tick', async () => {
  const { message, socket } = onRecording()
  message.write('a')
  message.write('x'.repeat(LARGE_PIECE))
  expect(socket.systemCalls).toBe(0)
  await turn()
  expect(socket.body).toBe(`${(LARGE_PIECE + 1).toString(16)}\r\na${'x'.repeat(LARGE_PIECE)}\r\n`)
})

test('an empty piece without a callback builds the head and sends it, and no chunk', async () => {
  for (const empty of ['', Buffer.alloc(0)]) {
    const { message, socket } = onRecording()
    expect(message.write(empty)).toBe(true)
    expect(message.headersSent).toBe(true)
    await turn()
    expect([socket.systemCalls, socket.body]).toEqual([1, ''])
  }
})

test('SO-13 without a socket each write is a separate chunk, unless the message is corked', () => {
  const message = new Message()
  message.write('a')
  message.write('b')
  message.cork()
  message.write('c')
  message.write('d')
  message.uncork()
  const socket = new RecordingSocket()
  message.assignSocket(socket)
  expect([socket.body, socket.systemCalls]).toEqual(['1\r\na\r\n1\r\nb\r\n2\r\ncd\r\n', 1])
})

test('output of a message that waits for its turn is counted at once, also if the message is corked', () => {
  const message = new Message()
  let queued = 0
  stateOf(message).connection = connection({ outputQueued: (_message, bytes) => (queued += bytes) })
  message.cork()
  message.write('abc')
  expect(queued).toBe(message.writableLength)
  expect(queued).toBeGreaterThan(0)
})

// What is counted

test('base64, base64url and hexadecimal text has the length of its decoded bytes, also with other characters in it', () => {
  for (const [text, encoding, bytes] of [
    ['YW\nJj', 'base64', 'abc'],
    ['_-8', 'base64url', '\xff\xef'],
    ['616g', 'hex', 'a'],
    ['6', 'hex', ''],
  ] as const) {
    const { message, socket } = onRecording()
    message.end(text, encoding)
    expect(socket.wire).toContain(`Content-Length: ${bytes.length}\r\n\r\n${bytes}`)
    expect(socket.body).toBe(bytes)
  }
})

test('SO-14 a body given to end() alone has a Content-Length; an empty string or empty bytes have 0', () => {
  for (const [body, length] of [
    ['h€', 4],
    [new Uint8Array(3), 3],
    ['', 0],
    [Buffer.alloc(0), 0],
  ] as const) {
    const { message, socket } = onRecording()
    message.end(body)
    expect(socket.wire).toContain(`Content-Length: ${length}\r\n`)
    expect(socket.body).toHaveLength(length)
  }
})

test('SO-28 strictContentLength accepts a body of exactly the declared length', () => {
  const { message, socket } = onRecording(messageOfLength(4))
  message.strictContentLength = true
  message.write('ab')
  message.write('c')
  message.end('d')
  expect(socket.body).toBe('abcd')
})

test('SO-28 strictContentLength refuses the byte beyond the declared length in write(), and sends nothing of that piece', async () => {
  const { message, socket } = onRecording(messageOfLength(2))
  message.strictContentLength = true
  message.write('ab')
  expect(() => message.write('c')).toThrow(
    expect.objectContaining({
      code: 'ERR_HTTP_CONTENT_LENGTH_MISMATCH',
      message: "Response body's content-length of 3 byte(s) does not match the content-length of 2 byte(s) set in header",
    }),
  )
  message.end()
  await turn()
  expect(socket.body).toBe('ab')
})

test('SO-28 strictContentLength refuses end() one byte short and one byte beyond; the message stays open', () => {
  for (const rest of ['', 'bc']) {
    const { message } = onRecording(messageOfLength(2))
    message.strictContentLength = true
    message.write('a')
    expect(() => message.end(rest)).toThrow(code('ERR_HTTP_CONTENT_LENGTH_MISMATCH'))
    expect(message.writableEnded).toBe(false)
    message.end('b')
    expect(message.writableFinished || message.writableEnded).toBe(true)
  }
})

test('SO-28 strictContentLength does not compare the piece that builds the head, as in Node', () => {
  const { message } = onRecording(messageOfLength(1))
  message.strictContentLength = true
  expect(() => message.write('ab')).not.toThrow()
  expect(() => message.write('c')).toThrow(code('ERR_HTTP_CONTENT_LENGTH_MISMATCH'))
})

test('SO-28 without strictContentLength, with chunks, or with a length that is not a number, nothing is compared', () => {
  const loose = onRecording(messageOfLength(1))
  loose.message.end('abc')
  const chunked = onRecording()
  chunked.message.strictContentLength = true
  chunked.message.write('abc')
  chunked.message.end()
  const odd = onRecording(new Message())
  odd.message.setHeader('Content-Length', 'abc')
  odd.message.strictContentLength = true
  odd.message.end('x')
  expect([loose.socket.body, chunked.socket.body, odd.socket.body]).toEqual(['abc', '3\r\nabc\r\n0\r\n\r\n', 'x'])
})

// Messages without a body

test('a message without a body drops pieces, calls their callbacks, and sends its head at the end', async () => {
  const { message, socket } = onRecording()
  const results: unknown[] = []
  forbidBody(message)
  expect(message.write('a', recorder(results, 'write'))).toBe(true)
  await turn()
  expect([results, socket.wire]).toEqual([['write'], ''])
  message.end('b')
  expect(socket.wire).toBe('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\n')
})

test('with rejectNonStandardBodyWrites a body is an error; an empty string is not a body, empty bytes are', () => {
  for (const [act, isRefused] of [
    [(message: Message): unknown => message.write('a'), true],
    [(message: Message): unknown => message.end('a'), true],
    [(message: Message): unknown => message.end(Buffer.alloc(0)), true],
    [(message: Message): unknown => message.end(''), false],
    [(message: Message): unknown => message.end(), false],
  ] as const) {
    const { message } = onRecording()
    forbidBody(message)
    setWriteOptions(message, { ...DEFAULT_WRITE_OPTIONS, rejectNonStandardBodyWrites: true })
    if (isRefused) expect(() => act(message)).toThrow(expect.objectContaining({ code: 'ERR_HTTP_BODY_NOT_ALLOWED' }))
    else expect(() => act(message)).not.toThrow()
  }
})

// The end

test('SO-14 end() without anything sends the head with Content-Length: 0, and finishes', async () => {
  const { message, socket, events } = onRecording()
  message.end()
  await turn()
  expect(socket.wire).toBe('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n')
  expect(events).toEqual(['prefinish', 'finish'])
})

test('end() removes every cork of the message and of the tick', async () => {
  const { message, socket } = onRecording(messageOfLength(3))
  message.write('a')
  message.cork()
  message.cork()
  message.write('b')
  message.end('c')
  expect([message.writableCorked, socket.writableCorked, socket.body, socket.systemCalls]).toEqual([0, 0, 'abc', 1])
  await turn()
  expect(message.writableFinished).toBe(true)
})

test('end() in the callback of a write ends the message', async () => {
  const { message, socket, events } = onRecording()
  message.write('a', () => message.end('b'))
  await turn()
  expect([socket.body, events]).toEqual(['1\r\na\r\n1\r\nb\r\n0\r\n\r\n', ['prefinish', 'finish']])
})

test('write() in the callback of a write comes after it', async () => {
  const { message, socket } = onRecording()
  message.write('a', () => message.write('b', () => message.end('c')))
  await turn()
  expect(socket.body).toBe('1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n')
})

test('an ended message without a socket finishes after it gets one', async () => {
  const message = new Message()
  const events = eventsOf(message)
  message.end('x')
  await turn()
  expect([message.writableEnded, message.writableFinished, events]).toEqual([true, false, []])
  const socket = new RecordingSocket()
  message.assignSocket(socket)
  await turn()
  expect([socket.body, events]).toEqual(['x', ['prefinish', 'finish']])
})

test('an exception in a prefinish listener is thrown to the caller of end(), and the message still finishes', async () => {
  const { message, socket } = onRecording()
  message.on('prefinish', () => {
    throw new Error('listener')
  })
  expect(() => message.end('x')).toThrow('listener')
  await turn()
  expect([socket.body, message.writableFinished]).toEqual(['x', true])
})

test('a message on a plain object with write sends every kind of body', async () => {
  const sent: string[] = []
  for (const act of [
    (message: Message): unknown => message.end('ab'),
    (message: Message): unknown => message.end(Buffer.from('ab')),
    (message: Message): unknown => (message.write('a'), message.write(Buffer.from('b')), message.end()),
    (message: Message): unknown => (message.cork(), message.write('a'), message.write('b'), message.uncork(), message.end()),
    (message: Message): unknown => (message.setHeader('Content-Length', 2), message.write('a'), message.write('b'), message.end()),
    (message: Message): unknown => (message.cork(), message.write('a'), message.end('b')),
  ]) {
    const message = new Message()
    const socket = plainSocket()
    const events = eventsOf(message)
    message.assignSocket(socket)
    act(message)
    await turn()
    expect(events).toEqual(['prefinish', 'finish'])
    sent.push(socket.wire.slice(socket.wire.indexOf('\r\n\r\n') + 4))
  }
  expect(sent).toEqual(['ab', 'ab', '2\r\nab\r\n0\r\n\r\n', '2\r\nab\r\n0\r\n\r\n', 'ab', '2\r\nab\r\n0\r\n\r\n'])
})

test('a message with a length, queued and then given a plain object, sends it', async () => {
  const message = messageOfLength(2)
  message.cork()
  message.write('a')
  message.uncork()
  message.end('b')
  const socket = plainSocket()
  message.assignSocket(socket)
  await turn()
  expect([socket.wire.endsWith('\r\n\r\nab'), message.writableFinished]).toEqual([true, true])
})

test('a destroyed socket: write() returns true, since no drain would follow', () => {
  const { message, socket } = onRecording(messageOfLength(1 << 20))
  socket.on('error', () => {}).destroy()
  expect(writeBody(stateOf(message), Buffer.alloc(1 << 18), 'utf8', undefined)).toBe(true)
})

// Destroyed messages

test('end() of a destroyed message builds the head if it has no data, sends nothing and calls no callback without a reason', async () => {
  const { message, socket, events } = onRecording()
  message.destroy()
  const results: unknown[] = []
  message.end(recorder(results, 'end'))
  await turn()
  expect([message.headersSent, message.writableEnded, socket.wire, results, events]).toEqual([true, true, '', [], ['prefinish']])
})

test('end() with data of a destroyed message builds no head; the reason goes to the callback', async () => {
  const { message, socket } = onRecording()
  socket.on('error', () => {})
  message.destroy(new Error('gone'))
  const results: unknown[] = []
  message.end('x', recorder(results, 'end'))
  await turn()
  expect([message.headersSent, results, socket.wire]).toEqual([false, ['end gone'], ''])
})

test('a destroyed response that waits for others is completed if it ends without data, but not if it ends with data', () => {
  for (const [data, unsent] of [
    [undefined, true],
    ['x', false],
  ] as const) {
    const message = new Message()
    stateOf(message).connection = connection({ closesFinished: true })
    message.destroyed = true
    message.end(data)
    expect([stateOf(message).stage, stateOf(message).queue !== null]).toEqual([Stage.ended, unsent])
  }
})
