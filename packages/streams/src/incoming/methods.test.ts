import { Duplex, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { turn } from '../../test/support/messages.js'
import { IncomingMessage } from './message.js'
import { discardBody, receiveBody, receiveEnd, receiveHead, receiveTrailers } from './port.js'

function message(joinDuplicateHeaders?: boolean): { incoming: IncomingMessage; calls: string[] } {
  const calls: string[] = []
  const incoming = new IncomingMessage(new Duplex({ read() {}, write() {}, readableHighWaterMark: 5 }))
  incoming.joinDuplicateHeaders = joinDuplicateHeaders
  const text = 'Host: a\r\nhost: b\r\n'
  receiveHead(incoming, { resumeReading: () => calls.push('resumeReading'), messageConsumed: () => calls.push('messageConsumed'), timeoutSet: () => calls.push('timeoutSet') }, { version: 257, text, spans: [0, 4, 6, 7, 9, 13, 15, 16] })
  return { incoming, calls }
}

test('SI-01 a new message has empty fields, and the high water mark of its socket', () => {
  const { incoming } = message()
  const { url, method, statusCode, statusMessage, complete, aborted } = new IncomingMessage(incoming.socket)
  expect([url, method, statusCode, statusMessage, complete, aborted, incoming.readableHighWaterMark]).toEqual(['', null, null, null, false, false, 5])
})

test('a message without a socket has the default high water mark', () => {
  expect(new IncomingMessage(undefined as unknown as Duplex).readableHighWaterMark).toBe(64 * 1024)
})

test('H-02 H-06 of fields that may occur once, the first value counts, unless joinDuplicateHeaders is set before the first read', () => {
  expect([message().incoming.headers, message(true).incoming.headers]).toEqual([{ host: 'a' }, { host: 'a, b' }])
})

test('every view is made once, and can be set', () => {
  const { incoming } = message()
  const views = ['headers', 'headersDistinct', 'rawHeaders', 'trailers', 'trailersDistinct', 'rawTrailers'] as const
  receiveTrailers(incoming, { text: 'T: 1\r\n', spans: [0, 1, 3, 4] })
  for (const view of views) {
    expect(incoming[view]).toBe(incoming[view])
    const other = {} as never
    incoming[view] = other
    expect(incoming[view]).toBe(other)
  }
})

test('a view can be set before it is read, and a view of the head stays the same when trailers are received', () => {
  const { incoming } = message()
  incoming.headers = { a: '1' }
  receiveTrailers(incoming, { text: '', spans: [] })
  expect(incoming.headers).toEqual({ a: '1' })
})

test('SI-07 `connection` is an alias of `socket`', () => {
  const { incoming } = message()
  expect(incoming.connection).toBe(incoming.socket)
  const other = new Duplex() as never
  incoming.connection = other
  expect(incoming.socket).toBe(other)
})

test('SI-11 setTimeout() is passed to the socket if it has that method; its callback is a listener for timeout', () => {
  const { incoming, calls } = message()
  let called = 0
  expect(incoming.setTimeout(5, () => called++)).toBe(incoming)
  incoming.emit('timeout')
  Object.assign(incoming.socket, { setTimeout: (ms: number) => calls.push(`socket ${ms}`) })
  incoming.setTimeout(7)
  expect([called, calls]).toEqual([1, ['timeoutSet', 'timeoutSet', 'socket 7']])
})

test('the stream state is an own property from the first use on, as in every Readable', () => {
  const { incoming } = message()
  expect(Object.hasOwn(incoming, '_readableState')).toBe(false)
  void incoming.readableFlowing
  expect(Object.getOwnPropertyDescriptor(incoming, '_readableState')).toMatchObject({ writable: true, enumerable: true, configurable: true })
  expect(Readable.prototype).not.toHaveProperty('socket')
})

test('SI-15 reading requests bytes from the connection: at the first read, and when the buffer is below the mark', async () => {
  const { incoming, calls } = message()
  incoming.on('end', () => {})
  await turn()
  expect(calls).toEqual([])
  incoming.resume()
  await turn()
  expect(calls).toContain('resumeReading')
  calls.length = 0
  receiveBody(incoming, Buffer.from('x'))
  await turn()
  expect(calls).toContain('resumeReading')
})

test('a stream that is initialized after resume() reads by itself', async () => {
  const { incoming } = message()
  receiveEnd(incoming)
  incoming.resume()
  await turn()
  expect(incoming.readableEnded).toBe(true)
})

test('the connection is told of the end before all listeners of the user, also one that was prepended before the stream existed', async () => {
  const { incoming, calls } = message()
  incoming.prependListener('end', () => calls.push('user'))
  incoming.resume()
  receiveEnd(incoming)
  await turn()
  expect(calls.filter((call) => call !== 'resumeReading')).toEqual(['messageConsumed', 'user'])
})

test('SI-10 destroy() of an incomplete message destroys the socket with the reason', () => {
  const { incoming } = message()
  incoming.on('error', () => {})
  incoming.socket.on('error', () => {})
  incoming.destroy(new Error('why'))
  expect([incoming.socket.destroyed, incoming.socket.errored?.message, incoming.aborted, incoming.signal.aborted]).toEqual([true, 'why', true, true])
})

test('SI-10 destroy() after the end leaves the socket open', async () => {
  const { incoming } = message()
  incoming.resume()
  receiveEnd(incoming)
  await turn()
  incoming.destroy()
  expect([incoming.socket.destroyed, incoming.aborted]).toEqual([false, false])
})

test('destroy() with a reason and without a listener for error does not end the process', async () => {
  const { incoming } = message()
  incoming.socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => incoming.on('close', resolve))
  incoming.destroy(new Error('why'))
  await closed
  expect(incoming.destroyed).toBe(true)
})

test('destroy() without a socket does not fail', () => {
  const incoming = new IncomingMessage(undefined as unknown as Duplex)
  expect(incoming.destroy().destroyed).toBe(true)
})

test('a stream that is initialized after the message was discarded is closed', () => {
  const { incoming } = message()
  receiveEnd(incoming)
  discardBody(incoming)
  expect([incoming.readableEnded, incoming.closed, incoming.destroyed]).toEqual([true, true, true])
})
