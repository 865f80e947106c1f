import { expect, test } from 'vitest'
import * as main from './index.js'
import * as legacy from './legacy.js'
import * as port from './port.js'

test('the main entry has the two classes', () => {
  expect(Object.keys(main).sort()).toEqual(['IncomingMessage', 'OutgoingMessage'])
})

test('the port has functions, the two classes and the default options, and no symbol', () => {
  expect([port.IncomingMessage, port.OutgoingMessage]).toEqual([main.IncomingMessage, main.OutgoingMessage])
  const others = Object.entries(port).filter(([, value]) => typeof value !== 'function')
  expect(others.map(([name]) => name)).toEqual(['DEFAULT_WRITE_OPTIONS'])
})

test('the legacy entry has members for two classes and the headers under Node\'s symbol', () => {
  expect(Object.keys(legacy).sort()).toEqual(['LegacyIncoming', 'LegacyOutgoing', 'getOutHeaders', 'setOutHeaders'])
})

test('the only members with an underscore are those for subclasses and for the streams of Node', () => {
  const names = (prototype: object): string[] => Object.getOwnPropertyNames(prototype).filter((name) => name.startsWith('_'))
  expect(names(main.OutgoingMessage.prototype).sort()).toEqual(['_finish', '_implicitHeader'])
  expect(names(main.IncomingMessage.prototype).sort()).toEqual(['_consuming', '_destroy', '_dumped', '_read', '_readableState'])
})

test('the state of a message is visible neither as a key nor in JSON', () => {
  const message = new main.OutgoingMessage()
  expect(Object.keys(message).sort()).toEqual(
    ['agent', 'chunkedEncoding', 'destroyed', 'sendDate', 'shouldKeepAlive', 'strictContentLength', 'useChunkedEncodingByDefault', 'writable'].sort(),
  )
})
