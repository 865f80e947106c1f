import { expect, test } from 'vitest'
import { Message, onRecording } from '../../test/support/messages.js'

const code = (code: string): unknown => expect.objectContaining({ code })

test('SO-02 setHeader() replaces a header, keeps the name in the case that was set last, and returns the message', () => {
  const message = new Message()
  expect(message.setHeader('X-A', '1')).toBe(message)
  message.setHeader('x-a', 2)
  expect([message.getHeader('X-a'), message.getRawHeaderNames()]).toEqual([2, ['x-a']])
})

test('SO-02 setHeader() refuses names that are not tokens and values that could split the head', () => {
  const message = new Message()
  for (const name of ['', 'a b', 'ä', undefined]) expect(() => message.setHeader(name as string, '1')).toThrow(code('ERR_INVALID_HTTP_TOKEN'))
  expect(() => message.setHeader('a', undefined as unknown as string)).toThrow(code('ERR_HTTP_INVALID_HEADER_VALUE'))
  for (const value of ['\r', '\n', '\0', '\u0100', ['ok', 'a\nb']]) expect(() => message.setHeader('a', value)).toThrow(code('ERR_INVALID_CHAR'))
  expect(message.getHeaderNames()).toEqual([])
})

test('SO-04 appendHeader() sets a header, and then adds to it', () => {
  const message = new Message()
  message.appendHeader('X-A', '1').appendHeader('x-a', ['2', '3'])
  expect(message.getHeader('x-a')).toEqual(['1', '2', '3'])
})

test('SO-05 getHeader() returns undefined for a header that is not set, and throws for a name that is not a string', () => {
  const message = new Message()
  expect(message.getHeader('a')).toBe(undefined)
  message.setHeader('b', '1')
  expect(message.getHeader('a')).toBe(undefined)
  for (const name of [undefined, null, 1]) expect(() => message.getHeader(name as unknown as string)).toThrow(code('ERR_INVALID_ARG_TYPE'))
})

test('SO-06 getHeaders() returns a copy without a prototype', () => {
  const message = new Message()
  expect(Object.getPrototypeOf(message.getHeaders())).toBe(null)
  message.setHeader('X-A', '1')
  const headers = message.getHeaders()
  headers['x-a'] = '2'
  expect(Object.getPrototypeOf(headers)).toBe(null)
  expect(message.getHeader('x-a')).toBe('1')
})

test('SO-07 getHeaderNames() are in lower case, getRawHeaderNames() as they were set', () => {
  const message = new Message()
  expect([message.getHeaderNames(), message.getRawHeaderNames()]).toEqual([[], []])
  message.setHeader('X-A', '1').setHeader('b', '2')
  expect([message.getHeaderNames(), message.getRawHeaderNames()]).toEqual([
    ['x-a', 'b'],
    ['X-A', 'b'],
  ])
})

test('SO-08 hasHeader() takes names in any case, and throws for one that is not a string', () => {
  const message = new Message()
  expect(message.hasHeader('x-a')).toBe(false)
  message.setHeader('X-A', '1')
  expect([message.hasHeader('x-A'), message.hasHeader('y')]).toEqual([true, false])
  expect(() => message.hasHeader(1 as unknown as string)).toThrow(code('ERR_INVALID_ARG_TYPE'))
})

test('SO-03 setHeaders() calls setHeader() of the message, which a subclass may override', () => {
  const seen: unknown[] = []
  class Spy extends Message {
    override setHeader(name: string, value: never): this {
      seen.push([name, value])
      return this
    }
  }
  new Spy().setHeaders(new Map<string, string | string[]>([['a', '1'], ['set-cookie', ['x', 'y']]]))
  expect(seen).toEqual([
    ['a', '1'],
    ['set-cookie', ['x', 'y']],
  ])
})

test('SO-03 setHeaders() takes any object with get() and keys(), also a function, and refuses others', () => {
  const message = new Message()
  const like = Object.assign(() => {}, { get: () => {}, keys: () => {}, [Symbol.iterator]: () => [['a', '1']][Symbol.iterator]() })
  message.setHeaders(like as unknown as Headers)
  expect(message.getHeader('a')).toBe('1')
  for (const headers of [null, undefined, 'a', {}, { get() {} }, [['a', '1']]]) {
    expect(() => message.setHeaders(headers as unknown as Headers)).toThrow(code('ERR_INVALID_ARG_TYPE'))
  }
})

test('SO-09 removeHeader() of Date, Connection, Content-Length and Transfer-Encoding, in any case, turns the automatic one off', () => {
  for (const [name, rest] of [
    ['DATE', 'Connection: keep-alive\r\nContent-Length: 1\r\n'],
    ['CONNECTION', 'Date: now\r\nContent-Length: 1\r\n'],
    ['Content-LENGTH', 'Date: now\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n'],
  ] as const) {
    const { message, socket } = onRecording()
    message.sendDate = true
    message.removeHeader(name)
    message.end('z')
    expect(socket.wire.replace(/Date: .*\r/, 'Date: now\r').split('\r\n\r\n')[0]).toBe(`HTTP/1.1 200 OK\r\n${rest}`.trimEnd())
  }
})

test('SO-09 without both framing headers the body ends with the connection', () => {
  const { message, socket } = onRecording()
  message.removeHeader('transfer-encoding')
  message.write('a')
  message.end('b')
  expect(socket.wire).toBe('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nab')
})

test('SO-09 a header that is set again after its removal is sent', () => {
  const { message, socket } = onRecording()
  message.removeHeader('connection')
  message.removeHeader('content-length')
  message.setHeader('Connection', 'keep-alive')
  message.setHeader('X', '1')
  message.end('z')
  expect(socket.wire).toContain('Connection: keep-alive\r\nX: 1\r\nTransfer-Encoding: chunked\r\n')
})

test('removeHeader() of a header that is not set does nothing; a name that is not a string is an error', () => {
  const message = new Message()
  message.removeHeader('a')
  message.setHeader('b', '1')
  message.removeHeader('a')
  expect(message.getHeaderNames()).toEqual(['b'])
  expect(() => message.removeHeader(undefined as unknown as string)).toThrow(code('ERR_INVALID_ARG_TYPE'))
})

test('SO-10 after the head is built no header can change, and the error of each method says what is not possible', () => {
  const { message } = onRecording()
  message.setHeader('a', '1')
  message.flushHeaders()
  expect(message.headersSent).toBe(true)
  for (const [what, act] of [
    ['set', () => message.setHeader('a', '1')],
    ['set', () => message.setHeaders(new Map())],
    ['append', () => message.appendHeader('a', '1')],
    ['remove', () => message.removeHeader('a')],
  ] as const) {
    expect(act).toThrow(expect.objectContaining({ code: 'ERR_HTTP_HEADERS_SENT', message: `Cannot ${what} headers after they are sent to the client` }))
  }
  expect(message.getHeader('a')).toBe('1')
})

test('the stack of an error begins at the method that was called', () => {
  const open = new Message()
  const sent = new Message()
  sent.flushHeaders()
  for (const [method, act] of [
    ['setHeader', () => open.setHeader('a b', '1')],
    ['setHeader', () => open.setHeader('a', undefined as unknown as string)],
    ['setHeader', () => open.setHeader('a', ['\n'])],
    ['setHeader', () => sent.setHeader('a', '1')],
    ['appendHeader', () => open.appendHeader('a', '\n')],
    ['appendHeader', () => sent.appendHeader('a', '1')],
    ['setHeaders', () => open.setHeaders({} as Headers)],
    ['setHeaders', () => sent.setHeaders(new Map())],
    ['getHeader', () => open.getHeader(1 as unknown as string)],
    ['hasHeader', () => open.hasHeader(1 as unknown as string)],
    ['removeHeader', () => open.removeHeader(1 as unknown as string)],
    ['removeHeader', () => sent.removeHeader('a')],
  ] as const) {
    let stack = ''
    try {
      act()
    } catch (error) {
      stack = (error as Error).stack!
    }
    expect(stack.split('\n')[1]).toMatch(new RegExp(`^ +at Message\\.${method} .*methods\\.ts`))
  }
})
