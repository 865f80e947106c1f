import { expect, test } from 'vitest'
import { Message, onRecording, plainSocket, RecordingSocket, turn } from '../../test/support/messages.js'
import { flushBeforeEnd } from './flush-before-end.js'

test('a socket that is ended in the tick of a write sends the gathered pieces first', async () => {
  const { message, socket } = onRecording()
  Object.assign(socket, { _httpMessage: message })
  message.write('abc')
  socket.end()
  await turn()
  expect(socket.body).toBe('3\r\nabc\r\n')
  expect(socket.writableFinished).toBe(true)
})

test('arguments and result of end() are passed through', async () => {
  const socket = new RecordingSocket()
  flushBeforeEnd(socket)
  let called = false
  expect(socket.end('last', 'latin1', () => (called = true))).toBe(socket)
  await turn()
  expect([socket.wire, called]).toEqual(['last', true])
})

test('end() is replaced once', () => {
  const socket = new RecordingSocket()
  flushBeforeEnd(socket)
  const { end } = socket
  flushBeforeEnd(socket)
  expect(socket.end).toBe(end)
})

test('a socket without a message, or whose message has gathered nothing, only ends', async () => {
  for (const message of [new Message(), null, {}]) {
    const socket = new RecordingSocket()
    Object.assign(socket, { _httpMessage: message })
    flushBeforeEnd(socket)
    socket.end()
    await turn()
    expect([socket.wire, socket.writableFinished]).toEqual(['', true])
  }
})

test('a plain object without end() is not changed', () => {
  const socket = plainSocket()
  flushBeforeEnd(socket)
  expect(Object.keys(socket)).toEqual(['wire'])
})
