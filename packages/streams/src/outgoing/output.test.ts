import { expect, test } from 'vitest'
import { connection, Message, messageOfLength, onRecording, plainSocket, RecordingSocket, recorder, turn } from '../../test/support/messages.js'
import {
  bytesWaiting,
  byteLength,
  cork,
  dropOutput,
  failChunk,
  fastestEncoding,
  flushHead,
  highWaterMark,
  isWritable,
  MAX_JOINED_BUFFER,
  MAX_JOINED_UTF8,
  queueFurtherWrites,
  uncork,
  unsentOutput,
  writeRaw,
  writeWithHead,
} from './output.js'
import { stateOf } from './state.js'
import { defaultHighWaterMark } from '../high-water-mark.js'

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\n'

/** Returns the state of a message whose head is built but not sent, and its socket. */
function withHead(): { state: ReturnType<typeof stateOf>; socket: RecordingSocket } {
  const { message, socket } = onRecording(messageOfLength(5))
  message._implicitHeader()
  return { state: stateOf(message), socket }
}

test('byteLength() counts the bytes of a string in its encoding, and of a view without the rest of its buffer', () => {
  expect([byteLength('é€', 'utf8'), byteLength('é', 'latin1'), byteLength('ab', 'utf16le'), byteLength(new Uint8Array(8).subarray(2, 5), 'utf8')]).toEqual([5, 1, 4, 3])
})

test('fastestEncoding() returns Latin-1 for ASCII in UTF-8 and for binary, and any other encoding unchanged', () => {
  expect(fastestEncoding('abc', 'utf8', 3)).toBe('latin1')
  expect(fastestEncoding('ab', 'binary', 2)).toBe('latin1')
  expect(fastestEncoding('é', 'utf8', 2)).toBe('utf8')
  expect(fastestEncoding('ab', 'utf16le', 4)).toBe('utf16le')
  expect(fastestEncoding(Buffer.from('ab'), 'utf8', 2)).toBe('utf8')
})

test('a plain object with `write` is writable, and has no buffered bytes and no corks', () => {
  const socket = plainSocket()
  expect([isWritable(socket), bytesWaiting(socket)]).toEqual([true, 0])
  expect(() => (cork(socket), uncork(socket))).not.toThrow()
})

test('a socket that was ended or destroyed is not writable', () => {
  const ended = new RecordingSocket()
  ended.end()
  const destroyed = new RecordingSocket()
  destroyed.destroy()
  expect([isWritable(new RecordingSocket()), isWritable(ended), isWritable(destroyed)]).toEqual([true, false, false])
})

test('SO-21 the high water mark is that of the socket, otherwise that of the option, otherwise the default', () => {
  const message = new Message({ highWaterMark: 7 })
  expect([highWaterMark(stateOf(new Message())), highWaterMark(stateOf(message))]).toEqual([defaultHighWaterMark(), 7])
  const socket = new RecordingSocket()
  message.assignSocket(socket)
  expect(message.writableHighWaterMark).toBe(socket.writableHighWaterMark)
})

test('SO-21 writableLength counts queue, gathered chunk and socket; a head counts from the first write on', () => {
  const queued = new Message()
  queued.write('abc')
  const head = 'HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n'.length
  expect(queued.writableLength).toBe(head + '3\r\nabc\r\n'.length)

  const { message } = onRecording(new Message(), new RecordingSocket(true))
  message._implicitHeader()
  expect(message.writableLength).toBe(0)
  message.write('abc')
  expect(message.writableLength).toBe(head + '3\r\nabc\r\n'.length)
  message.uncork()
  message.end()
  expect(message.writableLength).toBe(head + '3\r\nabc\r\n0\r\n\r\n'.length)
})

test('writeRaw() returns false when the socket does, or when the queue has reached the mark', () => {
  const queued = stateOf(new Message({ highWaterMark: 4 }))
  expect([writeRaw(queued, 'abc', 'latin1'), writeRaw(queued, 'd', 'latin1')]).toEqual([true, false])
  const { message } = onRecording(new Message(), new RecordingSocket(true))
  expect(writeRaw(stateOf(message), Buffer.alloc(message.writableHighWaterMark), 'latin1')).toBe(false)
})

test('writeRaw() returns true if the write() of a plain object returns undefined', () => {
  const message = new Message()
  message.assignSocket({ write() {} } as unknown as RecordingSocket)
  expect(writeRaw(stateOf(message), 'a', 'latin1')).toBe(true)
})

test('while there is a queue, a write is added to it, even if a socket exists', () => {
  const { message, socket } = onRecording()
  queueFurtherWrites(stateOf(message))
  writeRaw(stateOf(message), 'a', 'latin1')
  expect([socket.calls, stateOf(message).queuedBytes]).toEqual([[], 1])
})

test('a write to an ended socket is queued, one to a destroyed socket calls back with an error', async () => {
  const results: unknown[] = []
  const { message, socket } = onRecording()
  socket.end()
  writeRaw(stateOf(message), 'a', 'latin1', recorder(results, 'ended'))
  const other = onRecording()
  other.socket.on('error', () => {}).destroy()
  writeRaw(stateOf(other.message), 'a', 'latin1', recorder(results, 'destroyed'))
  await turn()
  expect([results, stateOf(message).queue?.length]).toEqual([['destroyed ERR_STREAM_DESTROYED'], 1])
})

test('the connection is told of each queued write with its bytes', () => {
  const told: unknown[] = []
  const message = new Message()
  stateOf(message).connection = connection({ outputQueued: (_message, bytes) => told.push(bytes) })
  writeRaw(stateOf(message), 'é', 'utf8')
  writeRaw(stateOf(message), Buffer.alloc(3), 'utf8')
  expect(told).toEqual([2, 3])
})

test('unsentOutput() is the queue of an ended message without a socket, null otherwise', () => {
  const message = new Message()
  message.write('a')
  expect(unsentOutput(stateOf(message))).toBe(null)
  message.end()
  expect(unsentOutput(stateOf(message))?.map(({ data }) => data)).toEqual([expect.stringContaining('1\r\na\r\n'), '0\r\n\r\n'])
  message.assignSocket(new RecordingSocket())
  expect(unsentOutput(stateOf(message))).toBe(null)
})

test('dropOutput() empties the queue, and the callbacks of its writes are not called', async () => {
  const message = new Message()
  const results: unknown[] = []
  message.write('a', recorder(results, 'write'))
  dropOutput(stateOf(message))
  message.assignSocket(new RecordingSocket())
  await turn()
  expect([message.writableLength, results]).toEqual([0, []])
})

test('failChunk() calls the callbacks of the gathered pieces with the error, once', () => {
  const message = new Message()
  const results: unknown[] = []
  message.cork()
  message.write('a', recorder(results, 'a'))
  message.write('b')
  message.write('c', recorder(results, 'c'))
  failChunk(stateOf(message), new Error('lost'))
  failChunk(stateOf(message), new Error('lost'))
  expect([results, stateOf(message).chunk, stateOf(message).chunkBytes]).toEqual([['a lost', 'c lost'], null, 0])
})

test('flushHead() sends the head once', () => {
  const { state, socket } = withHead()
  flushHead(state)
  flushHead(state)
  expect([socket.calls, socket.wire]).toEqual([[`write ${JSON.stringify(HEAD)} latin1`], HEAD])
})

test('Latin-1 shares its string with the head', () => {
  const { state, socket } = withHead()
  writeWithHead(state, 'é', 'latin1', 1)
  expect(socket.calls).toEqual([`write ${JSON.stringify(`${HEAD}é`)} latin1`])
})

test('UTF-8 shares its string with an ASCII head up to MAX_JOINED_UTF8 bytes, and not above', () => {
  for (const [bytes, isJoined] of [
    [MAX_JOINED_UTF8 - 2, true],
    [MAX_JOINED_UTF8, true],
    [MAX_JOINED_UTF8 + 2, false],
  ] as const) {
    const { state, socket } = withHead()
    const body = 'é'.repeat(bytes / 2)
    writeWithHead(state, body, 'utf8', bytes)
    expect(socket.calls.map((call) => call.split(' ')[0])).toEqual(isJoined ? ['write'] : ['cork', 'write', 'write', 'uncork'])
    expect(socket.wire).toBe(HEAD + Buffer.from(body).toString('latin1'))
    expect(socket.systemCalls).toBe(1)
  }
})

test('UTF-8 does not share its string with a head that is not ASCII', () => {
  const message = new Message()
  message.setHeader('X', 'é')
  const { socket } = onRecording(message)
  message.end('€')
  expect(socket.calls.map((call) => call.split(' ')[0])).toEqual(['cork', 'write', 'write', 'uncork'])
  expect(socket.wire).toBe('HTTP/1.1 200 OK\r\nX: é\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\n\xe2\x82\xac')
})

test('a small Buffer is copied into one string with the head, byte for byte, and its callback is called', () => {
  const { state, socket } = withHead()
  const results: unknown[] = []
  expect(writeWithHead(state, Buffer.from([0, 255]), 'utf8', 2, recorder(results, 'written'))).toBe(true)
  expect(socket.calls).toEqual([`write ${JSON.stringify(`${HEAD}\0\xff`)} latin1`])
  expect([socket.wire, socket.systemCalls]).toEqual([`${HEAD}\0\xff`, 1])
})

test.each([
  [Buffer.alloc(MAX_JOINED_BUFFER, 0xe9), true],
  [Buffer.alloc(MAX_JOINED_BUFFER + 1, 0xe9), false],
  [new Uint8Array([0xe9]), false],
])('bytes leave in one system call with the head, as one write up to MAX_JOINED_BUFFER (case %#)', (data, isOneWrite) => {
  const { state, socket } = withHead()
  writeWithHead(state, data, 'utf8', data.length)
  if (!isOneWrite) expect(socket.calls).toEqual(['cork', `write ${JSON.stringify(HEAD)} latin1`, `write ${data.length} bytes`, 'uncork'])
  else expect(socket.calls).toHaveLength(1)
  expect([socket.wire, socket.systemCalls]).toEqual([HEAD + '\xe9'.repeat(data.length), 1])
})

test('bytes without a socket are queued with their head, or after it if they are many', () => {
  const message = messageOfLength(2)
  message._implicitHeader()
  const head = stateOf(message).pendingHead
  writeWithHead(stateOf(message), Buffer.from('ab'), 'utf8', 2)
  expect(stateOf(message).queue?.map(({ data }) => String(data))).toEqual([`${head}ab`])

  const large = messageOfLength(MAX_JOINED_BUFFER + 1)
  large._implicitHeader()
  writeWithHead(stateOf(large), Buffer.alloc(MAX_JOINED_BUFFER + 1), 'utf8', MAX_JOINED_BUFFER + 1)
  expect(stateOf(large).queue?.map(({ data }) => data.length)).toEqual([expect.any(Number), MAX_JOINED_BUFFER + 1])
})
