/** Writers: what they write, and what they refuse. That readers read it back is in test/writer.properties.test.ts. */
import { describe, expect, test } from 'vitest'
import { RequestWriter, ResponseWriter, type WritableRequestHead, type WritableResponseHead } from './writer.js'
import { bytesOf, textOfBytes } from '../../test/read.js'

type Field = [string, string]
const GET: WritableRequestHead = { method: 'GET', url: '/', headers: [['Host', 'a']] }
const OK: WritableResponseHead = { statusCode: 200, reason: 'OK', headers: [] }
const request = (...fields: Field[]): WritableRequestHead => ({ method: 'POST', url: '/', headers: [['Host', 'a'], ...fields] })
const response = (...fields: Field[]): WritableResponseHead => ({ ...OK, headers: fields })
const coded = (code: string, message: string): Error => expect.objectContaining({ code, message }) as Error
const FRAMING = 'ERR_WRITER_FRAMING'

describe('messages', () => {
  test('a request without a body', () => {
    const writer = new RequestWriter()
    expect(textOfBytes(writer.head(GET))).toBe('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(writer.isBetweenMessages).toBe(false)
    expect(writer.end()).toHaveLength(0)
    expect([writer.isBetweenMessages, writer.isOver]).toEqual([true, false])
  })

  test('a body with a length is not copied', () => {
    const writer = new RequestWriter()
    writer.head(request(['Content-Length', '3']))
    const data = bytesOf('abc')
    expect(writer.body(data)).toBe(data)
    expect(writer.end()).toHaveLength(0)
  })

  test('chunks, extensions and trailers', () => {
    const writer = new ResponseWriter()
    writer.head(response(['Transfer-Encoding', 'gzip, chunked']))
    expect(textOfBytes(writer.body(bytesOf('x'.repeat(17))))).toBe(`11\r\n${'x'.repeat(17)}\r\n`)
    expect(textOfBytes(writer.body(bytesOf('a'), ';b="c\\"d";e'))).toBe('1;b="c\\"d";e\r\na\r\n')
    expect(writer.body(new Uint8Array(0))).toHaveLength(0)
    expect(textOfBytes(writer.end([['Check', 'e']]))).toBe('0\r\nCheck: e\r\n\r\n')
  })

  test('interim responses come before the final one', () => {
    const writer = new ResponseWriter()
    expect(textOfBytes(writer.head({ statusCode: 103, reason: '', headers: [['Link', '</a>']] }))).toBe('HTTP/1.1 103 \r\nLink: </a>\r\n\r\n')
    writer.head({ statusCode: 100, reason: 'Continue', headers: [] })
    writer.head(response(['Content-Length', '0']))
    writer.end()
    expect(writer.isBetweenMessages).toBe(true)
  })

  test.each<[what: string, head: WritableResponseHead, method: string]>([
    ['to HEAD', response(['Content-Length', '5']), 'HEAD'],
    ['204', { ...OK, statusCode: 204 }, 'GET'],
    ['304', { ...response(['Content-Length', '5']), statusCode: 304 }, 'GET'],
  ])('a response %s has no body', (_what, head, method) => {
    const writer = new ResponseWriter()
    writer.head(head, method)
    expect(() => writer.body(bytesOf('a'))).toThrow(coded(FRAMING, 'The head announces no body'))
    writer.end()
    expect(writer.isBetweenMessages).toBe(true)
  })

  test.each<[what: string, head: WritableResponseHead]>([
    ['without a length', OK],
    ['with Connection: close', response(['Content-Length', '0'], ['Connection', 'x, Close'])],
    ['of HTTP/1.0', { ...response(['Content-Length', '0']), version: '1.0' }],
  ])('a response %s is the last one', (_what, head) => {
    const writer = new ResponseWriter()
    writer.head(head)
    writer.end()
    expect(writer.isOver).toBe(true)
    expect(() => writer.head(OK)).toThrow(coded('ERR_WRITER_STATE', "head() in the state 'closed'"))
  })

  test('another protocol: accepted, declined, and by a response', () => {
    const offer: WritableRequestHead = { ...GET, headers: [['Host', 'a'], ['Connection', 'upgrade'], ['Upgrade', 'x']] }
    for (const head of [offer, { method: 'CONNECT', url: 'a:80', headers: [['Host', 'a']] } as WritableRequestHead]) {
      const writer = new RequestWriter()
      writer.head(head)
      writer.end()
      expect(() => writer.head(GET)).toThrow(coded('ERR_WRITER_STATE', "head() in the state 'awaitingProtocol'"))
      writer.declineUpgrade()
      writer.head(head)
      writer.end()
      writer.acceptUpgrade()
      expect(writer.isOver).toBe(true)
    }
    for (const [head, method] of [[{ ...OK, statusCode: 101 }, 'GET'], [OK, 'CONNECT']] as const) {
      const writer = new ResponseWriter()
      writer.head(head, method)
      expect(writer.isOver).toBe(true)
    }
    const last = new RequestWriter()
    last.head({ ...offer, headers: [...offer.headers, ['Connection', 'close']] })
    last.end()
    last.declineUpgrade()
    expect(last.isOver).toBe(true)
  })
})

test.each<[what: string, head: WritableRequestHead, message: string]>([
  ['no Host', { ...GET, headers: [] }, 'A request of HTTP/1.1 needs a Host field'],
  ['several Host fields', request(['host', 'b']), 'Several Host fields'],
  ['two lengths', request(['Content-Length', '1'], ['content-length', '1']), 'Several Content-Length fields'],
  ['a list of lengths', request(['Content-Length', '1, 1']), "Invalid Content-Length '1, 1'"],
  ['a sign', request(['Content-Length', '+1']), "Invalid Content-Length '+1'"],
  ['a length that is too large', request(['Content-Length', '9'.repeat(20)]), `Invalid Content-Length '${'9'.repeat(20)}'`],
  ['a length and a coding', request(['Content-Length', '1'], ['Transfer-Encoding', 'chunked']), 'Content-Length together with Transfer-Encoding'],
  ['a last coding other than chunked', request(['Transfer-Encoding', 'chunked, gzip']), 'The last transfer coding is not chunked'],
  ['codings in two fields', request(['Transfer-Encoding', 'chunked'], ['Transfer-Encoding', 'chunked']), 'The last transfer coding is not chunked'],
  ['a coding in HTTP/1.0', { ...request(['Transfer-Encoding', 'chunked']), version: '1.0' }, 'Transfer-Encoding in HTTP/1.0'],
  ['CONNECT with a body', { method: 'CONNECT', url: 'a:1', headers: [['Host', 'a'], ['Content-Length', '0']] }, 'CONNECT has no body'],
  ['a target with a space', { ...GET, url: '/a b' }, "'/a b' is not a target for GET"],
  ['a fragment', { ...GET, url: '/#a' }, "'/#a' is not a target for GET"],
  ['a relative target', { ...GET, url: 'a' }, "'a' is not a target for GET"],
])('a request with %s is refused, and nothing has begun', (_what, head, message) => {
  const writer = new RequestWriter()
  expect(() => writer.head(head)).toThrow(coded(FRAMING, message))
  expect(writer.isBetweenMessages).toBe(true)
})

test.each<[what: string, head: WritableResponseHead, method: string, message: string]>([
  ['1xx with a length', { ...response(['Content-Length', '0']), statusCode: 100 }, 'GET', 'A response 100 must not have Content-Length or Transfer-Encoding'],
  ['204 with a coding', { ...response(['Transfer-Encoding', 'chunked']), statusCode: 204 }, 'GET', 'A response 204 must not have Content-Length or Transfer-Encoding'],
  ['to CONNECT with a length', response(['Content-Length', '0']), 'CONNECT', 'A response to CONNECT must not have Content-Length or Transfer-Encoding'],
])('a response %s is refused', (_what, head, method, message) => {
  expect(() => new ResponseWriter().head(head, method)).toThrow(coded(FRAMING, message))
})

test('bodies of another length than announced are refused', () => {
  const writer = new RequestWriter()
  writer.head(request(['Content-Length', '2']))
  writer.body(bytesOf('a'))
  expect(() => writer.end()).toThrow(coded(FRAMING, 'The body has 1 of the 2 bytes of its Content-Length'))
  expect(() => writer.body(bytesOf('bc'))).toThrow(coded(FRAMING, 'The body has more than the 2 bytes of its Content-Length'))
  writer.body(bytesOf('b'))
  writer.end()
  expect(() => new RequestWriter().body(bytesOf('a'))).toThrow(coded('ERR_WRITER_STATE', "body() in the state 'idle'"))
  expect(() => new RequestWriter().end()).toThrow(coded('ERR_WRITER_STATE', "end() in the state 'idle'"))
  expect(() => new RequestWriter().acceptUpgrade()).toThrow(coded('ERR_WRITER_STATE', "acceptUpgrade() in the state 'idle'"))
})

test('trailers and extensions need chunks, and some fields cannot be trailers', () => {
  const writer = new RequestWriter()
  writer.head(request(['Content-Length', '1']))
  expect(() => writer.body(bytesOf('a'), ';b')).toThrow(coded(FRAMING, 'Only chunks have extensions'))
  writer.body(bytesOf('a'))
  expect(() => writer.end([['A', 'b']])).toThrow(coded(FRAMING, 'Only a chunked body has trailers'))
  const chunked = new RequestWriter()
  chunked.head(request(['Transfer-Encoding', 'chunked']))
  expect(() => chunked.end([['content-length', '1']])).toThrow(coded(FRAMING, 'content-length cannot be a trailer'))
})

test.each<[what: string, head: object, code: string, message: string]>([
  ['no head', undefined as unknown as object, 'ERR_INVALID_ARG_TYPE', 'The "head" argument must be of type object. Received undefined'],
  ['a method with a space', { ...GET, method: 'GET /' }, 'ERR_INVALID_ARG_VALUE', "The property 'head.method' must be a token. Received 'GET /'"],
  ['a number as method', { ...GET, method: 1 }, 'ERR_INVALID_ARG_TYPE', 'The "head.method" property must be of type string. Received type number (1)'],
  ['a line end in the target', { ...GET, url: '/\r\nA: b' }, 'ERR_INVALID_ARG_VALUE', "The property 'head.url' must be Latin-1 without control characters. Received '/\\r\\nA: b'"],
  ['another version', { ...GET, version: '2.0' }, 'ERR_INVALID_ARG_VALUE', "The property 'head.version' must be '1.0' or '1.1'. Received '2.0'"],
  ['no fields', { method: 'GET', url: '/' }, 'ERR_INVALID_ARG_TYPE', 'The "head.headers" property must be an instance of Array. Received undefined'],
  ['a name with a colon', { ...GET, headers: [['a:', 'b']] }, 'ERR_INVALID_ARG_VALUE', "The property 'head.headers.0.0' must be a token. Received 'a:'"],
  ['a value with a line end', { ...GET, headers: [['a', 'b\n']] }, 'ERR_INVALID_ARG_VALUE', "The property 'head.headers.0.1' must be Latin-1 without control characters. Received 'b\\n'"],
  ['a value with NUL', { ...GET, headers: [['a', '\0']] }, 'ERR_INVALID_ARG_VALUE', "The property 'head.headers.0.1' must be Latin-1 without control characters. Received '\\u0000'"],
  ['a value above Latin-1', { ...GET, headers: [['a', 'Ā']] }, 'ERR_INVALID_ARG_VALUE', "The property 'head.headers.0.1' must be Latin-1 without control characters. Received 'Ā'"],
  ['white space around a value', { ...GET, headers: [['a', ' b']] }, 'ERR_INVALID_ARG_VALUE', "The property 'head.headers.0.1' must be without white space around it. Received ' b'"],
  ['a field that is not a pair', { ...GET, headers: ['Host'] }, 'ERR_INVALID_ARG_TYPE', 'The "head.headers.0" property must be [name, value]. Received type string (\'Host\')'],
])('%s is an error that names it', (_what, head, code, message) => {
  expect(() => new RequestWriter().head(head as WritableRequestHead)).toThrow(coded(code, message))
})

test.each<[what: string, run: () => unknown, code: string]>([
  ['a status of four digits', () => new ResponseWriter().head({ ...OK, statusCode: 1000 }), 'ERR_OUT_OF_RANGE'],
  ['a status that is a string', () => new ResponseWriter().head({ ...OK, statusCode: '200' as unknown as number }), 'ERR_INVALID_ARG_TYPE'],
  ['a reason with a line end', () => new ResponseWriter().head({ ...OK, reason: 'a\r\n' }), 'ERR_INVALID_ARG_VALUE'],
  ['a body that is a string', () => new RequestWriter().body('a' as unknown as Uint8Array), 'ERR_INVALID_ARG_TYPE'],
  ['extensions with a line end', () => new RequestWriter().body(bytesOf('a'), ';a\r\n'), 'ERR_INVALID_ARG_VALUE'],
  ['trailers that are an object', () => new RequestWriter().end({} as []), 'ERR_INVALID_ARG_TYPE'],
])('%s is an error', (_what, run, code) => {
  expect(run).toThrow(expect.objectContaining({ code }))
})
