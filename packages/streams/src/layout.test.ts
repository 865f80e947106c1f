/** Copies of this package with one layout share their messages; a message with another layout is an error. */
import { expect, test, vi } from 'vitest'
import { IncomingState } from './incoming/state.js'
import { LAYOUT } from './layout.js'
import { OutgoingMessage } from './index.js'
import { OutgoingState } from './outgoing/state.js'

/** The fields of the states in this layout. After a change here, increase LAYOUT. */
const FIELDS = {
  layout: 1,
  incoming: 'abort connection head isDiscarded isResumed isStreamInitialized message phase trailers views',
  outgoing:
    'bodyBytes chunk chunkBytes connection corked declaredLength endCallbacks error framing head headers highWaterMark isLast keepAliveLine knownLength mayHaveBody message needsDrain ' +
    'options pending pendingHead queue queuedBytes socket stage suppressed trailers',
}

test('the layout number belongs to these fields', () => {
  const fieldsOf = (state: object): string => Object.keys(state).sort().join(' ')
  expect({ layout: LAYOUT, incoming: fieldsOf(new IncomingState({} as never)), outgoing: fieldsOf(new OutgoingState({} as never)) }).toEqual(FIELDS)
})

/** A second copy of the package: the same modules, loaded again. */
async function secondCopy(): Promise<typeof import('./index.js') & typeof import('./port.js')> {
  vi.resetModules()
  return { ...(await import('./index.js')), ...(await import('./port.js')) }
}

test('a copy with the same layout works with the messages of another copy', async () => {
  const copy = await secondCopy()
  expect(copy.OutgoingMessage).not.toBe(OutgoingMessage)
  const message = new OutgoingMessage()
  message.setHeader('X-A', '1')
  copy.buildHead(message, 'HTTP/1.1 200 OK\r\n')
  expect(message.headersSent).toBe(true)
  expect(message).toBeInstanceOf(copy.OutgoingMessage)
  expect(new copy.OutgoingMessage()).toBeInstanceOf(OutgoingMessage)
})

test('a message with another layout is an error', () => {
  const other = Object.create(null, { [Symbol.for('layered-http.OutgoingMessage')]: { value: LAYOUT + 1 } }) as OutgoingMessage
  expect(() => OutgoingMessage.prototype.setHeader.call(other, 'X-A', '1')).toThrow(expect.objectContaining({ code: 'ERR_HTTP_MESSAGE_LAYOUT', name: 'TypeError' }) as Error)
})

test('a method called on an object of another class treats its head as built, as Node does', () => {
  const setHeader = (object: object): unknown => OutgoingMessage.prototype.setHeader.call(object as OutgoingMessage, 'X-A', '1')
  expect(() => setHeader({ _header: 'HTTP/1.1 200 OK' })).toThrow(expect.objectContaining({ code: 'ERR_HTTP_HEADERS_SENT' }) as Error)
  expect(() => setHeader({})).not.toThrow()
})
