/** Heads that are built while another is built, by user code that runs in the middle. */
import { expect, test } from 'vitest'
import { duplexPair, withoutDate } from '@layered-http/test-kit'
import type { HeadersInit } from '@layered-http/headers'
import { OutgoingMessage } from './message.js'
import { buildHead } from './port.js'

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

test('a getter among the headers that ends another message: both heads are whole', async () => {
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

test('a value whose toString() ends another message: both heads are whole', async () => {
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

test('a head that cannot be built leaves nothing behind for the next', async () => {
  const bad = message('BAD')
  expect(() => bad.message.writeHead({ Date: 'x', Connection: 'close', 'Content-Length': 7, Bad: 'a\nb' })).toThrow('Invalid character')
  const good = message('GOOD')
  good.message.sendDate = true
  good.message.end('ok')
  await turn()
  expect(good.wire()).toBe('GOOD\r\nDate: …\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok')
})

test("a head of '' set by hand is no head: it reads back, and the real one is built", async () => {
  const { message: empty, wire } = message('LINE')
  const legacy = empty as unknown as Record<symbol, string>
  const kHead = Object.getOwnPropertySymbols(empty).find((key) => key.description === 'head')!
  legacy[kHead] = ''
  expect([empty.headersSent, legacy[kHead]]).toEqual([false, ''])
  empty.end('x')
  await turn()
  expect(wire()).toMatch(/^LINE\r\n/)
})
