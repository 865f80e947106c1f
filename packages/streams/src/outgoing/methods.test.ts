import { captureRejectionSymbol, EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { eventsOf, Message, messageOfLength, onRecording, plainSocket, recorder, RecordingSocket, turn } from '../../test/support/messages.js'
import { OutgoingMessage } from './message.js'
import { finishMessage } from './finish.js'
import { Stage, stateOf } from './state.js'

const code = (code: string): unknown => expect.objectContaining({ code })

// Before the head

test('SO-01 a message can be made without a connection; write(), end() and flushHeaders() need a head', () => {
  const message = new OutgoingMessage()
  for (const act of [() => message.write('x'), () => message.end(), () => message.flushHeaders()]) expect(act).toThrow(code('ERR_METHOD_NOT_IMPLEMENTED'))
})

test('SO-11 flushHeaders() sends the head once', () => {
  const { message, socket } = onRecording()
  message.flushHeaders()
  message.flushHeaders()
  expect(socket.wire).toBe('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n')
})

test('SO-11 flushHeaders() sends a head that was built but not sent', () => {
  const { message, socket } = onRecording()
  message._implicitHeader()
  expect(socket.wire).toBe('')
  message.flushHeaders()
  expect(socket.wire).toMatch(/\r\n\r\n$/)
})

// write()

test('SO-12 write() accepts the callback as second or third argument, and null as encoding', async () => {
  const { message } = onRecording()
  const results: unknown[] = []
  message.write('a', recorder(results, 'second'))
  message.write('b', null, recorder(results, 'third'))
  message.write('c', 'latin1', recorder(results, 'with encoding'))
  await turn()
  expect(results).toEqual(['second', 'third', 'with encoding'])
})

test('SO-12 a value that cannot be written is refused in every stage', async () => {
  const { message } = onRecording()
  const refused = (): void => {
    expect(() => message.write(null as unknown as string)).toThrow(code('ERR_STREAM_NULL_VALUES'))
    expect(() => message.write(1 as unknown as string)).toThrow(code('ERR_INVALID_ARG_TYPE'))
    expect(() => message.end(1 as unknown as string)).toThrow(code('ERR_INVALID_ARG_TYPE'))
  }
  refused()
  message.end()
  refused()
  await turn()
  refused()
})

test('an unknown encoding is refused by write() and end() before anything happens, also for bytes', () => {
  const { message, socket } = onRecording()
  for (const chunk of ['x', Buffer.from('x')]) {
    expect(() => message.write(chunk, 'nope' as BufferEncoding)).toThrow(code('ERR_UNKNOWN_ENCODING'))
    expect(() => message.end(chunk, 'nope' as BufferEncoding)).toThrow(code('ERR_UNKNOWN_ENCODING'))
  }
  expect([message.headersSent, message.writableEnded, socket.writableCorked]).toEqual([false, false, 0])
})

test('a Writable can pass its chunk and encoding to write()', () => {
  const { message, socket } = onRecording()
  message.end(Buffer.from('x'), 'buffer' as BufferEncoding)
  expect(socket.body).toBe('x')
})

test('SO-15 write() after end() returns false, and fails', async () => {
  const { message, events } = onRecording()
  message.end()
  expect(message.write('x', recorder(events, 'write'))).toBe(false)
  await turn()
  expect(events).toContain('write ERR_STREAM_WRITE_AFTER_END')
  expect(events).toContain('error ERR_STREAM_WRITE_AFTER_END')
})

test('SO-16 write() after destroy() returns false, and only its callback gets the error', async () => {
  const { message, events } = onRecording()
  message.destroy()
  expect([message.write('x'), message.write('y', recorder(events, 'write'))]).toEqual([false, false])
  await turn()
  expect(events).toEqual(['write ERR_STREAM_DESTROYED'])
})

// end()

test('SO-14 end() accepts its arguments in each of Node\'s forms', async () => {
  for (const [act, body, callbacks] of [
    [(message: Message): unknown => message.end(), '', 0],
    [(message: Message, done: () => void): unknown => message.end(done), '', 1],
    [(message: Message): unknown => message.end('é'), '\xc3\xa9', 0],
    [(message: Message, done: () => void): unknown => message.end('é', done), '\xc3\xa9', 1],
    [(message: Message): unknown => message.end('é', 'latin1'), '\xe9', 0],
    [(message: Message, done: () => void): unknown => message.end('é', 'latin1', done), '\xe9', 1],
    [(message: Message, done: () => void): unknown => message.end(null, null, done), '', 1],
    [(message: Message, done: () => void): unknown => message.end(undefined, undefined, done), '', 1],
  ] as const) {
    const { message, socket } = onRecording()
    let called = 0
    expect(act(message, () => called++)).toBe(message)
    await turn()
    expect([socket.body, called]).toEqual([body, callbacks])
  }
})

test('SO-14 end() again: its callback waits for finish; with data it fails; after finish it gets ERR_STREAM_ALREADY_FINISHED', async () => {
  const { message, events } = onRecording()
  message.end(recorder(events, 'first'))
  message.end(recorder(events, 'second'))
  message.end('data', recorder(events, 'data'))
  message.end()
  await turn()
  message.end(recorder(events, 'third'))
  await turn()
  expect(events).toEqual(['prefinish', 'first', 'second', 'finish', 'data ERR_STREAM_WRITE_AFTER_END', 'error ERR_STREAM_WRITE_AFTER_END', 'third ERR_STREAM_ALREADY_FINISHED'])
})

test('the callback of a second end() is dropped if the message was destroyed meanwhile', async () => {
  const { message, events } = onRecording(new Message(), new RecordingSocket(true))
  message.end()
  message.destroy()
  message.end(recorder(events, 'second'))
  await turn()
  expect(events).not.toContain('second')
})

test('the callback of an end() that throws is not called by a later one', async () => {
  const { message, events } = onRecording()
  message.setHeader('Trailer', 'x').setHeader('Content-Length', 1)
  message.on('finish', () => {})
  expect(() => message.end('x', recorder(events, 'thrown'))).toThrow(code('ERR_HTTP_TRAILER_INVALID'))
  expect(() => message.end('x')).toThrow(code('ERR_HTTP_TRAILER_INVALID'))
  message.removeHeader('Trailer')
  message.end('x', recorder(events, 'end'))
  await turn()
  expect(events).toEqual(['prefinish', 'end', 'finish'])
})

test('if a prefinish listener throws, the callback of end() is still called, since the message has ended', async () => {
  const { message, events } = onRecording()
  message.on('prefinish', () => {
    throw new Error('listener')
  })
  expect(() => message.end('x', recorder(events, 'end'))).toThrow('listener')
  await turn()
  expect(events).toEqual(['prefinish', 'end', 'finish'])
})

test('the callback of end() is dropped if the socket is destroyed, as in Node', async () => {
  const { message, socket, events } = onRecording()
  socket.on('error', () => {}).destroy()
  message.end('x', recorder(events, 'end'))
  await turn()
  expect(events).toEqual(['prefinish'])
})

// The stream

test('SO-20 SO-22 the state of a new message', () => {
  const message = new Message()
  const { writable, destroyed, writableEnded, writableFinished, finished, closed, errored, writableObjectMode, writableCorked, writableNeedDrain, writableLength } = message
  expect([writable, destroyed, writableEnded, writableFinished, finished, closed, errored, writableObjectMode, writableCorked, writableNeedDrain, writableLength]).toEqual([
    true, false, false, false, false, false, null, false, 0, false, 0,
  ])
})

test('`finished` can be set to true, once, and not back', () => {
  const message = new Message()
  message.finished = false
  expect(message.writableEnded).toBe(false)
  message.finished = true
  message.finished = true
  message.finished = false
  expect([message.finished, message.writableEnded]).toEqual([true, true])
})

test('SO-25 `socket` and `connection` are aliases, and can be set', () => {
  const message = new Message()
  const socket = plainSocket() as never
  message.connection = socket
  expect([message.socket, message.connection]).toEqual([socket, socket])
  message.socket = null
  expect(message.connection).toBe(null)
})

test('SO-25 a socket that is removed from a message in the tick of a write does not stay corked', async () => {
  const { message, socket } = onRecording(messageOfLength(2))
  message.write('a')
  expect(socket.writableCorked).toBe(1)
  message.socket = null
  expect(socket.writableCorked).toBe(0)
  await turn()
  expect(socket.body).toBe('a')
})

test('SO-23 destroy() destroys the socket with the reason, once', async () => {
  const { message, socket } = onRecording()
  const reasons: unknown[] = []
  socket.on('error', (error) => reasons.push(error.message))
  expect(message.destroy(new Error('first'))).toBe(message)
  message.destroy(new Error('second'))
  await turn()
  expect([reasons, message.errored?.message, message.destroyed, message.writable]).toEqual([['first'], 'first', true, true])
})

test('SO-22 destroy() without a reason: `errored` is undefined', () => {
  const { message } = onRecording()
  message.destroy()
  expect(message.errored).toBe(undefined)
})

test('SO-23 destroy() without a socket closes the message in the next tick, unless it has finished', async () => {
  const message = new Message()
  const events = eventsOf(message)
  message.destroy()
  expect(message.closed).toBe(false)
  await turn()
  expect([events, message.closed]).toEqual([['close'], true])

  const finished = new Message()
  const later = eventsOf(finished)
  finished.end()
  finishMessage(stateOf(finished))
  finished.destroy()
  await turn()
  expect([later, finished.destroyed]).toEqual([['finish'], true])
})

test('destroy() on a plain object with write does not fail', () => {
  const message = new Message()
  message.assignSocket(plainSocket())
  message.destroy()
  expect(message.destroyed).toBe(true)
})

test('destroy() in each stage: the message is destroyed, and stays in its stage until it closes', () => {
  for (const [prepare, stage] of [
    [(): void => {}, Stage.open],
    [(message: Message): void => message.flushHeaders(), Stage.headBuilt],
    [(message: Message): void => void message.end(), Stage.ended],
    [(message: Message): void => (message.end(), finishMessage(stateOf(message))), Stage.finished],
  ] as const) {
    const { message, socket } = onRecording()
    prepare(message)
    message.destroy()
    expect([message.destroyed, socket.destroyed, stateOf(message).stage]).toEqual([true, true, stage])
  }
})

test('a rejected listener destroys the message, with captureRejections', async () => {
  const { message, socket } = onRecording()
  socket.on('error', () => {})
  ;(message as unknown as Record<symbol, (error: Error, event: string) => void>)[captureRejectionSymbol]!(new Error('rejected'), 'drain')
  expect([message.destroyed, message.errored?.message]).toEqual([true, 'rejected'])
  expect(EventEmitter.captureRejections).toBe(false)
})

test('SO-24 setTimeout() is passed to the socket, now or when the message gets one; a transport without it is not changed', () => {
  const calls: unknown[] = []
  const timed = Object.assign(plainSocket(), { setTimeout: (ms: number) => calls.push(ms) })
  const message = new Message()
  message.assignSocket(timed)
  expect(message.setTimeout(1)).toBe(message)
  const waiting = new Message()
  waiting.setTimeout(2)
  waiting.emit('socket', timed)
  expect(calls).toEqual([1, 2])
  const untimed = new Message()
  untimed.setTimeout(3)
  untimed.emit('socket', plainSocket())
  untimed.assignSocket(plainSocket())
  expect(() => untimed.setTimeout(4)).not.toThrow()
})

test('SO-24 the callback of setTimeout() is a listener for timeout', () => {
  const message = new Message()
  let called = 0
  message.setTimeout(1, () => called++)
  message.emit('timeout')
  expect([called, message.listenerCount('timeout')]).toEqual([1, 1])
})

test('SO-26 pipe() is an error event', () => {
  const message = new Message()
  const events = eventsOf(message)
  expect(message.pipe(process.stdout)).toBe(undefined)
  expect(events).toEqual(['error ERR_STREAM_CANNOT_PIPE'])
})

test('SO-17 addTrailers() checks names and values, replaces earlier trailers, and is ignored with a length', () => {
  const { message, socket } = onRecording()
  expect(() => message.addTrailers({ 'a b': '1' })).toThrow(code('ERR_INVALID_HTTP_TOKEN'))
  expect(() => message.addTrailers([['a', '\n']])).toThrow(code('ERR_INVALID_CHAR'))
  message.addTrailers({ a: '1' })
  message.addTrailers({ b: '2' })
  message.write('x')
  message.end()
  expect(socket.body).toBe('1\r\nx\r\n0\r\nb: 2\r\n\r\n')
  const counted = onRecording()
  counted.message.addTrailers({ a: '1' })
  counted.message.end('x')
  expect(counted.socket.body).toBe('x')
})
