import { getDefaultHighWaterMark, setDefaultHighWaterMark } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { defaultHighWaterMark } from './high-water-mark.js'
import { OutgoingMessage } from './outgoing/message.js'

const before = getDefaultHighWaterMark(false)
afterEach(() => setDefaultHighWaterMark(false, before))

test('the default is 64 KiB on every Node', () => {
  expect(defaultHighWaterMark()).toBe(64 * 1024)
})

test('a mark that the process sets applies, and is read at each use', () => {
  const message = new OutgoingMessage()
  setDefaultHighWaterMark(false, 10)
  expect([defaultHighWaterMark(), message.writableHighWaterMark]).toEqual([10, 10])
})
