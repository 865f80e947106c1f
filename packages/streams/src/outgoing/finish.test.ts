import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { expect, test } from 'vitest'
import { uncaughtDuring } from '@layered-http/test-kit'
import { connection, Message, messageOfLength, onRecording, plainSocket, recorder, RecordingSocket, turn } from '../../test/support/messages.js'
import {
  closeMessage,
  createFinishCallbackIfNeeded,
  dropEndCallback,
  failEnd,
  finishAfterPendingWrites,
  finishIfFlushed,
  finishMessage,
  finishWhenFlushed,
  isCut,
  isFlushed,
  isSent,
  LARGE_END,
  noteIfFlushed,
} from './finish.js'
import { Pending, Stage, stateOf } from './state.js'

// Which write gets a callback

test('a message without a socket needs no callback until it has one', () => {
  expect(createFinishCallbackIfNeeded(stateOf(new Message()), 1)).toBe(undefined)
})

test('an idle socket needs no callback; one with bytes in its buffer does', () => {
  const { message, socket } = onRecording(messageOfLength(9), new RecordingSocket(true))
  expect(createFinishCallbackIfNeeded(stateOf(message), 1)).toBe(undefined)
  socket.write('x')
  expect(createFinishCallbackIfNeeded(stateOf(message), 1)).toBeTypeOf('function')
})

test('a message whose writes have callbacks that are not called yet needs one', () => {
  const { message } = onRecording()
  message.write('a', () => {})
  expect(createFinishCallbackIfNeeded(stateOf(message), 1)).toBeTypeOf('function')
})

test('a socket that is connecting needs one, and so does another transport of a connection', () => {
  const connecting = onRecording()
  Object.assign(connecting.socket, { connecting: true })
  expect(createFinishCallbackIfNeeded(stateOf(connecting.message), 1)).toBeTypeOf('function')
  const other = onRecording()
  stateOf(other.message).connection = connection()
  expect(createFinishCallbackIfNeeded(stateOf(other.message), 1)).toBeTypeOf('function')
})

test('a connected TLS socket needs one, unless it is corked', () => {
  for (const [corks, needsOne] of [
    [0, true],
    [1, false],
  ] as const) {
    const { message, socket } = onRecording()
    Object.assign(socket, { connecting: false, encrypted: true })
    if (corks > 0) socket.cork()
    expect(createFinishCallbackIfNeeded(stateOf(message), 1) !== undefined).toBe(needsOne)
  }
})

test('with a connection that finishes the message itself, less than LARGE_END bytes need no callback, also with bytes in the socket', () => {
  const { message, socket } = onRecording(new Message(), new RecordingSocket(true))
  Object.assign(socket, { connecting: false })
  stateOf(message).connection = connection({ willFinish: () => true })
  socket.write('x')
  expect(createFinishCallbackIfNeeded(stateOf(message), LARGE_END - 1)).toBe(undefined)
  expect(createFinishCallbackIfNeeded(stateOf(message), LARGE_END)).toBeTypeOf('function')
})

// When it finishes

test('SO-20 a message that an idle socket takes at once finishes in a later tick: callbacks of end(), then finish', async () => {
  const { message, events } = onRecording()
  message.end('x', recorder(events, 'end'))
  expect(events).toEqual(['prefinish'])
  await turn()
  expect(events).toEqual(['prefinish', 'end', 'finish'])
  expect([message.writableFinished, message.closed]).toEqual([true, false])
})

test('a message whose bytes the socket holds finishes when it has taken them', async () => {
  const { message, socket, events } = onRecording(new Message(), new RecordingSocket(true))
  message.end('x')
  await turn()
  expect([events, message.writableFinished]).toEqual([['prefinish'], false])
  while (socket.release()) await turn()
  expect(events).toEqual(['prefinish', 'finish'])
})

test('a socket that calls back inside write() does not finish the message before end() has returned', async () => {
  const { message, socket, events } = onRecording(messageOfLength(2))
  Object.assign(socket, { connecting: true })
  socket.write = ((_data: unknown, _encoding: unknown, callback?: () => void) => (callback?.(), true)) as typeof socket.write
  message.end('ab', recorder(events, 'end'))
  expect(events).toEqual(['prefinish'])
  await turn()
  expect(events).toEqual(['prefinish', 'end', 'finish'])
})

test('a socket that fails before it has taken the bytes fails the callbacks of end; finish is not emitted', async () => {
  const { message, socket, events } = onRecording(new Message(), new RecordingSocket(true))
  socket.on('error', () => {})
  message.end('x', recorder(events, 'end'))
  socket.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
  await turn()
  expect(events).toEqual(['prefinish', 'end ECONNRESET'])
})

test('a socket that fails after it has taken the bytes, and before finish, fails the callbacks of end', async () => {
  const { message, socket, events } = onRecording()
  socket.on('error', () => {})
  message.end('x', recorder(events, 'end'))
  socket.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
  await turn()
  expect(events).toEqual(['prefinish', 'end ECONNRESET'])
})

test('the callbacks of end wait while the connection may send the request again', async () => {
  const { message, socket, events } = onRecording(new Message(), new RecordingSocket(true))
  stateOf(message).connection = connection({ mayRetry: () => true })
  socket.on('error', () => {})
  message.end('x', recorder(events, 'end'))
  socket.destroy(new Error('reset'))
  await turn()
  expect(events).toEqual(['prefinish'])
  failEnd(stateOf(message), new Error('gave up'))
  failEnd(stateOf(message), new Error('gave up'))
  expect(events).toEqual(['prefinish', 'end gave up'])
})

test('dropEndCallback() removes one callback and keeps the others', () => {
  const message = new Message()
  const [first, second] = [(): void => {}, (): void => {}]
  dropEndCallback(stateOf(message), first)
  expect(stateOf(message).endCallbacks).toBe(null)
  stateOf(message).endCallbacks = [first, second]
  dropEndCallback(stateOf(message), first)
  expect(stateOf(message).endCallbacks).toEqual([second])
  dropEndCallback(stateOf(message), second)
  expect(stateOf(message).endCallbacks).toBe(null)
})

test('isSent(), isFlushed() and noteIfFlushed(): only an ended message without unsent bytes is sent', async () => {
  const { message, socket } = onRecording(new Message(), new RecordingSocket(true))
  const state = stateOf(message)
  expect([isSent(state), isFlushed(state, socket)]).toEqual([false, true])
  message.end('x')
  expect([isSent(state), isFlushed(state, socket)]).toEqual([false, false])
  socket.release()
  noteIfFlushed(state)
  // The callback of its last write finishes the message.
  expect([isFlushed(state, socket), isSent(state)]).toEqual([true, false])
  await turn()
  while (socket.release()) await turn()
  expect(state.stage).toBe(Stage.finished)

  const quick = onRecording()
  quick.message.end('x')
  expect(isSent(stateOf(quick.message))).toBe(true)
})

test('isFlushed() is false for a socket that failed or was destroyed, and true for a plain object', () => {
  const { message, socket } = onRecording()
  expect(isFlushed(stateOf(message), plainSocket())).toBe(true)
  socket.destroy()
  expect(isFlushed(stateOf(message), socket)).toBe(false)
})

test('isCut(): a message that was destroyed before end(), also if end() is called afterwards', async () => {
  const open = onRecording().message
  const ended = onRecording().message
  ended.end()
  ended.destroy()
  expect([isCut(stateOf(open)), isCut(stateOf(ended))]).toEqual([false, false])
  open.destroy()
  expect(isCut(stateOf(open))).toBe(true)
  open.end('x')
  expect(isCut(stateOf(open))).toBe(true)
  await turn()
})

test('finishWhenFlushed() leaves the message to a connection that finishes it', async () => {
  const { message, events } = onRecording()
  stateOf(message).connection = connection({ willFinish: () => true })
  Object.assign(message.socket!, { connecting: false })
  message.end('x')
  await turn()
  expect(events).toEqual(['prefinish'])
  expect(finishIfFlushed(stateOf(message), message.socket!)).toBe(true)
  expect(events).toEqual(['prefinish', 'finish'])
})

test('finishWhenFlushed() of a message that was not ended, or that waits for its callback, does nothing', async () => {
  const { message, socket } = onRecording(new Message(), new RecordingSocket(true))
  finishWhenFlushed(stateOf(message))
  message.end('x')
  socket.calls.length = 0
  finishWhenFlushed(stateOf(message))
  expect(socket.calls).toEqual([])
  while (socket.release()) await turn()
})

test('finishIfFlushed() returns true for a finished message and false for one that has not ended', async () => {
  const { message, socket } = onRecording()
  expect(finishIfFlushed(stateOf(message), socket)).toBe(false)
  message.end()
  await turn()
  expect(finishIfFlushed(stateOf(message), socket)).toBe(true)
})

test('finishIfFlushed() of a message whose bytes wait finishes it later, in the given async context', async () => {
  const storage = new AsyncLocalStorage<string>()
  const { message, socket } = onRecording(new Message(), new RecordingSocket(true))
  Object.assign(socket, { connecting: false })
  stateOf(message).connection = connection({ willFinish: () => true })
  message.end('x')
  const context = storage.run('request', () => new AsyncResource('test'))
  let seen: string | undefined
  message.on('finish', () => (seen = storage.getStore()))
  expect(finishIfFlushed(stateOf(message), socket, context)).toBe(false)
  expect(finishIfFlushed(stateOf(message), socket, context)).toBe(false)
  while (socket.release()) await turn()
  expect(seen).toBe('request')
})

test('a message on a socket that is ended after the last byte finishes with the socket', async () => {
  for (const isFinished of [false, true]) {
    const { message, socket, events } = onRecording(new Message(), new RecordingSocket(!isFinished))
    Object.assign(socket, { connecting: false })
    stateOf(message).connection = connection({ willFinish: () => true })
    message.end('x')
    socket.end()
    if (isFinished) await turn()
    finishAfterPendingWrites(stateOf(message), socket)
    await turn()
    while (socket.release()) await turn()
    expect(events).toEqual(['prefinish', 'finish'])
  }
})

test('a message whose queue the ended socket never took does not finish', async () => {
  const { message, socket, events } = onRecording()
  socket.end()
  message.end('x')
  finishAfterPendingWrites(stateOf(message), socket)
  await turn()
  expect(events).toEqual([])
})

// 'finish' and 'close'

test('finishMessage() tells the connection first, and does nothing for a message that has not ended or has finished', async () => {
  const { message, events } = onRecording()
  stateOf(message).connection = connection({ messageFinished: () => events.push('messageFinished') })
  finishMessage(stateOf(message))
  message.end()
  finishMessage(stateOf(message))
  finishMessage(stateOf(message))
  await turn()
  expect(events).toEqual(['prefinish', 'messageFinished', 'finish'])
})

test('a message whose connection closes it is closed after finish: two ticks later with a listener for close, at once without one', async () => {
  const { message, events } = onRecording()
  stateOf(message).connection = connection({ closesFinished: true })
  message.end()
  finishMessage(stateOf(message))
  expect(message.closed).toBe(false)
  process.nextTick(() => process.nextTick(() => events.push('two ticks')))
  await turn()
  expect(events).toEqual(['prefinish', 'finish', 'close', 'two ticks'])

  const quiet = new Message()
  quiet.assignSocket(new RecordingSocket())
  stateOf(quiet).connection = connection({ closesFinished: true })
  quiet.end()
  finishMessage(stateOf(quiet))
  expect([quiet.closed, quiet.destroyed]).toEqual([true, true])
})

test('after an exception in a finish listener, a callback of end() or the connection, the message still closes', async () => {
  const fail = (): never => {
    throw new Error('user')
  }
  for (const prepare of [
    (message: Message): unknown => message.on('finish', fail).end(),
    (message: Message): unknown => message.end(fail),
    (message: Message): unknown => ((stateOf(message).connection = connection({ closesFinished: true, messageFinished: fail })), message.end()),
  ]) {
    const { message, events } = onRecording()
    stateOf(message).connection = connection({ closesFinished: true })
    prepare(message)
    const errors = await uncaughtDuring(async () => {
      try {
        finishMessage(stateOf(message))
      } catch (error) {
        events.push(`threw ${(error as Error).message}`)
      }
      await turn()
    })
    expect(errors).toEqual([])
    expect(events).toContain('threw user')
    expect(events.at(-1)).toBe('close')
  }
})

test('closeMessage() emits close once, in each stage, and makes the message destroyed', () => {
  for (const [prepare, stage] of [
    [(): void => {}, Stage.closedBeforeEnd],
    [(message: Message): void => message.flushHeaders(), Stage.closedBeforeEnd],
    [(message: Message): void => void message.end(), Stage.closedBeforeFlush],
    [(message: Message): void => (message.end(), finishMessage(stateOf(message))), Stage.closed],
  ] as const) {
    const { message, events } = onRecording()
    prepare(message)
    closeMessage(stateOf(message))
    closeMessage(stateOf(message))
    expect(events.filter((event) => event === 'close')).toHaveLength(1)
    expect([stateOf(message).stage, message.destroyed, message.closed]).toEqual([stage, true, true])
  }
})

test('closing a message fails the pieces that a cork held back: with its error, or with ERR_STREAM_DESTROYED', () => {
  for (const [error, expected] of [
    [new Error('gone'), 'write gone'],
    [undefined, 'write ERR_STREAM_DESTROYED'],
  ] as const) {
    const { message, socket } = onRecording()
    const results: unknown[] = []
    socket.on('error', () => {})
    message.cork()
    message.write('a', recorder(results, 'write'))
    message.destroy(error)
    closeMessage(stateOf(message))
    expect(results).toEqual([expected])
  }
})

test('Pending is a set of single bits', () => {
  const values = Object.values(Pending)
  expect(values.reduce((sum, value) => sum + value, 0)).toBe(2 ** values.length - 1)
})
