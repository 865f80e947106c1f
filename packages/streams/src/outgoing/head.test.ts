/** Heads that user code builds while another head is built. */
import { expect, test } from 'vitest'
import { duplexPair, withoutDate } from '@layered-http/test-kit'
import type { HeadersInit } from '@layered-http/headers'
import { OutgoingMessage } from './message.js'
import { eachHeader } from './head.js'
import { buildHead } from './port.js'
import { stateOf } from './state.js'

class Message extends OutgoingMessage {
  constructor(private readonly line: string) {
    super()
  }
  override _implicitHeader(): void {
    buildHead(this, this.line)
  }
  writeHead(headers: HeadersInit): this {
    buildHead(this, this.line, headers)
    return this
  }
}

function message(line: string): { message: Message; wire: () => string } {
  const [socket, peer] = duplexPair()
  let received = ''
  peer.setEncoding('latin1').on('data', (text: string) => (received += text))
  const message = new Message(`${line}\r\n`)
  message.assignSocket(socket)
  return { message, wire: () => withoutDate(received) }
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

test('a getter among the headers that ends another message: both heads are complete', async () => {
  const first = message('FIRST')
  const second = message('SECOND')
  second.message.writeHead({
    A: '1',
    get Timing() {
      if (!first.message.headersSent) first.message.setHeader('Connection', 'close').end('one')
      return 't'
    },
    Z: '9',
  })
  second.message.end('two')
  await turn()
  expect(first.wire()).toBe('FIRST\r\nConnection: close\r\nContent-Length: 3\r\n\r\none')
  expect(second.wire()).toMatch(/^SECOND\r\nA: 1\r\nTiming: t\r\nZ: 9\r\n/)
})

test('a value whose toString() ends another message: both heads are complete', async () => {
  const first = message('FIRST')
  const second = message('SECOND')
  const value = {
    toString() {
      if (!first.message.headersSent) first.message.end('one')
      return 'v'
    },
  }
  second.message.setHeader('A', value as unknown as string)
  second.message.setHeader('B', [value, 'w'] as unknown as string[])
  second.message.end('two')
  await turn()
  expect(first.wire()).toMatch(/^FIRST\r\nConnection: .*\r\nContent-Length: 3\r\n\r\none$/)
  expect(second.wire()).toMatch(/^SECOND\r\nA: v\r\nB: v\r\nB: w\r\nConnection: .*\r\nContent-Length: 3\r\n\r\ntwo$/)
})

test('a head that cannot be built does not affect the next one', async () => {
  const bad = message('BAD')
  expect(() => bad.message.writeHead({ Date: 'x', Connection: 'close', 'Content-Length': 7, Bad: 'a\nb' })).toThrow('Invalid character')
  const good = message('GOOD')
  good.message.sendDate = true
  good.message.end('ok')
  await turn()
  expect(good.wire()).toBe('GOOD\r\nDate: …\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok')
})

test("a head that was set to '' is not a head: the real one is built", async () => {
  const { message: empty, wire } = message('LINE')
  stateOf(empty).head = ''
  expect(empty.headersSent).toBe(false)
  empty.end('x')
  await turn()
  expect(wire()).toMatch(/^LINE\r\n/)
})

test('eachHeader() takes an object, a list of pairs and a flat list; an object may have undefined values', () => {
  for (const [init, expected] of [
    [{ a: '1', b: undefined, c: ['2', '3'] }, [['a', '1'], ['b', undefined], ['c', ['2', '3']]]],
    [[['a', '1'], ['a', 2]], [['a', '1'], ['a', 2]]],
    [['a', '1', 'b', 2], [['a', '1'], ['b', 2]]],
    [[], []],
    [{}, []],
  ] as const) {
    const seen: unknown[] = []
    eachHeader(init as unknown as HeadersInit, (name, value) => seen.push([name, value]))
    expect(seen).toEqual(expected)
  }
})

test('SO-29 fields that are set before the head decide its contents, and show the decision afterwards', () => {
  const closing = new Message('LINE\r\n')
  closing.shouldKeepAlive = false
  closing.flushHeaders()
  expect([stateOf(closing).head, stateOf(closing).isLast]).toEqual(['LINE\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n', true])

  const plain = new Message('LINE\r\n')
  plain.useChunkedEncodingByDefault = false
  plain.write('x')
  expect([stateOf(plain).head, plain.chunkedEncoding]).toEqual(['LINE\r\nConnection: close\r\n\r\n', false])

  const chunked = new Message('LINE\r\n')
  chunked.useChunkedEncodingByDefault = false
  chunked.setHeader('Connection', 'keep-alive')
  chunked.chunkedEncoding = true
  chunked.write('x')
  expect(chunked.chunkedEncoding).toBe(true)
})

test('a head that is built again after one was sent changes the known framing, and is not sent', () => {
  const { message: twice } = message('LINE')
  twice.flushHeaders()
  twice.writeHead({ 'Content-Length': 3 })
  expect([twice.headersSent, stateOf(twice).pendingHead, stateOf(twice).declaredLength, twice.chunkedEncoding]).toEqual([true, '', 3, false])
})

test('a head that cannot be built leaves the message open', () => {
  const { message: bad } = message('LINE')
  bad.setHeader('Trailer', 'x').setHeader('Content-Length', 1)
  expect(() => bad.end('x')).toThrow(expect.objectContaining({ code: 'ERR_HTTP_TRAILER_INVALID' }))
  expect([bad.headersSent, bad.writableEnded]).toEqual([false, false])
  bad.removeHeader('Trailer')
  expect(bad.end('x').writableEnded).toBe(true)
})
