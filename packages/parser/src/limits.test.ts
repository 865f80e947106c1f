import { describe, expect, it } from 'vitest'
import { HeadVerdict, MessageType, Parser, type ParserOptions, DEFAULT_MAX_CHUNK_EXTENSIONS_SIZE, DEFAULT_MAX_HEADERS_COUNT } from './tape.js'
import { bytesOf, cuts, readPieces } from '../test/read.js'

const { REQUEST, RESPONSE } = MessageType
const CHUNKED = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n'
const fields = (count: number): string => Array.from({ length: count }, (_, i) => `N${i}: ${i}\r\n`).join('')

describe('maxHeadersCount', () => {
  const request = (count: number): Uint8Array => bytesOf(`GET / HTTP/1.1\r\n${fields(count)}\r\n`)

  it('P-18 by default a request may have 1000 fields, and one more is an error', () => {
    expect(DEFAULT_MAX_HEADERS_COUNT).toBe(1000)
    for (const maxHeadersCount of [undefined, null, 1000]) {
      expect(readPieces(REQUEST, [request(1000)], { maxHeadersCount }).error).toBe(null)
      expect(readPieces(REQUEST, [request(1001)], { maxHeadersCount })).toMatchObject({ error: 'HPE_HEADER_OVERFLOW Header overflow', events: [] })
    }
  })

  it('P-18 N fields pass and N + 1 fail, however they are cut', () => {
    for (const [name, pieces] of cuts(request(2))) expect([name, readPieces(REQUEST, pieces, { maxHeadersCount: 2 }).error]).toEqual([name, null])
    for (const [name, pieces] of cuts(request(3))) {
      expect([name, readPieces(REQUEST, pieces, { maxHeadersCount: 2 })]).toMatchObject([name, { error: 'HPE_HEADER_OVERFLOW Header overflow', events: [] }])
    }
  })

  it('P-18 0 means no limit', () => {
    expect(readPieces(REQUEST, [request(1500)], { maxHeadersCount: 0 })).toMatchObject({ error: null })
  })

  it('P-18 a response loses the fields over the limit, but all of them count for its framing', () => {
    const response = bytesOf('HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\nC: 3\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nT: 1\r\nU: 2\r\nV: 3\r\n\r\n')
    for (const [name, pieces] of cuts(response)) {
      expect([name, readPieces(RESPONSE, pieces, { maxHeadersCount: 2 }).events]).toMatchObject([
        name,
        [{ head: '200 OK', fields: ['A=1', 'B=2'] }, { body: 'x' }, { trailers: ['T=1', 'U=2'] }, { complete: 'keep-alive' }],
      ])
    }
  })

  it('P-15 P-18 trailers have a separate limit', () => {
    const message = (count: number): Uint8Array => bytesOf(`${CHUNKED}0\r\n${fields(count)}\r\n`)
    for (const [, pieces] of cuts(message(2))) expect(readPieces(REQUEST, pieces, { maxHeadersCount: 2 }).error).toBe(null)
    for (const [, pieces] of cuts(message(3))) {
      expect(readPieces(REQUEST, pieces, { maxHeadersCount: 2 })).toMatchObject({ error: 'HPE_HEADER_OVERFLOW Header overflow', events: [{ head: 'POST /' }] })
    }
  })
})

describe('the error of a limit says what was too much', () => {
  /** Returns the details, which must be there for every cut; `size` may differ, since the rest was not read. */
  function overflowOf(type: MessageType, wire: string, options: ParserOptions): object | undefined {
    const [whole, ...others] = [...cuts(bytesOf(wire))].map(([, pieces]) => {
      const parser = new Parser(type, options)
      for (const piece of pieces) {
        const tape = parser.execute(piece)
        const { error } = tape
        tape.release()
        if (error !== null) return error.overflow
      }
      return undefined
    })
    for (const other of others) expect({ ...other, size: whole?.size }).toEqual(whole)
    return whole
  }

  it.each<[what: string, wire: string, options: ParserOptions, expected: object]>([
    ['a value', 'GET / HTTP/1.1\r\nA: b\r\nCookie: 0123456789\r\nB: c\r\n\r\n', { maxHeaderSize: 15 }, { limit: 15, unit: 'bytes', size: 19, field: 'Cookie' }],
    ['many fields, an earlier one the longest', 'GET / HTTP/1.1\r\nCookie: 0123\r\nA: b\r\nC: d\r\n\r\n', { maxHeaderSize: 14 }, { limit: 14, unit: 'bytes', size: 14, field: 'Cookie' }],
    ['a target', 'GET /0123456789 HTTP/1.1\r\nA: b\r\n\r\n', { maxHeaderSize: 10 }, { limit: 10, unit: 'bytes', size: 11, field: null }],
    ['a target and fields', 'GET /0123456789 HTTP/1.1\r\nA: b\r\nC: d\r\n\r\n', { maxHeaderSize: 13 }, { limit: 13, unit: 'bytes', size: 13, field: null }],
    ['a name', 'GET / HTTP/1.1\r\nA: b\r\n0123456789: b\r\n\r\n', { maxHeaderSize: 10 }, { limit: 10, unit: 'bytes', size: 13, field: null }],
    ['fields', 'GET / HTTP/1.1\r\nA: b\r\nHost: a\r\nC: d\r\n\r\n', { maxHeadersCount: 2 }, { limit: 2, unit: 'fields', size: 3, field: 'Host' }],
    ['extensions', `${CHUNKED}1;abc=def\r\na\r\n0\r\n\r\n`, { maxChunkExtensionsSize: 5 }, { limit: 5, unit: 'bytes', size: 6, field: null }],
  ])('%s', (_what, wire, options, expected) => {
    expect(overflowOf(REQUEST, wire, options)).toEqual(expected)
  })

  it('a trailer section', () => {
    const wire = `${CHUNKED}0\r\nA: b\r\nCheck: ${'x'.repeat(60)}\r\n\r\n`
    expect(overflowOf(REQUEST, wire, { maxHeaderSize: 50 })).toEqual({ limit: 50, unit: 'bytes', size: 67, field: 'Check' })
  })

  it('the name that is shown has an end', () => {
    const name = 'n'.repeat(500)
    expect(overflowOf(REQUEST, `GET / HTTP/1.1\r\n${name}: ${'v'.repeat(50)}\r\n\r\n`, { maxHeaderSize: 540 })).toMatchObject({ field: 'n'.repeat(100) })
  })

  it('other errors have no such property', () => {
    expect(Object.keys(new Parser(REQUEST).execute(bytesOf('?')).error!)).not.toContain('overflow')
  })
})

describe('maxChunkExtensionsSize', () => {
  const OVERFLOW = 'HPE_CHUNK_EXTENSIONS_OVERFLOW Chunk extensions overflow'
  /** Returns an extension whose name and value have `size` bytes together. */
  const extension = (size: number): string => `;a=${'b'.repeat(size - 1)}`

  it('P-14 16384 bytes in one chunk pass, 16385 fail', () => {
    expect(DEFAULT_MAX_CHUNK_EXTENSIONS_SIZE).toBe(16384)
    for (const size of ['1', '00001']) {
      const message = (bytes: number): Uint8Array => bytesOf(`${CHUNKED}${size}${extension(bytes)}\r\nx\r\n0\r\n\r\n`)
      expect(readPieces(REQUEST, [message(16384)]).error).toBe(null)
      expect(readPieces(REQUEST, [message(16385)])).toMatchObject({ error: OVERFLOW, events: [{ head: 'POST /' }] })
    }
  })

  for (const [where, wire] of [
    ['first chunk', (x: string) => `${CHUNKED}1${x}\r\na\r\n0\r\n\r\n`],
    ['first chunk after an empty last field', (x: string) => `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nDeaf: \r\n\r\n1${x}\r\na\r\n0\r\n\r\n`],
    ['second chunk', (x: string) => `${CHUNKED}1\r\na\r\n3${x}\r\nbcd\r\n0\r\n\r\n`],
    ['last chunk', (x: string) => `${CHUNKED}1\r\na\r\n0${x}\r\n\r\n`],
    ['last chunk before trailers', (x: string) => `${CHUNKED}0${x}\r\nT: u\r\n\r\n`],
    ['last chunk before a long pipelined message', (x: string) => `${CHUNKED}0${x}\r\n\r\nGET /${'p'.repeat(90)} HTTP/1.1\r\n\r\n`],
  ] as const) {
    it(`P-14 N bytes pass and N + 1 fail in the ${where}, however they are cut`, () => {
      const [passes, fails] = [bytesOf(wire(extension(20))), bytesOf(wire(extension(21)))]
      for (const [name, pieces] of cuts(passes)) expect([name, readPieces(REQUEST, pieces, { maxChunkExtensionsSize: 20 }).error]).toEqual([name, null])
      for (const [name, pieces] of cuts(fails)) expect([name, readPieces(REQUEST, pieces, { maxChunkExtensionsSize: 20 }).error]).toEqual([name, OVERFLOW])
    })
  }

  it('P-14 names and values count with their quotes, separators do not, as in Node 26', () => {
    const passing = [
      `;${'b'.repeat(20)}`,
      `;${'b'.repeat(20)}=`,
      `;a;${'b'.repeat(19)}`,
      `;a=b;c=${'b'.repeat(17)}`,
      `;a="${'b'.repeat(17)}"`,
      `;a=";=;=${'b'.repeat(13)}"`,
      `;a="\\"${'b'.repeat(15)}"`,
      `;a="b";c=${'b'.repeat(15)}`,
      `;a="b";${'b'.repeat(16)}`,
    ]
    for (const x of passing) {
      const longer = x.replace(/b(?=[^b]*$)/, 'bb')
      for (const [wire, error] of [[x, null], [longer, OVERFLOW]] as const) {
        const bytes = bytesOf(`${CHUNKED}1${wire}\r\na\r\n0\r\n\r\n`)
        for (const [name, pieces] of cuts(bytes)) expect([wire, name, readPieces(REQUEST, pieces, { maxChunkExtensionsSize: 20 }).error]).toEqual([wire, name, error])
      }
    }
  })

  it('P-14 the count continues beyond the end of the input buffer, in a larger chunk', () => {
    const data = 'x'.repeat(65_480 - CHUNKED.length)
    for (const [size, error] of [[100, null], [101, OVERFLOW]] as const) {
      const wire = bytesOf(`${CHUNKED}${data.length.toString(16)}\r\n${data}\r\n1${extension(size)}\r\na\r\n0\r\n\r\n`)
      for (let shift = 0; shift < 60; shift++) {
        const pieces = [wire.subarray(0, shift), wire.subarray(shift)]
        expect([shift, readPieces(REQUEST, pieces, { maxChunkExtensionsSize: 100 }).error]).toEqual([shift, error])
      }
    }
  })

  it('P-14 the count starts again at 0 for each chunk', () => {
    const chunks = `1${extension(3000)}\r\nx\r\n`.repeat(10)
    for (const cut of [100, 7000, 1 << 20]) {
      const bytes = bytesOf(`${CHUNKED}${chunks}0\r\n\r\n`)
      const pieces = Array.from({ length: Math.ceil(bytes.length / cut) }, (_, i) => bytes.subarray(i * cut, (i + 1) * cut))
      expect(readPieces(REQUEST, pieces).error).toBe(null)
    }
  })

  it('P-14 an endless extension fails as soon as it is too long', () => {
    const parser = new Parser(REQUEST)
    parser.execute(bytesOf(`${CHUNKED}1;`)).release()
    let sent = 0
    for (;;) {
      const tape = parser.execute(bytesOf('a'.repeat(1000)))
      sent += 1000
      if (tape.error !== null) {
        expect(tape.error.code).toBe('HPE_CHUNK_EXTENSIONS_OVERFLOW')
        break
      }
      tape.release()
      expect(sent).toBeLessThan(17_000)
    }
    expect(parser.isBetweenMessages).toBe(false)
    expect(parser.pointer).toBe(0)
  })

  it('P-14 after a message without a body there is no chunk-size line, even if its head announces chunks', () => {
    const options = { maxChunkExtensionsSize: 5 }
    const next = 'HTTP/1.1 200 a long reason phrase\r\nContent-Length: 0\r\n\r\n'
    for (const status of ['100 Continue', '204 No Content', '304 Not Modified']) {
      const bytes = bytesOf(`HTTP/1.1 ${status}\r\nTransfer-Encoding: chunked\r\n\r\n${next}`)
      for (const [name, pieces] of cuts(bytes)) expect([status, name, readPieces(RESPONSE, pieces, options).error]).toEqual([status, name, null])
    }
    const parser = new Parser(RESPONSE, options)
    parser.headVerdict = HeadVerdict.NO_BODY
    const tape = parser.execute(bytesOf(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${next}`))
    expect(tape.error).toBe(null)
    const connect = new Parser(REQUEST, options).execute(bytesOf('CONNECT a:1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1; not HTTP at all'))
    expect(connect.error).toBe(null)
  })

  it('P-14 data in chunks and bodies with a length do not count, whatever their size', () => {
    const data = '\r\n;extension'.repeat(20_000)
    expect(readPieces(REQUEST, [bytesOf(`${CHUNKED}${data.length.toString(16)}\r\n${data}\r\n0\r\n\r\n`)]).error).toBe(null)
    expect(readPieces(REQUEST, [bytesOf(`POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\na${'GET / HTTP/1.1\r\n\r\n'.repeat(3000)}`)]).error).toBe(null)
    expect(readPieces(RESPONSE, [bytesOf(`HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n${data}`), bytesOf(data)], { finish: true }).error).toBe(null)
  })
})
