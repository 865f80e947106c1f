import { expect, test } from 'vitest'
import { CLOSE_LINE } from '@layered-http/headers'
import { connection, eventsOf, Message, onRecording, RecordingSocket, recorder, turn } from '../../test/support/messages.js'
import * as port from './port.js'
import { DEFAULT_WRITE_OPTIONS } from './write-options.js'

test('connectMessage() and hasConnection()', () => {
  const message = new Message()
  expect(port.hasConnection(message)).toBe(false)
  port.connectMessage(message, connection())
  expect(port.hasConnection(message)).toBe(true)
})

test('setWriteOptions() and writeOptionsOf(), which returns Node\'s defaults before', () => {
  const message = new Message()
  expect(port.writeOptionsOf(message)).toBe(DEFAULT_WRITE_OPTIONS)
  const options = { ...DEFAULT_WRITE_OPTIONS, lenientValues: true }
  port.setWriteOptions(message, options)
  expect(port.writeOptionsOf(message)).toBe(options)
  message.setHeader('a', '\x01')
  expect(message.getHeader('a')).toBe('\x01')
})

test('setKeepAliveLine(): the line is in the head; with CLOSE_LINE the peer closes the connection', () => {
  const kept = onRecording()
  port.setKeepAliveLine(kept.message, 'Keep-Alive: timeout=5\r\n')
  kept.message.end()
  expect(kept.socket.wire).toContain('Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n')
  const closed = onRecording()
  port.setKeepAliveLine(closed.message, CLOSE_LINE)
  closed.message.end()
  expect(closed.socket.wire).toContain('Connection: close\r\n')
  expect([port.isLast(kept.message), port.isLast(closed.message)]).toEqual([false, false])
})

test('setHighWaterMark() counts while the message has no socket', () => {
  const message = new Message()
  port.setHighWaterMark(message, 3)
  expect(message.writableHighWaterMark).toBe(3)
  message.assignSocket(new RecordingSocket())
  expect(message.writableHighWaterMark).not.toBe(3)
})

test('hasHeaders() is true once a header was set', () => {
  const message = new Message()
  expect(port.hasHeaders(message)).toBe(false)
  message.setHeader('a', '1')
  expect(port.hasHeaders(message)).toBe(true)
})

test('buildHead() with headers sends those instead of the set ones', () => {
  const { message, socket } = onRecording()
  message.setHeader('a', '1')
  port.buildHead(message, 'HTTP/1.1 204 No Content\r\n', { b: '2' }, true)
  port.forbidBody(message)
  message.end()
  expect(socket.wire).toMatch(/^HTTP\/1.1 204 No Content\r\nb: 2\r\n/)
})

test('each question about a stage is true in these stages', async () => {
  const { message } = onRecording()
  const stages = (): unknown[] => [port.isHeadSent(message), port.hasEnded(message), port.isFinishing(message), port.isSent(message), port.isFinished(message)]
  expect(stages()).toEqual([false, false, false, false, false])
  message._implicitHeader()
  expect(stages()).toEqual([false, false, false, false, false])
  message.flushHeaders()
  expect(stages()).toEqual([true, false, false, false, false])
  message.end()
  expect(stages()).toEqual([true, true, true, true, false])
  await turn()
  expect(stages()).toEqual([true, true, false, false, true])
})

test('isLast(): true for a message after which the connection closes', () => {
  const { message } = onRecording()
  message.setHeader('Connection', 'close')
  expect(port.isLast(message)).toBe(false)
  message._implicitHeader()
  expect(port.isLast(message)).toBe(true)
})

test('isCut(): true for a message that was destroyed before its end', () => {
  const { message } = onRecording()
  expect(port.isCut(message)).toBe(false)
  message.destroy()
  expect(port.isCut(message)).toBe(true)
})

test('hasEndCallback() and failEnd()', () => {
  const { message } = onRecording(new Message(), new RecordingSocket(true))
  const results: unknown[] = []
  expect(port.hasEndCallback(message)).toBe(false)
  message.end(recorder(results, 'end'))
  expect(port.hasEndCallback(message)).toBe(true)
  port.failEnd(message, new Error('lost'))
  expect([results, port.hasEndCallback(message)]).toEqual([['end lost'], false])
})

test('attachSocket(), writeRaw() and unsentOutput(): output is queued until there is a socket', () => {
  const message = new Message()
  expect(port.writeRaw(message, 'raw', 'latin1')).toBe(true)
  message.end('x')
  expect(port.unsentOutput(message)).toHaveLength(2)
  const socket = new RecordingSocket()
  port.attachSocket(message, socket)
  expect(socket.wire).toMatch(/^rawHTTP/)
  expect(port.unsentOutput(message)).toBe(null)
})

test('queueFurtherWrites() and dropOutput(): output after the end of a socket is queued, then dropped', async () => {
  const { message, socket } = onRecording()
  message.write('a')
  await turn()
  const { wire } = socket
  port.queueFurtherWrites(message)
  message.write('b')
  await turn()
  expect(message.writableLength).toBeGreaterThan(0)
  port.dropOutput(message)
  expect([socket.wire, message.writableLength]).toEqual([wire, 0])
})

test('drainMessage() emits drain if write() had returned false', async () => {
  const { message, events } = onRecording(new Message(), new RecordingSocket(true))
  port.connectMessage(message, connection())
  port.drainMessage(message)
  message.write(Buffer.alloc(message.writableHighWaterMark))
  await turn()
  while ((message.socket as unknown as RecordingSocket).release());
  port.drainMessage(message)
  expect(events).toEqual(['drain'])
})

test('finishIfFlushed(), finishAfterPendingWrites(), finishMessage() and closeMessage() accept a message', async () => {
  const flushed = onRecording()
  port.connectMessage(flushed.message, connection({ willFinish: () => true }))
  Object.assign(flushed.socket, { connecting: false })
  flushed.message.end()
  expect(port.finishIfFlushed(flushed.message, flushed.socket)).toBe(true)

  const later = onRecording()
  port.connectMessage(later.message, connection({ willFinish: () => true }))
  Object.assign(later.socket, { connecting: false })
  later.message.end()
  port.finishAfterPendingWrites(later.message, later.socket)
  await turn()

  const byHand = new Message()
  const events = eventsOf(byHand)
  byHand.end()
  port.finishMessage(byHand)
  port.closeMessage(byHand)
  expect([flushed.events, later.events, events]).toEqual([['prefinish', 'finish'], ['prefinish', 'finish'], ['finish', 'close']])
})
