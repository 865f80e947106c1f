import { expect, test } from 'vitest'
import { OutgoingMessage } from '../index.js'
import { getOutHeaders, setOutHeaders } from './out-headers.js'

test('returns the headers by lower-case name, each with its name as it was set; null without headers', () => {
  const message = new OutgoingMessage()
  expect(getOutHeaders(message)).toBe(null)
  message.setHeader('X-A', ['1', '2'])
  const out = getOutHeaders(message)!
  expect([Object.getPrototypeOf(out), { ...out }]).toEqual([null, { 'x-a': ['X-A', ['1', '2']] }])
})

test('returns a copy', () => {
  const message = new OutgoingMessage()
  message.setHeader('a', '1')
  delete getOutHeaders(message)!.a
  expect(message.hasHeader('a')).toBe(true)
})

test('setting replaces all headers, without a check; null removes them', () => {
  const message = new OutgoingMessage()
  message.setHeader('a', '1')
  setOutHeaders(message, { b: ['B', '2'] })
  expect([message.getRawHeaderNames(), message.getHeader('b')]).toEqual([['B'], '2'])
  setOutHeaders(message, null)
  expect(message.getHeaderNames()).toEqual([])
})
