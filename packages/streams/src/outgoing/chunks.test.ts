import { expect, test } from 'vitest'
import { messageOfLength, Message, onRecording, recorder, turn, type RecordingSocket } from '../../test/support/messages.js'
import { flushChunk, gather, MAX_JOINED_BYTES, writeLastChunks } from './chunks.js'
import { stateOf } from './state.js'

const verbs = (socket: RecordingSocket): string[] => socket.calls.map((call) => call.split(' ')[0]!)

/** Returns a chunked message whose head was sent, on a socket whose log is empty. */
function afterHead(): { message: Message; socket: RecordingSocket } {
  const { message, socket } = onRecording()
  message.flushHeaders()
  socket.calls.length = 0
  return { message, socket }
}

test('flushChunk() without gathered pieces sends nothing', () => {
  const { message, socket } = afterHead()
  flushChunk(stateOf(message))
  expect(socket.calls).toEqual([])
})

test('SO-13 the pieces of a chunk are sent in one string, with their size in bytes', () => {
  const { message, socket } = afterHead()
  const state = stateOf(message)
  gather(state, 'é', 'utf8', 2, undefined)
  gather(state, Buffer.from([0]), 'utf8', 1, undefined)
  gather(state, new Uint8Array([9, 0x80, 9]).subarray(1, 2), 'utf8', 1, undefined)
  gather(state, 'ÿ', 'latin1', 1, undefined)
  gather(state, 'a', 'utf16le', 2, undefined)
  flushChunk(state)
  expect(socket.calls).toEqual(['write "7\\r\\nÃ©\\u0000\x80ÿa\\u0000\\r\\n" latin1'])
  expect([state.chunk, state.chunkBytes]).toEqual([null, 0])
})

test('several pieces are joined up to MAX_JOINED_BYTES; larger ones are separate writes of one system call', () => {
  for (const [bytes, isJoined] of [
    [MAX_JOINED_BYTES - 1, true],
    [MAX_JOINED_BYTES, true],
    [MAX_JOINED_BYTES + 1, false],
  ] as const) {
    const { message, socket } = afterHead()
    socket.systemCalls = 0
    gather(stateOf(message), 'x'.repeat(bytes - 1), 'latin1', bytes - 1, undefined)
    gather(stateOf(message), 'y', 'latin1', 1, undefined)
    flushChunk(stateOf(message))
    expect(verbs(socket)).toEqual(isJoined ? ['write'] : ['cork', 'write', 'write', 'write', 'write', 'uncork'])
    expect(socket.body).toBe(`${bytes.toString(16)}\r\n${'x'.repeat(bytes - 1)}y\r\n`)
    expect(socket.systemCalls).toBe(1)
  }
})

test('a single Latin-1 piece is joined at any size, a single piece of bytes only up to MAX_JOINED_BYTES', () => {
  for (const [piece, isJoined] of [
    ['x'.repeat(MAX_JOINED_BYTES * 4), true],
    [Buffer.alloc(MAX_JOINED_BYTES), true],
    [Buffer.alloc(MAX_JOINED_BYTES + 1), false],
    ['é'.repeat(MAX_JOINED_BYTES), false],
  ] as const) {
    const { message, socket } = afterHead()
    gather(stateOf(message), piece, 'utf8', Buffer.byteLength(piece), undefined)
    flushChunk(stateOf(message))
    expect(verbs(socket)).toEqual(isJoined ? ['write'] : ['cork', 'write', 'write', 'write', 'uncork'])
    expect(socket.body).toBe(`${Buffer.byteLength(piece).toString(16)}\r\n${Buffer.from(piece as string).toString('latin1')}\r\n`)
  }
})

test('a piece with a callback is a separate write', async () => {
  const { message, socket } = afterHead()
  const results: unknown[] = []
  message.write('a', recorder(results, 'a'))
  message.write('b')
  await turn()
  expect(socket.calls).toEqual(['cork', 'write "2\\r\\n" latin1', 'write "a" latin1', 'write "b" latin1', 'write "\\r\\n" latin1', 'uncork'])
  expect(results).toEqual(['a'])
})

test('pieces without bytes make no chunk, and their callbacks are called', async () => {
  for (const empty of ['', Buffer.alloc(0)]) {
    const { message, socket } = afterHead()
    const results: unknown[] = []
    message.write(empty, recorder(results, 'empty'))
    await turn()
    expect([socket.body, results]).toEqual(['', ['empty']])
    message.end()
    expect(socket.body).toBe('0\r\n\r\n')
  }
})

test('SO-17 the last chunk and the trailers are sent in one string with the last pieces', () => {
  const { message, socket } = afterHead()
  message.addTrailers([['X-T', '1'], ['X-T', '2']])
  gather(stateOf(message), 'ab', 'latin1', 2, undefined)
  writeLastChunks(stateOf(message), 'c', 'latin1', 1)
  expect(socket.calls).toEqual(['write "3\\r\\nabc\\r\\n0\\r\\nX-T: 1\\r\\nX-T: 2\\r\\n\\r\\n" latin1'])
})

test('a message without a body has only the last chunk', () => {
  const { message, socket } = afterHead()
  writeLastChunks(stateOf(message), '', 'latin1', 0)
  expect(socket.calls).toEqual(['write "0\\r\\n\\r\\n" latin1'])
})

test('SO-19 the end of a corked message is not joined: head, size, pieces, CRLF and last chunk are writes of one system call', () => {
  const { message, socket } = onRecording()
  message.cork()
  message.write('a')
  message.write('b')
  message.end('c')
  expect(verbs(socket).filter((verb) => verb === 'write')).toHaveLength(7)
  expect([socket.body, socket.systemCalls]).toEqual(['3\r\nabc\r\n0\r\n\r\n', 1])
})

test('SO-19 a corked message that ends without a socket queues the same writes', () => {
  const message = new Message()
  message.cork()
  message.write('a')
  message.end('b')
  expect(stateOf(message).queue?.slice(1).map(({ data }) => data)).toEqual(['2\r\n', 'a', 'b', '\r\n', '0\r\n\r\n'])
})

test('SO-19 a corked message without pieces sends head and last chunk in one string', () => {
  const { message, socket } = onRecording()
  message.cork()
  message._implicitHeader()
  message.end()
  expect(socket.calls.filter((call) => call.startsWith('write'))).toEqual([expect.stringContaining('\\r\\n\\r\\n0\\r\\n\\r\\n" latin1')])
})

test('a message with a length is never chunked', () => {
  const { message, socket } = onRecording(messageOfLength(2))
  message.write('a')
  message.end('b')
  expect(socket.body).toBe('ab')
})
