import { expect, test } from 'vitest'
import { connection, eventsOf, Message, messageOfLength, onRecording, plainSocket, recorder, RecordingSocket, turn } from '../../test/support/messages.js'
import { corkForTick, drainMessage, expectDrain, flushNow, scheduleFlush, uncorkTick } from './flush.js'
import { Pending, stateOf } from './state.js'

const full = (message: Message): Buffer => Buffer.alloc(message.writableHighWaterMark)

test('SO-13 the writes of one tick are sent at its end, in one system call, with every framing', async () => {
  for (const [message, body] of [
    [new Message(), '2\r\nab\r\n'],
    [messageOfLength(2), 'ab'],
  ] as const) {
    const { socket } = onRecording(message)
    message.write('a')
    message.write('b')
    expect(socket.systemCalls).toBe(0)
    await turn()
    expect([socket.body, socket.systemCalls]).toEqual([body, 1])
  }
})

test('a flush is scheduled once for each tick, and not while the message is corked', () => {
  const { message } = onRecording()
  const state = stateOf(message)
  message.cork()
  scheduleFlush(state)
  expect(state.pending & Pending.FLUSH).toBe(0)
  message.uncork()
  scheduleFlush(state)
  scheduleFlush(state)
  expect(state.pending & Pending.FLUSH).toBe(Pending.FLUSH)
})

test('the socket is corked for a tick once, only with a flush to uncork it, and uncorked once', async () => {
  const { message, socket } = onRecording()
  const state = stateOf(message)
  corkForTick(state)
  expect(socket.calls).toEqual([])
  scheduleFlush(state)
  corkForTick(state)
  corkForTick(state)
  uncorkTick(state)
  uncorkTick(state)
  expect(socket.calls).toEqual(['cork', 'uncork'])
  await turn()
  expect(socket.writableCorked).toBe(0)
})

test('without a socket nothing is corked', () => {
  const state = stateOf(new Message())
  scheduleFlush(state)
  corkForTick(state)
  expect(state.pending & Pending.UNCORK).toBe(0)
})

test('SO-19 pieces of a corked message wait until uncork(), also beyond the end of the tick', async () => {
  const { message, socket } = onRecording()
  message.cork()
  message.write('a')
  await turn()
  message.write('b')
  expect([socket.wire, message.writableCorked]).toEqual(['', 1])
  message.uncork()
  expect(socket.body).toBe('2\r\nab\r\n')
})

test('SO-19 each cork() needs its uncork(), and one uncork() too many does nothing', async () => {
  const { message, socket } = onRecording()
  message.cork()
  message.cork()
  message.write('a')
  message.uncork()
  await turn()
  expect([socket.wire, message.writableCorked, socket.writableCorked]).toEqual(['', 1, 1])
  message.uncork()
  message.uncork()
  expect([socket.body, message.writableCorked, socket.writableCorked]).toEqual(['1\r\na\r\n', 0, 0])
})

test('a message corked after a write of the same tick is flushed by its uncork()', async () => {
  const { message, socket } = onRecording()
  message.write('a')
  message.cork()
  await turn()
  expect(socket.wire).toBe('')
  message.uncork()
  expect(socket.body).toBe('1\r\na\r\n')
})

test('pieces gathered for a socket that is destroyed in the same tick fail with the reason of the socket', async () => {
  const { message, socket } = onRecording()
  const results: unknown[] = []
  socket.on('error', () => {})
  message.write('a', recorder(results, 'a'))
  socket.destroy(new Error('reset'))
  await turn()
  expect([results, socket.wire]).toEqual([['a reset'], ''])
})

test('pieces gathered for a socket that is destroyed without a reason fail with ERR_STREAM_DESTROYED', async () => {
  const { message, socket } = onRecording()
  const results: unknown[] = []
  message.write('a', recorder(results, 'a'))
  socket.destroy()
  await turn()
  expect(results).toEqual(['a ERR_STREAM_DESTROYED'])
})

test('flushNow() of a destroyed message without a socket fails the gathered pieces, and does nothing without pieces', () => {
  const message = new Message()
  const results: unknown[] = []
  message.cork()
  message.write('a', recorder(results, 'a'))
  message.destroyed = true
  flushNow(stateOf(message))
  flushNow(stateOf(message))
  expect(results).toEqual(['a ERR_STREAM_DESTROYED'])
})

test('flushNow() without gathered pieces sends the head', () => {
  const { message, socket } = onRecording()
  message._implicitHeader()
  flushNow(stateOf(message))
  expect(socket.wire).toBe(stateOf(message).head)
})

// 'drain'

test('SO-12 after write() returned false, drain follows when the socket has taken the bytes, once', async () => {
  const { message, socket, events } = onRecording(messageOfLength(1 << 20), new RecordingSocket(true))
  expect(message.write(full(message))).toBe(false)
  expect(message.writableNeedDrain).toBe(true)
  await turn()
  expect(events).toEqual([])
  while (socket.release()) await turn()
  expect(events).toEqual(['drain'])
  expect(message.writableNeedDrain).toBe(false)
})

test('drain comes in a later tick than a write() that the socket took at once', async () => {
  const { message, events } = onRecording(messageOfLength(1 << 20))
  expect(message.write(full(message))).toBe(false)
  expect(events).toEqual([])
  await turn()
  expect(events).toEqual(['drain'])
})

test('drain of a chunked message comes after the flush', async () => {
  const { message, socket, events } = onRecording()
  const piece = full(message)
  expect(message.write(piece)).toBe(false)
  expect([socket.wire, events]).toEqual(['', []])
  await turn()
  expect(socket.body).toBe(`${piece.length.toString(16)}\r\n${piece.toString('latin1')}\r\n`)
  expect(events).toEqual(['drain'])
})

test('drain on a plain object with write', async () => {
  const message = messageOfLength(1 << 20)
  const events = eventsOf(message)
  message.assignSocket(Object.assign(plainSocket(), { write: () => false }))
  expect(message.write('x')).toBe(false)
  await turn()
  expect(events).toEqual(['drain'])
})

test('bytes written before the check for drain delay drain until they are sent, too', async () => {
  const { message, socket, events } = onRecording()
  expect(message.write(full(message))).toBe(false)
  process.nextTick(() => process.nextTick(() => message.write('more')))
  await turn()
  expect(socket.body).toContain('4\r\nmore\r\n')
  expect(events).toEqual(['drain'])
})

test('with a connection, drain comes from drainMessage() when the socket needs drain itself', async () => {
  const message = messageOfLength(1 << 20)
  const { socket, events } = onRecording(message, new RecordingSocket(true))
  stateOf(message).connection = connection()
  expect(message.write(full(message))).toBe(false)
  await turn()
  expect([events, socket.calls.filter((call) => call.startsWith('write ""'))]).toEqual([[], []])
  while (socket.release()) await turn()
  drainMessage(stateOf(message))
  drainMessage(stateOf(message))
  expect(events).toEqual(['drain'])
})

test('with a connection, drain comes from an empty write when the socket does not need drain itself', async () => {
  const message = messageOfLength(1 << 20)
  const { socket, events } = onRecording(message, new RecordingSocket(true))
  stateOf(message).connection = connection()
  message.write('x')
  await turn()
  stateOf(message).needsDrain = true
  expectDrain(stateOf(message))
  expectDrain(stateOf(message))
  expect(socket.calls.filter((call) => call.startsWith('write ""'))).toHaveLength(1)
  while (socket.release()) await turn()
  expect(events).toEqual(['drain'])
})

test('no drain follows for a message that was ended or destroyed meanwhile', async () => {
  for (const act of [(message: Message): unknown => message.end(), (message: Message): unknown => message.destroy()]) {
    const { message, socket, events } = onRecording(new Message(), new RecordingSocket(true))
    message.write(full(message))
    act(message)
    expect(message.writableNeedDrain).toBe(false)
    while (socket.release()) await turn()
    await turn()
    expect(events).not.toContain('drain')
  }
})

test('a message without a socket emits drain after it got one', async () => {
  const message = new Message({ highWaterMark: 1 })
  const events = eventsOf(message)
  expect(message.write('abc')).toBe(false)
  await turn()
  drainMessage(stateOf(message))
  expect(events).toEqual([])
  message.assignSocket(new RecordingSocket())
  await turn()
  expect(events).toEqual(['drain'])
})

test('an ended socket takes nothing, so no drain is awaited', () => {
  const { message, socket, events } = onRecording()
  socket.end()
  stateOf(message).needsDrain = true
  expectDrain(stateOf(message))
  expect([stateOf(message).pending & Pending.DRAIN, events]).toEqual([0, []])
})
