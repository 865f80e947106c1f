import { expect, test } from 'vitest'
import { eventsOf, Message, onRecording, recorder, turn } from '../../test/support/messages.js'
import { alreadyFinished, checkChunk, checkEncoding, failWrite, headersSent, streamDestroyed, writeAfterEnd } from './errors.js'
import { finishMessage } from './finish.js'
import { Pending, stateOf } from './state.js'

test('the errors have the codes and messages of Node', () => {
  expect([headersSent('set'), writeAfterEnd(), streamDestroyed(), alreadyFinished()]).toMatchObject([
    { code: 'ERR_HTTP_HEADERS_SENT', message: 'Cannot set headers after they are sent to the client' },
    { code: 'ERR_STREAM_WRITE_AFTER_END', message: 'write after end' },
    { code: 'ERR_STREAM_DESTROYED', message: 'Cannot call write after a stream was destroyed' },
    { code: 'ERR_STREAM_ALREADY_FINISHED', message: 'Cannot call end after a stream was finished' },
  ])
})

test('the function that made an error is not in its stack', () => {
  expect(headersSent('set').stack).not.toContain('headersSent')
  expect(writeAfterEnd().stack).not.toContain('writeAfterEnd')
})

test('SO-12 strings, Buffers and any Uint8Array are chunks', () => {
  for (const chunk of ['', 'x', Buffer.alloc(0), new Uint8Array(1)]) expect(() => checkChunk(chunk)).not.toThrow()
})

test('SO-12 null is ERR_STREAM_NULL_VALUES, any other value ERR_INVALID_ARG_TYPE', () => {
  expect(() => checkChunk(null)).toThrow(expect.objectContaining({ code: 'ERR_STREAM_NULL_VALUES', message: 'May not write null values to stream' }))
  for (const chunk of [undefined, 1, {}, [], new Uint16Array(1), new ArrayBuffer(1), () => {}]) {
    expect(() => checkChunk(chunk)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
  }
})

test('an encoding is checked at once, in any case', () => {
  expect(() => checkEncoding('UTF-8', 'x')).not.toThrow()
  for (const chunk of ['x', Buffer.from('x')]) {
    expect(() => checkEncoding('nope', chunk)).toThrow(expect.objectContaining({ code: 'ERR_UNKNOWN_ENCODING', message: 'Unknown encoding: nope' }))
  }
})

test("bytes may have the encoding 'buffer', which a Writable gives them; strings may not", () => {
  expect(() => checkEncoding('buffer', Buffer.from('x'))).not.toThrow()
  expect(() => checkEncoding('buffer', 'x')).toThrow(expect.objectContaining({ code: 'ERR_UNKNOWN_ENCODING' }))
})

test('SO-15 a refused write is reported in the next tick: first to the callback, then as an error event', async () => {
  const message = new Message()
  const seen: unknown[] = []
  message.on('error', recorder(seen, 'event'))
  failWrite(stateOf(message), writeAfterEnd(), recorder(seen, 'callback'))
  expect(seen).toEqual([])
  await turn()
  expect(seen).toEqual(['callback ERR_STREAM_WRITE_AFTER_END', 'event ERR_STREAM_WRITE_AFTER_END'])
})

test('a refused write without a callback is an error event only', async () => {
  const message = new Message()
  const events = eventsOf(message)
  failWrite(stateOf(message), writeAfterEnd(), undefined)
  await turn()
  expect(events).toEqual(['error ERR_STREAM_WRITE_AFTER_END'])
})

test('a message that was destroyed before reports a refused write to the callback only', async () => {
  const message = new Message()
  const events = eventsOf(message)
  message.destroy()
  failWrite(stateOf(message), writeAfterEnd(), recorder(events, 'callback'))
  await turn()
  expect(events.filter((event) => event !== 'close')).toEqual(['callback ERR_STREAM_WRITE_AFTER_END'])
})

test('a message that is destroyed before the report comes reports a refused write to the callback only', async () => {
  const message = new Message()
  const events = eventsOf(message)
  failWrite(stateOf(message), writeAfterEnd(), recorder(events, 'callback'))
  message.destroy()
  await turn()
  expect(events).not.toContain('error ERR_STREAM_WRITE_AFTER_END')
  expect(events).toContain('callback ERR_STREAM_WRITE_AFTER_END')
})

test('a message that closes when it finishes reports a refused write as an error event before that, and not after it', async () => {
  const { message, events } = onRecording()
  message.end()
  failWrite(stateOf(message), writeAfterEnd(), undefined)
  finishMessage(stateOf(message))
  stateOf(message).pending |= Pending.CLOSE
  failWrite(stateOf(message), writeAfterEnd(), undefined)
  await turn()
  expect(events).toEqual(['prefinish', 'finish', 'error ERR_STREAM_WRITE_AFTER_END'])
})
