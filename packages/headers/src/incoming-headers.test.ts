import { createServer, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { headOf } from '@layered-http/test-kit'
import { addHeader, distinctHeaders, firstValue, hasField, mergedHeaders, rawHeaders, type IncomingHeaders } from './index.js'

const KEEP_FIRST = [
  'age', 'authorization', 'content-length', 'content-type', 'etag', 'expires', 'from', 'host', 'if-modified-since', 'if-unmodified-since',
  'last-modified', 'location', 'max-forwards', 'proxy-authorization', 'referer', 'retry-after', 'server', 'user-agent',
]
const JOINED = ['accept', 'date', 'expect', 'range', 'x-any', 'cache-control', 'constructor', 'tostring', 'hasownproperty']

const twice = (name: string): Record<string, unknown> => {
  const { text, spans } = headOf([[name.toUpperCase(), '1'], [name, '2']])
  return mergedHeaders(text, spans)
}

describe('merged headers', () => {
  it('H-02 keep the first value of names that cannot be joined', () => {
    for (const name of KEEP_FIRST) expect(twice(name)).toEqual({ [name]: '1' })
  })

  it('H-05 join the values of all other names with a comma, also of names on Object.prototype', () => {
    for (const name of JOINED) expect(Object.entries(twice(name))).toEqual([[name, '1, 2']])
  })

  it('H-03 H-04 have set-cookie as an array, even with one value, and join cookie with a semicolon', () => {
    const { text, spans } = headOf([['Set-Cookie', 'a=1'], ['Cookie', 'x'], ['COOKIE', 'y']])
    expect(mergedHeaders(text, spans)).toEqual({ 'set-cookie': ['a=1'], cookie: 'x; y' })
    expect(twice('set-cookie')).toEqual({ 'set-cookie': ['1', '2'] })
  })

  it('H-06 with joinDuplicates, also join the names that keep the first value; the others stay the same', () => {
    const { text, spans } = headOf([['Host', 'a'], ['Host', 'b'], ['Cookie', 'a'], ['Cookie', 'b'], ['Set-Cookie', 'c'], ['X', '1'], ['X', '2']])
    expect(mergedHeaders(text, spans, true)).toEqual({ host: 'a, b', cookie: 'a; b', 'set-cookie': ['c'], x: '1, 2' })
  })

  it('H-01 inherit from Object.prototype, and no field can change that', () => {
    const { text, spans } = headOf([['__proto__', 'evil'], ['a', 'b']])
    const headers = mergedHeaders(text, spans)
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype)
    expect(Object.keys(headers)).toEqual(['a'])
  })

  it('are the same as those of node:http', async () => {
    const fields = [...KEEP_FIRST.filter((name) => name !== 'content-length' && name !== 'host'), ...JOINED.filter((name) => name !== 'expect'), 'cookie', 'set-cookie'].flatMap(
      (name) => [[name, `${name} one`], [name.toUpperCase(), ''], [name, `${name} three`]] as const,
    )
    const theirs = await new Promise<IncomingMessage>((resolve) => {
      const server = createServer((req, res) => {
        res.end()
        server.close()
        resolve(req)
      })
      server.listen(0, '127.0.0.1', () => {
        const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
        socket.end(`GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
        socket.resume()
      })
    })
    const { text, spans } = headOf([['Host', 'x'], ['Connection', 'close'], ...fields])
    expect(mergedHeaders(text, spans)).toEqual(theirs.headers)
    expect(rawHeaders(text, spans)).toEqual(theirs.rawHeaders)
    expect({ ...distinctHeaders(text, spans) }).toEqual({ ...theirs.headersDistinct })
  })
})

describe('a head of many fields', () => {
  const fields = Array.from({ length: 60 }, (_, i) => [['Host', 'X-Name-' + (i % 30), '__proto__', 'Set-Cookie', 'constructor'][i % 5]!, `V${i}\xc9\xff`] as const)

  it('H-01 H-07 has the same headers as its fields added one by one', () => {
    const { text, spans } = headOf(fields)
    const merged = {}
    const distinct = Object.create(null) as Record<string, string[]>
    for (const [name, value] of fields) {
      addHeader(merged, name, value)
      ;(distinct[name.toLowerCase()] ??= []).push(value)
    }
    expect(mergedHeaders(text, spans)).toEqual(merged)
    expect(Object.entries(distinctHeaders(text, spans))).toEqual(Object.entries(distinct))
    expect(Object.getPrototypeOf(mergedHeaders(text, spans))).toBe(Object.prototype)
  })

  it('is read correctly in a text with letters whose lower case is longer', () => {
    const { text, spans } = headOf([['A', '\u0130'], ...fields])
    expect(mergedHeaders(text, spans)).toMatchObject({ a: '\u0130', host: 'V0\xc9\xff' })
    expect(distinctHeaders(text, spans)['x-name-1']).toEqual(['V1\xc9\xff', 'V31\xc9\xff'])
  })
})

describe('other views', () => {
  it('H-07 distinct headers are arrays without a prototype, and keep __proto__', () => {
    const { text, spans } = headOf([['__proto__', 'a'], ['Host', 'b'], ['host', 'c'], ['constructor', 'd']])
    const headers = distinctHeaders(text, spans)
    expect(Object.getPrototypeOf(headers)).toBe(null)
    expect(Object.entries(headers)).toEqual([['__proto__', ['a']], ['host', ['b', 'c']], ['constructor', ['d']]])
  })

  it('H-08 raw headers are a flat list in the received order and case', () => {
    const { text, spans } = headOf([['HoSt', 'b'], ['host', '']])
    expect(rawHeaders(text, spans)).toEqual(['HoSt', 'b', 'host', ''])
  })

  it('firstValue finds a name in any case, and no other name of the same length', () => {
    const { text, spans } = headOf([['Most', 'm'], ['@ost', 'x'], ['hOST', 'b'], ['host', 'c'], ['Empty', '']])
    expect(firstValue(text, spans, 'host')).toBe('b')
    expect(firstValue(text, spans, 'empty')).toBe('')
    expect(firstValue(text, spans, 'hos')).toBe(undefined)
    expect(firstValue('', [], 'host')).toBe(undefined)
    const odd = headOf([['^a', '1'], ['_b', '2']])
    expect([firstValue(odd.text, odd.spans, '^a'), firstValue(odd.text, odd.spans, '_b')]).toEqual(['1', '2'])
  })

  it('hasField finds a field in any case, also without a value, and no other name of the same length', () => {
    const text = 'GET / HTTP/1.1\r\nHosT: b\r\nEmpty:\r\nExpecX: y\r\n\r\n'
    const spans = [16, 20, 22, 23, 25, 30, 31, 31, 33, 39, 41, 42]
    expect(['host', 'empty', 'expect', 'hos', 'most'].map((name) => hasField(text, spans, name))).toEqual([true, true, false, false, false])
  })

  it('addHeader merges into an object with earlier headers', () => {
    const headers = {}
    for (const [name, value] of [['A', '1'], ['a', '2'], ['Set-Cookie', 'x'], ['ETag', 'e'], ['etag', 'f']] as const) addHeader(headers, name, value)
    expect(headers).toEqual({ a: '1, 2', 'set-cookie': ['x'], etag: 'e' })
  })
})

it('names on a polluted Object.prototype are not earlier fields', () => {
  const polluted = { 'content-type': 'evil', 'x-evil': 'evil', 'set-cookie': ['evil'] }
  for (const [name, value] of Object.entries(polluted)) Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true })
  try {
    const headers: IncomingHeaders = {}
    for (const name of Object.keys(polluted)) addHeader(headers, name, 'a')
    expect(Object.entries(headers)).toEqual([['content-type', 'a'], ['x-evil', 'a'], ['set-cookie', ['a']]])
    addHeader(headers, 'x-evil', 'b')
    expect(headers['x-evil']).toBe('a, b')
    expect(polluted['set-cookie']).toEqual(['evil'])
  } finally {
    for (const name of Object.keys(polluted)) delete (Object.prototype as Record<string, unknown>)[name]
  }
})
