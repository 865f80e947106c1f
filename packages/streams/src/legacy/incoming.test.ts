import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import type { IncomingHeaders } from '@layered-http/headers'
import { defineIncomingMessage, discardBody, receiveEnd, receiveHead, type IncomingMessage } from '../port.js'
import { LegacyIncoming } from './incoming.js'

interface Legacy extends IncomingMessage {
  _consuming: boolean
  _dumped: boolean
  _addHeaderLine(field: string, value: string, destination: IncomingHeaders): void
  _addHeaderLines(lines: string[] | undefined, count: number): void
  _addHeaderLineDistinct(field: string, value: string, destination: Record<string, string[]>): void
  _dump(): void
  _dumpAndCloseReadable(): void
}

const Family = defineIncomingMessage()
const { constructor: _constructor, ...members } = Object.getOwnPropertyDescriptors(LegacyIncoming.prototype)
Object.defineProperties(Family.prototype, members)

function message(): Legacy {
  const incoming = new Family(new Duplex({ read() {}, write() {} })) as Legacy
  receiveHead(incoming, { resumeReading() {} }, { version: 257, text: '', spans: [] })
  return incoming
}

test('_consuming is true after the body is read; setting it has no effect', () => {
  const incoming = message()
  incoming._consuming = true
  expect(incoming._consuming).toBe(false)
  incoming.on('data', () => {})
  expect(incoming._consuming).toBe(true)
})

test('_dumped is true for a discarded body, and can be set', () => {
  const incoming = message()
  expect(incoming._dumped).toBe(false)
  discardBody(incoming)
  expect(incoming._dumped).toBe(true)
  incoming._dumped = false
  expect(incoming._dumped).toBe(false)
  incoming._dump()
  expect(incoming._dumped).toBe(true)
})

test('_addHeaderLine() merges as received headers are merged', () => {
  const incoming = message()
  const headers: IncomingHeaders = {}
  incoming._addHeaderLine('X-A', '1', headers)
  incoming._addHeaderLine('x-a', '2', headers)
  incoming._addHeaderLine('Host', 'a', headers)
  incoming._addHeaderLine('Host', 'b', headers)
  expect(headers).toEqual({ 'x-a': '1, 2', host: 'a' })
})

test('_addHeaderLineDistinct() collects values by lower-case name', () => {
  const destination: Record<string, string[]> = {}
  message()._addHeaderLineDistinct('X-A', '1', destination)
  message()._addHeaderLineDistinct('x-a', '2', destination)
  expect(destination).toEqual({ 'x-a': ['1', '2'] })
})

test('_addHeaderLines() sets headers before the end and trailers after it; without lines it does nothing', () => {
  const incoming = message()
  incoming._addHeaderLines(undefined, 0)
  incoming._addHeaderLines([], 0)
  expect(incoming.rawHeaders).toEqual([])
  incoming._addHeaderLines(['A', '1', 'a', '2', 'B', '3'], 4)
  expect([incoming.headers, { ...incoming.headersDistinct }, incoming.rawHeaders]).toEqual([{ a: '1, 2' }, { a: ['1', '2'] }, ['A', '1', 'a', '2', 'B', '3']])
  receiveEnd(incoming)
  incoming._addHeaderLines(['T', '1'], 2)
  expect([incoming.trailers, { ...incoming.trailersDistinct }, incoming.rawTrailers]).toEqual([{ t: '1' }, { t: ['1'] }, ['T', '1']])
})

test('_dumpAndCloseReadable() discards the body and destroys the message', () => {
  const incoming = message()
  incoming._dumpAndCloseReadable()
  expect([incoming._dumped, incoming.destroyed]).toEqual([true, true])
})
