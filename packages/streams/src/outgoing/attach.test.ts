import { expect, test } from 'vitest'
import { connection, eventsOf, Message, messageOfLength, plainSocket, recorder, RecordingSocket, turn } from '../../test/support/messages.js'
import { attachSocket } from './attach.js'
import { stateOf } from './state.js'

const verbs = (socket: RecordingSocket): string[] => socket.calls.map((call) => call.split(' ')[0]!)

test('SO-25 the message has the socket after attachSocket()', () => {
  const message = new Message()
  const socket = new RecordingSocket()
  expect([message.socket, message.connection]).toEqual([null, null])
  message.assignSocket(socket)
  expect([message.socket === (socket as object), message.connection === (socket as object)]).toEqual([true, true])
})

test('a queue of several writes is sent in one system call; a single write is not corked', () => {
  const many = messageOfLength(2)
  many.write('a')
  many.write('b')
  const socket = new RecordingSocket()
  attachSocket(stateOf(many), socket)
  expect([verbs(socket), socket.body, socket.systemCalls]).toEqual([['cork', 'write', 'write', 'uncork'], 'ab', 1])

  const single = messageOfLength(2)
  single.write('a')
  const other = new RecordingSocket()
  attachSocket(stateOf(single), other)
  expect(verbs(other)).toEqual(['write'])
})

test('nothing queued: nothing is written', () => {
  const socket = new RecordingSocket()
  attachSocket(stateOf(new Message()), socket)
  expect(socket.calls).toEqual([])
})

test('the callbacks of queued writes are called when the socket has taken them', async () => {
  const message = new Message()
  const results: unknown[] = []
  message.write('a', recorder(results, 'a'))
  message.write('b', recorder(results, 'b'))
  await turn()
  expect(results).toEqual([])
  attachSocket(stateOf(message), new RecordingSocket())
  await turn()
  expect(results).toEqual(['a', 'b'])
})

test('SO-19 the corks of a message apply to its socket; with a plain object the message works without them', () => {
  for (const socket of [new RecordingSocket(), plainSocket()]) {
    const message = new Message()
    message.cork()
    message.cork()
    attachSocket(stateOf(message), socket)
    if (socket instanceof RecordingSocket) expect(socket.writableCorked).toBe(2)
    message.write('a')
    message.uncork()
    message.uncork()
    expect(socket.wire).toContain('\r\n\r\n1\r\na\r\n')
  }
})

test('the corks of a response that waits for others do not apply to their socket', () => {
  const message = new Message()
  stateOf(message).connection = connection({ closesFinished: true })
  message.cork()
  const socket = new RecordingSocket()
  attachSocket(stateOf(message), socket)
  expect(socket.writableCorked).toBe(0)
})

test('a destroyed message writes nothing', () => {
  const message = new Message()
  message.write('a')
  message.destroy()
  const socket = new RecordingSocket()
  attachSocket(stateOf(message), socket)
  expect([socket.wire, message.socket === (socket as object)]).toEqual(['', true])
})

test('nothing is written to a socket that was ended, and the message does not finish', async () => {
  const message = new Message()
  const events = eventsOf(message)
  message.end('a')
  const socket = new RecordingSocket()
  socket.end()
  attachSocket(stateOf(message), socket)
  await turn()
  expect([socket.wire, events, message.writableLength > 0]).toEqual(['', ['prefinish'], true])
})

test('an ended message finishes with its last write, after the callback of that write', async () => {
  const message = new Message()
  const results: unknown[] = []
  const socket = new RecordingSocket(true)
  message.write('a', recorder(results, 'write'))
  message.end(recorder(results, 'end'))
  message.on('finish', () => results.push('finish'))
  attachSocket(stateOf(message), socket)
  await turn()
  expect(results).toEqual([])
  while (socket.release()) await turn()
  expect(results).toEqual(['write', 'end', 'finish'])
})

test('an ended message whose last write has a callback finishes after that callback', async () => {
  const message = messageOfLength(1)
  const results: unknown[] = []
  message.write('a', recorder(results, 'write'))
  message.end(recorder(results, 'end'))
  const socket = new RecordingSocket(true)
  attachSocket(stateOf(message), socket)
  while (socket.release()) await turn()
  expect(results).toEqual(['write', 'end'])
})

test('an exception in a prefinish listener does not delay the output', async () => {
  const message = new Message()
  message.on('prefinish', () => {
    throw new Error('listener')
  })
  message.end('a')
  const socket = new RecordingSocket()
  expect(() => attachSocket(stateOf(message), socket)).toThrow('listener')
  await turn()
  expect([socket.body, message.writableFinished]).toEqual(['a', true])
})
