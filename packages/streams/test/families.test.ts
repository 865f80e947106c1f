/** Families of classes: several classes of messages in one process, from one copy of the package or from two. */
import { inherits } from 'node:util'
import { Readable, Stream } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { duplexPair } from '@layered-http/test-kit'
import { IncomingMessage, OutgoingMessage } from '../src/index.js'
import { buildHead, defineIncomingMessage, defineOutgoingMessage, initOutgoing, receiveEnd, receiveHead } from '../src/port.js'
import { RecordingSocket, turn } from './support/messages.js'

const [socket] = duplexPair()
const FAMILIES = [
  { name: 'IncomingMessage', Default: IncomingMessage, define: defineIncomingMessage, parent: Readable },
  { name: 'OutgoingMessage', Default: OutgoingMessage, define: defineOutgoingMessage, parent: Stream },
] as const

/** A class of messages, of either kind. */
type MessageClass = (new (socket: never) => object) & { readonly prototype: object }

const make = (Class: MessageClass): object => new Class(socket as never)

for (const { name, Default, define, parent } of FAMILIES) {
  test(`${name}: each family has its own prototype, with the same members`, () => {
    const Own = define() as MessageClass
    expect(Own.prototype).not.toBe(Default.prototype)
    expect(Reflect.ownKeys(Own.prototype)).toEqual(Reflect.ownKeys(Default.prototype))
    expect([Own.name, Own.length, Object.getPrototypeOf(Own)]).toEqual([name, 1, parent])
    expect(Own.prototype.constructor).toBe(Own)
  })

  test(`${name}: a member that is added to one family is not on another`, () => {
    const Own = define() as MessageClass
    Object.defineProperty(Own.prototype, 'legacy', { get: () => 'yes', configurable: true })
    expect((make(Own) as { legacy?: string }).legacy).toBe('yes')
    expect('legacy' in make(Default as MessageClass)).toBe(false)
    expect('legacy' in make(define() as MessageClass)).toBe(false)
  })

  test(`${name}: instanceof accepts the messages of every family, and no other value`, () => {
    const Own = define() as MessageClass
    expect([make(Own) instanceof Default, make(Default as MessageClass) instanceof Own, make(Own) instanceof parent]).toEqual([true, true, true])
    for (const value of [null, undefined, 1, 'x', {}, () => {}, new Readable()]) expect((value as unknown) instanceof Default).toBe(false)
  })

  test(`${name}: a subclass keeps the ordinary rule`, () => {
    const Own = define() as MessageClass
    class Derived extends Own {}
    expect([make(Derived) instanceof Derived, make(Own) instanceof Derived, make(Derived) instanceof Own, make(Derived) instanceof Default]).toEqual([true, false, true, true])
  })

  test(`${name}: util.inherits with a call of the constructor, Object.create with and without the constructor, and a Proxy are messages`, () => {
    const Own = define() as MessageClass
    function Legacy(this: object): void {
      ;(Own as unknown as { call(self: object, socket: unknown): void }).call(this, socket)
    }
    inherits(Legacy, Own)
    const legacy = new (Legacy as unknown as new () => object)()
    const created = Object.create(Own.prototype) as object
    const proxied = new Proxy(make(Own), {})
    for (const message of [legacy, created, proxied]) expect([message instanceof Own, message instanceof Default]).toEqual([true, true])
  })
}

test('two copies of the package: instanceof accepts the messages of both', async () => {
  vi.resetModules()
  const copy = (await import('../src/index.js')) as typeof import('../src/index.js')
  expect(copy.IncomingMessage).not.toBe(IncomingMessage)
  expect([new copy.IncomingMessage(socket) instanceof IncomingMessage, new IncomingMessage(socket) instanceof copy.IncomingMessage]).toEqual([true, true])
  expect([new copy.OutgoingMessage() instanceof OutgoingMessage, new OutgoingMessage() instanceof copy.OutgoingMessage]).toEqual([true, true])
  class Derived extends copy.OutgoingMessage {}
  expect(new OutgoingMessage() instanceof Derived).toBe(false)
})

test('the family of server messages is not that of client messages', () => {
  expect([(new IncomingMessage(socket) as object) instanceof OutgoingMessage, (new OutgoingMessage() as object) instanceof IncomingMessage]).toEqual([false, false])
})

test('a message made with util.inherits and without `new` sends', async () => {
  function Legacy(this: OutgoingMessage): void {
    initOutgoing(this)
  }
  inherits(Legacy, OutgoingMessage)
  Object.assign(Legacy.prototype, {
    _implicitHeader(this: OutgoingMessage) {
      buildHead(this, 'LINE\r\n')
    },
  })
  const message = new (Legacy as unknown as new () => OutgoingMessage)()
  const recording = new RecordingSocket()
  message.assignSocket(recording)
  message.end('x')
  await turn()
  expect([recording.body, message.writableFinished]).toEqual(['x', true])
})

test('a Proxy over a message shares its state', async () => {
  const target = new OutgoingMessage()
  target._implicitHeader = () => buildHead(target, 'LINE\r\n')
  const message = new Proxy(target, {})
  const recording = new RecordingSocket()
  message.setHeader('a', '1')
  message.assignSocket(recording)
  message.end('x')
  await turn()
  expect([target.getHeader('a'), target.writableFinished, recording.body]).toEqual(['1', true, 'x'])
})

test('an object that inherits from a message shares its state', () => {
  const message = new OutgoingMessage()
  const over = Object.create(message) as OutgoingMessage
  over.setHeader('a', '1')
  expect(message.getHeader('a')).toBe('1')
  const incoming = new IncomingMessage(socket)
  receiveHead(incoming, { resumeReading() {} }, { version: 257, text: 'A: 1\r\n', spans: [0, 1, 3, 4] })
  expect((Object.create(incoming) as IncomingMessage).headers).toBe(incoming.headers)
})

test('a message made without its constructor has the defaults of a new one, as far as they are state', () => {
  const message = Object.create(OutgoingMessage.prototype) as OutgoingMessage
  message.setHeader('a', '1')
  expect([message.getHeader('a'), message.writableEnded, message.socket, message.errored]).toEqual(['1', false, null, null])
  const incoming = Object.create(IncomingMessage.prototype) as IncomingMessage
  receiveEnd(incoming)
  expect([incoming.headers, incoming.rawTrailers, incoming.readable]).toEqual([{}, [], true])
})
