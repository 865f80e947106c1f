import { describe, expect, it } from 'vitest'
import { lenientFlags, MessageType, Parser, Lenient } from './tape.js'
import { bytesOf, cuts, readPieces } from '../test/read.js'

const { REQUEST, RESPONSE } = MessageType
const START = 'GET / HTTP/1.1\r\n'
const CHUNKED = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n'

/** Each flag with bytes that only this flag allows, and their events. */
const FLAGS: [keyof typeof Lenient, MessageType, string, object[]][] = [
  ['HEADERS', REQUEST, `${START}A: b\x01\0\x7fc\r\n\r\n`, [{ fields: ['A=b\x01\0\x7fc'] }, {}]],
  ['CHUNKED_LENGTH', REQUEST, 'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', [{ head: 'POST /' }, {}]],
  ['KEEP_ALIVE', REQUEST, `${START}Connection: close\r\n\r\nGET /2 HTTP/1.1\r\n\r\n`, [{ head: 'GET /' }, {}, { head: 'GET /2' }, {}]],
  ['TRANSFER_ENCODING', REQUEST, 'POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nbody', [{ head: 'POST /' }, { body: 'body' }]],
  ['VERSION', REQUEST, 'GET / HTTP/5.6\r\n\r\n', [{ head: 'GET /', version: '5.6' }, {}]],
  ['DATA_AFTER_CLOSE', REQUEST, `${START}Connection: close\r\n\r\nGET /2 HTTP/1.1\r\n\r\n`, [{ head: 'GET /' }, {}]],
  ['OPTIONAL_LF_AFTER_CR', RESPONSE, 'HTTP/1.1 204 OK\rA: b\r\n\r\n', [{ head: '204 OK', fields: ['A=b'] }, {}]],
  ['OPTIONAL_CRLF_AFTER_CHUNK', REQUEST, `${CHUNKED}1\r\na1\r\nb0\r\n\r\n`, [{ head: 'POST /' }, { body: 'ab' }, {}]],
  ['OPTIONAL_CR_BEFORE_LF', REQUEST, `${START}A: b\nC: d\n\r\n`, [{ head: 'GET /', fields: ['A=b', 'C=d'] }, {}]],
  ['SPACES_AFTER_CHUNK_SIZE', REQUEST, `${CHUNKED}1  \r\na\r\n0\r\n\r\n`, [{ head: 'POST /' }, { body: 'a' }, {}]],
]

/**
 * What the description of each flag promises, with this flag alone: inputs that are accepted, and such that the description excludes, which are refused.
 */
const PROMISES: { readonly [Flag in Exclude<keyof typeof Lenient, 'ALL'>]: [isAccepted: boolean, type: MessageType, wire: string][] } = {
  HEADERS: [
    [true, REQUEST, `${START}A: b\x01\0\x7fc\r\n\r\n`],
    [true, REQUEST, `${START}Connection: clo\x01se\r\n\r\n`],
    [true, REQUEST, `${CHUNKED}0\r\nA: b\x01\r\n\r\n`],
    [false, REQUEST, `${START}Content-Length: 1\x01\r\n\r\na`],
    [true, REQUEST, `${START}A: b\r\n c\r\n\td\r\n\r\n`],
    [true, REQUEST, `${CHUNKED}0\r\nA: b\r\n c\r\n\r\n`],
    [true, REQUEST, `${START} A: b\r\n\r\n`],
    [true, RESPONSE, 'HTTP/1.1 204 No\r\n A: b\r\n\r\n'],
    [false, RESPONSE, 'HTTP/1.1 204 No\r\n  A: b\r\n\r\n'],
    [false, REQUEST, `${START}\tA: b\r\n\r\n`],
    [false, REQUEST, `${CHUNKED}0\r\n A: b\r\n\r\n`],
    [true, REQUEST, `${START}A:\rB: c\r\n\r\n`],
    [false, REQUEST, `${START}A: b\rB: c\r\n\r\n`],
    [true, REQUEST, `${START}Connection : b\r\nProxy-Connection : b\r\nUpgrade  : b\r\nContent-Length  : 0\r\n\r\n`],
    [true, REQUEST, 'POST / HTTP/1.1\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n'],
    [false, REQUEST, `${START}Host : b\r\n\r\n`],
    [false, REQUEST, `${START}Connection\t: b\r\n\r\n`],
  ],
  CHUNKED_LENGTH: [
    [true, REQUEST, 'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n'],
    [true, REQUEST, 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n2\r\nab\r\n0\r\n\r\n'],
    [true, RESPONSE, 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n'],
    [true, RESPONSE, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n2\r\nab\r\n0\r\n\r\n'],
    [true, REQUEST, 'POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nbody'],
    [false, REQUEST, 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\nbody'],
  ],
  KEEP_ALIVE: [
    [true, REQUEST, `${START}Connection: close\r\n\r\nGET /2 HTTP/1.1\r\n\r\n`],
    [true, REQUEST, 'GET / HTTP/1.0\r\n\r\nGET /2 HTTP/1.1\r\n\r\n'],
    [true, REQUEST, `${CHUNKED.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')}0\r\n\r\nGET /2 HTTP/1.1\r\n\r\n`],
    [true, RESPONSE, 'HTTP/1.1 204 No\r\nConnection: close\r\n\r\nHTTP/1.1 204 No\r\n\r\n'],
    [false, REQUEST, `${START}Connection: close\r\n\r\nnot HTTP`],
  ],
  TRANSFER_ENCODING: [
    [true, REQUEST, 'POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nbody'],
    [true, REQUEST, 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\nbody'],
    [true, REQUEST, 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n'],
    [false, REQUEST, 'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ],
  VERSION: [
    [true, REQUEST, 'GET / HTTP/5.6\r\n\r\n'],
    [true, REQUEST, 'GET / HTTP/0.0\r\n\r\n'],
    [true, RESPONSE, 'HTTP/9.9 204 No\r\n\r\n'],
    [false, REQUEST, 'GET / HTTP/1.10\r\n\r\n'],
  ],
  DATA_AFTER_CLOSE: [
    [true, REQUEST, `${START}Connection: close\r\n\r\nnot HTTP`],
    [true, REQUEST, 'GET / HTTP/1.0\r\n\r\nnot HTTP'],
    [true, RESPONSE, 'HTTP/1.1 204 No\r\nConnection: close\r\n\r\nnot HTTP'],
  ],
  OPTIONAL_LF_AFTER_CR: [
    [true, REQUEST, 'GET / HTTP/1.1\rA: b\r\n\r\n'],
    [true, RESPONSE, 'HTTP/1.1 204 OK\rA: b\r\n\r\n'],
    [true, RESPONSE, 'HTTP/1.1 204\rA: b\r\n\r\n'],
    [true, REQUEST, `${START}A: b\r\n\rGET /2 HTTP/1.1\r\n\r\n`],
    [true, REQUEST, `${CHUNKED}1\ra\r\n0\r\n\r\n`],
    [true, REQUEST, `${CHUNKED}1;a=b\ra\r\n0\rA: b\r\n\rGET /2 HTTP/1.1\r\n\r\n`],
    [false, REQUEST, `${START}A: b\rB: c\r\n\r\n`],
    [false, REQUEST, `${START}A:\rB: c\r\n\r\n`],
    [false, REQUEST, `${CHUNKED}1\r\na\r0\r\n\r\n`],
  ],
  OPTIONAL_CRLF_AFTER_CHUNK: [
    [true, REQUEST, `${CHUNKED}1\r\na1\r\nb0\r\n\r\n`],
    [true, REQUEST, `${CHUNKED}1\r\na\r\n1\r\nb0\r\n\r\n`],
    [true, REQUEST, `${CHUNKED}1\r\na\r1\r\nb\r0\r\n\r\n`],
    [false, REQUEST, `${CHUNKED}1\r\na\n0\r\n\r\n`],
  ],
  OPTIONAL_CR_BEFORE_LF: [
    [true, REQUEST, `${START}A: b\nB:\nC: \nConnection: keep-alive\n\n`],
    [true, REQUEST, 'POST / HTTP/1.1\r\nContent-Length: 1\n\na'],
    [true, REQUEST, 'GET /\n\n'],
    [true, RESPONSE, 'HTTP/1.1 204 No\nA: b\n\n'],
    [true, RESPONSE, 'HTTP/1.1 204\nA: b\n\n'],
    [true, REQUEST, `${CHUNKED}1;a\na\n1;a=b\na\n1;a="b"\na\n0;a\nA: b\n\n`],
    [true, REQUEST, `${CHUNKED}1\r\na\n0\r\n\n`],
    [true, REQUEST, 'GET / HTTP/1.1\n\nA: b\r\n\r\n'],
    [true, REQUEST, `${CHUNKED}1\n\na\r\n0\n\n\r\n`],
    // What the description excludes.
    [false, REQUEST, 'GET / HTTP/1.1\nA: b\r\n\r\n'],
    [false, REQUEST, `${CHUNKED}1\na\r\n0\r\n\r\n`],
    [false, REQUEST, `${CHUNKED}0\n\r\n`],
  ],
  SPACES_AFTER_CHUNK_SIZE: [
    [true, REQUEST, `${CHUNKED}1  \r\na\r\n0 \r\n\r\n`],
    [true, REQUEST, `${CHUNKED}1\t \r\na\r\n0\t\r\n\r\n`],
    [true, REQUEST, `${CHUNKED}1  ;a=b\r\na\r\n0\r\n\r\n`],
    [false, REQUEST, `${CHUNKED} 1\r\na\r\n0\r\n\r\n`],
    [false, REQUEST, `${CHUNKED}1; a=b\r\na\r\n0\r\n\r\n`],
  ],
}

describe('leniency', () => {
  it.each(Object.entries(PROMISES))('P-25 %s alone accepts what its description promises, and not what it excludes', (flag, promises) => {
    for (const [isAccepted, type, wire] of promises) {
      const bytes = bytesOf(wire)
      for (const pieces of [[bytes], Array.from(bytes, (_, i) => bytes.subarray(i, i + 1))]) {
        expect([wire, readPieces(type, pieces).error !== null]).toEqual([wire, true])
        expect([wire, readPieces(type, pieces, { lenient: Lenient[flag as keyof typeof PROMISES] }).error === null]).toEqual([wire, isAccepted])
      }
    }
  })

  it('P-25 LF alone at the end of any line needs OPTIONAL_CR_BEFORE_LF and OPTIONAL_LF_AFTER_CR', () => {
    const wire = 'POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n1\na\n0\nA: b\n\n'
    for (const lenient of [Lenient.OPTIONAL_CR_BEFORE_LF, Lenient.ALL & ~Lenient.OPTIONAL_LF_AFTER_CR, Lenient.ALL & ~Lenient.OPTIONAL_CR_BEFORE_LF]) {
      expect(readPieces(REQUEST, [bytesOf(wire)], { lenient }).error).not.toBe(null)
    }
    expect(readPieces(REQUEST, [bytesOf(wire)], { lenient: Lenient.OPTIONAL_CR_BEFORE_LF | Lenient.OPTIONAL_LF_AFTER_CR })).toMatchObject({ error: null, events: [{}, { body: 'a' }, { trailers: ['A=b'] }, {}] })
  })

  for (const [flag, type, wire, events] of FLAGS) {
    it(`P-25 ${flag} allows input that no other flag allows`, () => {
      for (const [name, pieces] of cuts(bytesOf(wire))) {
        expect([name, readPieces(type, pieces).error]).not.toEqual([name, null])
        expect([name, readPieces(type, pieces, { lenient: Lenient.ALL & ~Lenient[flag] & ~related(flag) }).error]).not.toEqual([name, null])
        expect([name, readPieces(type, pieces, { lenient: Lenient[flag] })]).toMatchObject([name, { error: null, events }])
      }
    })
  }

  /** Flags that allow the same bytes. */
  function related(flag: keyof typeof Lenient): number {
    if (flag === 'TRANSFER_ENCODING') return Lenient.CHUNKED_LENGTH
    return flag === 'KEEP_ALIVE' || flag === 'DATA_AFTER_CLOSE' ? Lenient.KEEP_ALIVE | Lenient.DATA_AFTER_CLOSE : 0
  }

  it('P-25 HEADERS joins the lines of folded values and keeps their white space, as in Node', () => {
    for (const [wire, value] of [
      ['A: b\r\n c\r\n', 'b c'],
      ['A: b  \r\n  c\r\n\td\r\n', 'b    c\td'],
      ['A:\r\n c\r\n', 'c'],
      ['A: b\r\n \r\n', 'b'],
    ] as const) {
      for (const [name, pieces] of cuts(bytesOf(`${START}Z: y\r\n${wire}B: c\r\n\r\nGET /2 HTTP/1.1\r\nA: d\r\n e\r\n\r\n`))) {
        const { events, error } = readPieces(REQUEST, pieces, { lenient: Lenient.HEADERS })
        expect([name, error, events]).toMatchObject([name, null, [{ fields: ['Z=y', `A=${value}`, 'B=c'] }, {}, { head: 'GET /2', fields: ['A=d e'] }, {}]])
      }
    }
  })

  it('P-25 HEADERS keeps spaces before a colon in the name, and the limits and guards of the field stay', () => {
    const read = (type: MessageType, wire: string): [string, ReturnType<typeof readPieces>][] => Array.from(cuts(bytesOf(wire)), ([name, pieces]) => [name, readPieces(type, pieces, { lenient: Lenient.HEADERS, maxChunkExtensionsSize: 9 })])
    for (const [name, { events }] of read(REQUEST, `${START}Upgrade  : b\r\n\r\n`)) expect([name, events]).toMatchObject([name, [{ fields: ['Upgrade  =b'] }, {}]])
    const coding = 'POST / HTTP/1.1\r\nTransfer-Encoding :'
    for (const [name, { error }] of read(REQUEST, `${coding} chunked\r\n\r\n1;abcdefghijkl\r\na\r\n0\r\n\r\n`)) expect([name, error]).toEqual([name, 'HPE_CHUNK_EXTENSIONS_OVERFLOW Chunk extensions overflow'])
    for (const [name, { error }] of read(REQUEST, `${coding} \r\n\r\n`)) expect([name, error]).toEqual([name, 'HPE_INVALID_TRANSFER_ENCODING Empty Transfer-Encoding'])
    for (const [name, { error }] of read(RESPONSE, 'HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\t\r\n\r\n')) expect([name, error]).toEqual([name, 'HPE_INVALID_TRANSFER_ENCODING Invalid `Transfer-Encoding` header value'])
    for (const [name, { events }] of read(REQUEST, `${START}Connection : close\t\r\n\r\n`)) expect([name, events]).toMatchObject([name, [{ flags: 'close' }, {}]])
  })

  it('P-25 ALL still refuses CR alone in a value, bad names, a second Content-Length and bad targets', () => {
    for (const wire of [`${START}A: b\rc\r\n\r\n`, `${START}A b: c\r\n\r\n`, `${START}Content-Length: 1\r\nContent-Length: 1\r\n\r\n`, 'GET /\x01 HTTP/1.1\r\n\r\n']) {
      expect(readPieces(REQUEST, [bytesOf(wire)], { lenient: Lenient.ALL }).error).not.toBe(null)
    }
  })

  it('is not kept in llhttp structs that are used again', () => {
    for (const type of [REQUEST, RESPONSE]) {
      const lenient = new Parser(type, { lenient: Lenient.ALL })
      const line = type === REQUEST ? START : 'HTTP/1.1 204 No\r\n'
      lenient.execute(bytesOf(`${line}A: b\x01`)).release()
      const { pointer } = lenient
      lenient.free()
      const strict = new Parser(type)
      strict.execute(bytesOf(line)).release()
      expect(strict.pointer).toBe(pointer)
      expect(strict.execute(bytesOf('A: b\x01\r\n\r\n')).error).toMatchObject({ code: 'HPE_INVALID_HEADER_TOKEN' })
      const after = new Parser(type, { lenient: Lenient.ALL })
      expect(after.execute(bytesOf(`${line}A: b\x01\r\n\r\n`)).error).toBe(null)
    }
  })

  it('lenientFlags makes a number from names', () => {
    expect(lenientFlags([])).toBe(0)
    expect(lenientFlags(['HEADERS', 'VERSION', 'HEADERS'])).toBe(Lenient.HEADERS | Lenient.VERSION)
    expect(lenientFlags(['ALL'])).toBe(Lenient.ALL)
    expect(() => lenientFlags(['toString' as never])).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE', message: expect.stringMatching(/^The property 'options.lenient' must be one of: 'HEADERS', .*, 'ALL'. Received 'toString'$/) as string }),
    )
  })
})
