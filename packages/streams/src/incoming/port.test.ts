import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { turn } from '../../test/support/messages.js'
import type { IncomingConnection } from '../connection.js'
import { IncomingMessage } from './message.js'
import {
  abortSignal,
  discardBody,
  hasUndeliveredData,
  isBeingRead,
  isConsumed,
  isDiscarded,
  receiveAbort,
  receiveBody,
  receiveEnd,
  receiveHead,
  receiveTrailers,
  skipBody,
} from './port.js'
import { Phase, stateOf } from './state.js'

const VERSION_1_1 = (1 << 8) | 1

/** Returns a message that has its head, and a log of the calls of its connection. */
function message(overrides: Partial<IncomingConnection> = {}): { incoming: IncomingMessage; calls: string[] } {
  const calls: string[] = []
  const incoming = new IncomingMessage(new Duplex({ read() {}, write() {} }).on('error', () => {}))
  const connection: IncomingConnection = { resumeReading: () => calls.push('resumeReading'), messageConsumed: () => calls.push('messageConsumed'), ...overrides }
  receiveHead(incoming, connection, { version: VERSION_1_1, text: 'A: 1\r\n', spans: [0, 1, 3, 4] })
  return { incoming, calls }
}

/** Logs the events that the message emits. Adding these listeners initializes the stream. */
function eventsOf(incoming: IncomingMessage): string[] {
  const events: string[] = []
  for (const event of ['end', 'close', 'aborted'] as const) incoming.on(event, () => events.push(event))
  incoming.on('error', (error) => events.push(`error ${(error as NodeJS.ErrnoException).code}`))
  return events
}

const hasStream = (incoming: IncomingMessage): boolean => stateOf(incoming).isStreamInitialized

test('SI-04 receiveHead() sets the version', () => {
  const { incoming } = message()
  expect([incoming.httpVersion, incoming.httpVersionMajor, incoming.httpVersionMinor, incoming.upgrade]).toEqual(['1.1', 1, 1, false])
  for (const [version, text] of [
    [0x0100, '1.0'],
    [0x0009, '0.9'],
    [0x0200, '2.0'],
  ] as const) {
    receiveHead(incoming, { resumeReading() {} }, { version, text: '', spans: [] })
    expect([incoming.httpVersion, incoming.httpVersionMajor, incoming.httpVersionMinor]).toEqual([text, version >> 8, version & 0xff])
  }
})

test('receiveHead() keeps the head as it is, and makes no view of it', () => {
  const { incoming } = message()
  expect([stateOf(incoming).head.text, stateOf(incoming).views]).toEqual(['A: 1\r\n', null])
  expect(incoming.headers).toEqual({ a: '1' })
})

test('receiveBody() returns true while the reader wants more, and for a discarded body, which initializes no stream', () => {
  const { incoming } = message()
  discardBody(incoming)
  expect([receiveBody(incoming, Buffer.alloc(1 << 20)), hasStream(incoming)]).toEqual([true, false])
  const read = message().incoming
  read.on('data', () => {})
  expect(receiveBody(read, Buffer.from('x'))).toBe(true)
  const unread = message().incoming
  expect([receiveBody(unread, Buffer.alloc(unread.readableHighWaterMark - 1)), receiveBody(unread, Buffer.alloc(1))]).toEqual([true, false])
})

test('SI-17 skipBody(): the stream appears read and closed, without being initialized', () => {
  const { incoming } = message()
  skipBody(incoming)
  receiveEnd(incoming)
  expect([hasStream(incoming), incoming.complete, stateOf(incoming).phase]).toEqual([false, true, Phase.skipped])
  expect([incoming.readableEnded, incoming.closed, incoming.destroyed, incoming.readable]).toEqual([true, true, true, false])
})

test('skipBody() of a message that has ended throws, since it is a bug in the connection', () => {
  const { incoming } = message()
  receiveEnd(incoming)
  expect(() => skipBody(incoming)).toThrow("incoming message: no 'skip' in state 'ended'")
})

test('H-09 receiveTrailers() replaces trailers that were read before', () => {
  const { incoming } = message()
  receiveTrailers(incoming, { text: 'T: 1\r\n', spans: [0, 1, 3, 4] })
  expect([incoming.trailers, incoming.rawTrailers, { ...incoming.trailersDistinct }]).toEqual([{ t: '1' }, ['T', '1'], { t: ['1'] }])
  receiveTrailers(incoming, { text: 'U: 2\r\n', spans: [0, 1, 3, 4] })
  expect([incoming.trailers, incoming.rawTrailers, { ...incoming.trailersDistinct }]).toEqual([{ u: '2' }, ['U', '2'], { u: ['2'] }])
})

test('SI-05 receiveEnd() without a stream only changes the phase; a discarded message is closed then', () => {
  const kept = message().incoming
  receiveEnd(kept)
  const discarded = message().incoming
  discardBody(discarded)
  receiveEnd(discarded)
  receiveEnd(discarded)
  expect([kept, discarded].map((incoming) => [incoming.complete, stateOf(incoming).phase, hasStream(incoming)])).toEqual([
    [true, Phase.ended, false],
    [true, Phase.closed, false],
  ])
})

test('receiveEnd() of a message that was destroyed emits no end', async () => {
  const { incoming } = message()
  const events = eventsOf(incoming)
  incoming.destroy()
  receiveEnd(incoming)
  incoming.resume()
  await turn()
  expect([events, incoming.complete]).toEqual([['aborted', 'close'], true])
})

test('SI-06 SI-09 receiveAbort() with a stream: aborted, an error if there is a listener, close', async () => {
  const { incoming } = message()
  const events = eventsOf(incoming)
  receiveAbort(incoming)
  receiveAbort(incoming)
  await turn()
  expect([events, incoming.aborted, incoming.complete]).toEqual([['aborted', 'error ECONNRESET', 'close'], true, false])
})

test('receiveAbort() without a stream: aborted is set, the signal aborts, and no stream is initialized', () => {
  const { incoming } = message()
  const { signal } = incoming
  receiveAbort(incoming)
  receiveAbort(incoming)
  expect([incoming.aborted, signal.aborted, hasStream(incoming), stateOf(incoming).phase]).toEqual([true, true, false, Phase.closed])
})

test('receiveAbort() after a discarded message has ended changes nothing', () => {
  const { incoming } = message()
  discardBody(incoming)
  receiveEnd(incoming)
  receiveAbort(incoming)
  expect([incoming.aborted, incoming.signal.aborted]).toEqual([false, false])
})

test('receiveAbort() of a message that was read to its end emits no error', async () => {
  const { incoming } = message()
  const events = eventsOf(incoming)
  incoming.resume()
  receiveEnd(incoming)
  await turn()
  receiveAbort(incoming)
  await turn()
  expect(events).toEqual(['end', 'close'])
})

test('SI-12 the signal does not abort if the connection reports that the exchange is complete', async () => {
  const plain = message({ isExchangeComplete: () => true }).incoming
  receiveAbort(plain)
  const streaming = message({ isExchangeComplete: () => true }).incoming
  streaming.on('close', () => {})
  receiveAbort(streaming)
  await turn()
  expect([plain.signal.aborted, streaming.signal.aborted, plain.aborted, streaming.aborted]).toEqual([false, false, true, true])
})

test('SI-12 a signal that is read after the abort is aborted, and the same each time', () => {
  const { incoming } = message()
  abortSignal(incoming)
  abortSignal(incoming)
  const { signal } = incoming
  abortSignal(incoming)
  expect([signal.aborted, incoming.signal === signal]).toEqual([true, true])
})

test('SI-12 a signal that is read before the abort aborts once', () => {
  const { incoming } = message()
  let aborts = 0
  incoming.signal.addEventListener('abort', () => aborts++)
  abortSignal(incoming)
  abortSignal(incoming)
  expect([aborts, incoming.signal.aborted]).toEqual([1, true])
})

test('isConsumed() and isBeingRead() are true after these kinds of reading', () => {
  const read = (act: (incoming: IncomingMessage) => void): boolean[] => {
    const { incoming } = message()
    act(incoming)
    return [isConsumed(incoming), isBeingRead(incoming)]
  }
  expect(read(() => {})).toEqual([false, false])
  expect(read((incoming) => incoming.on('end', () => {}))).toEqual([false, false])
  expect(read((incoming) => incoming.pause())).toEqual([false, false])
  expect(read((incoming) => incoming.on('data', () => {}))).toEqual([true, true])
  expect(read((incoming) => incoming.on('data', () => {}).pause())).toEqual([true, true])
  expect(read((incoming) => incoming.on('readable', () => {}))).toEqual([true, true])
  expect(read((incoming) => incoming.resume())).toEqual([true, true])
  expect(read((incoming) => void incoming.read())).toEqual([true, true])
  expect(read((incoming) => (incoming.on('data', () => {}), discardBody(incoming)))).toEqual([true, false])
})

test('isDiscarded() is true for a discarded body without a stream', () => {
  const { incoming } = message()
  expect(isDiscarded(incoming)).toBe(false)
  discardBody(incoming)
  expect(isDiscarded(incoming)).toBe(true)
  incoming.on('end', () => {})
  expect(isDiscarded(incoming)).toBe(false)
})

test('hasUndeliveredData() is true between a push and its delivery to a reader', async () => {
  const { incoming } = message()
  expect(hasUndeliveredData(incoming)).toBe(false)
  receiveBody(incoming, Buffer.from('x'))
  expect(hasUndeliveredData(incoming)).toBe(false)
  incoming.on('data', () => {})
  expect(hasUndeliveredData(incoming)).toBe(true)
  await turn()
  expect(hasUndeliveredData(incoming)).toBe(false)
  const readable = message().incoming
  receiveBody(readable, Buffer.from('x'))
  readable.on('readable', () => {})
  expect(hasUndeliveredData(readable)).toBe(true)
})

test('SI-14 discardBody() lets the bytes of an incomplete message flow, once', () => {
  const { incoming, calls } = message()
  discardBody(incoming)
  discardBody(incoming)
  expect(calls).toEqual(['resumeReading'])
})

test('discardBody() of a complete message closes it, and of an aborted one changes nothing', () => {
  const complete = message()
  receiveEnd(complete.incoming)
  discardBody(complete.incoming)
  const aborted = message()
  receiveAbort(aborted.incoming)
  discardBody(aborted.incoming)
  const afterAbort = message()
  receiveAbort(afterAbort.incoming)
  receiveEnd(afterAbort.incoming)
  discardBody(afterAbort.incoming)
  expect([complete, aborted, afterAbort].map(({ incoming, calls }) => [stateOf(incoming).phase, calls])).toEqual([
    [Phase.closed, []],
    [Phase.closed, ['resumeReading']],
    [Phase.closed, []],
  ])
})

test('discardBody() works on an object that was made without its constructor', () => {
  const incoming = Object.create(IncomingMessage.prototype) as IncomingMessage
  expect(() => discardBody(incoming)).not.toThrow()
})

test('discardBody() of a message that was read to its end keeps its listeners', async () => {
  const { incoming } = message()
  incoming.on('data', () => {})
  receiveEnd(incoming)
  await turn()
  discardBody(incoming)
  expect(incoming.listenerCount('data')).toBe(1)
})

test('discardBody() of a message that is read removes its data listeners; the rest ends quietly', async () => {
  for (const pushed of [null, Buffer.from('x')]) {
    const { incoming } = message()
    const events = eventsOf(incoming)
    incoming.on('data', () => events.push('data')).pause()
    if (pushed !== null) receiveBody(incoming, pushed)
    discardBody(incoming)
    receiveBody(incoming, Buffer.from('late'))
    receiveEnd(incoming)
    await turn()
    expect(events).toEqual(['end', 'close'])
  }
})
