/** Input that this package refuses, although its llhttp accepts it. docs/security.md lists each guard. */
import { describe, expect, it } from 'vitest'
import { HeadVerdict, MessageType, Lenient } from './tape.js'
import { Fact } from './state.js'
import { connectionOptions, hasTabAfterChunked } from './guards.js'
import { bytesOf, cuts, readPieces } from '../test/read.js'

const { REQUEST, RESPONSE } = MessageType

/** Reads `wire` at every cut and expects the same code and reason each time. */
function expectError(type: MessageType, wire: string, error: string | null, lenient = 0): void {
  for (const [name, pieces] of cuts(bytesOf(wire))) expect([name, readPieces(type, pieces, { lenient }).error]).toEqual([name, error])
}

describe('llhttp 9.4.2: the status line must end with CRLF', () => {
  for (const reason of ['', ' ', ' OK', ' OK ']) {
    for (const rest of ['A: b\r\n\r\n', '\r\n']) {
      const wire = `HTTP/1.1 204${reason}\r\r${rest}`
      it(`CR CR is refused: ${JSON.stringify(wire)}`, () => {
        for (const [name, pieces] of cuts(bytesOf(wire))) {
          const { events, error } = readPieces(RESPONSE, pieces)
          expect([name, events, error]).toEqual([name, [], 'HPE_STRICT Expected LF after CR'])
        }
        expectError(RESPONSE, wire.replace('\r\r', '\r\n'), null)
      })
    }
  }

  it('later status lines are checked like the first', () => {
    expectError(RESPONSE, 'HTTP/1.1 204\r\n\r\nHTTP/1.1 204\r\r\r\n', 'HPE_STRICT Expected LF after CR')
    expectError(RESPONSE, 'HTTP/1.1 204 No\r\nA: b\r\n\r\nHTTP/1.1 204\r\rA: b\r\n\r\n', 'HPE_STRICT Expected LF after CR')
    expectError(RESPONSE, `${'HTTP/1.1 304\r\n\r\n'.repeat(3)}HTTP/1.1 204 \r\r\r\n`, 'HPE_STRICT Expected LF after CR')
    expectError(RESPONSE, 'HTTP/1.1 200\r\nContent-Length: 4\r\n\r\nHTTPHTTP/1.1 204\r\r\r\n', 'HPE_STRICT Expected LF after CR')
    expectError(RESPONSE, 'HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n0;a="HTTP/1.1 204 "\r\n\r\nHTTP/1.1 204\r\r\r\n', 'HPE_STRICT Expected LF after CR')
    expectError(RESPONSE, 'HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nT: u\r\n\r\n\r\nHTTP/1.1 204\r\r\r\n', 'HPE_STRICT Expected LF after CR')
  })

  it.each([
    ['a body', 'HTTP/1.1 200\r\n\r\nA HTTP/1.1 200\r\r', []],
    ['the start of a body', 'HTTP/1.1 200\r\n\r\nHTTP/1.1 200\r\r\nHTTP/1.1 200 \r\r', []],
    ['the body of a later response', 'HTTP/1.1 304\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n\nHTTP/1.1 200\r\r\nHTTP/1.1 204\r\n\r\n', []],
    ['the body of an earlier response', 'HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n\nHTTP/1.1 200\r\r\nHTTP/1.1 204\r\n\r\nHTTP/1.1 304\r\n\r\n', []],
    ['a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n\nHTTP/1.1 200\r\r\n\r\n0\r\n\r\nHTTP/1.1 204\r\n\r\n', []],
    ['a tunnel', 'HTTP/1.1 200\r\n\r\nHTTP/1.1 200\r\r', [HeadVerdict.NO_BODY_AND_UPGRADE]],
  ])('%s may contain what looks like such a line', (_, wire, [headVerdict]) => {
    for (const [name, pieces] of cuts(bytesOf(wire))) {
      const { events, error } = readPieces(RESPONSE, pieces, { headVerdict })
      expect([name, error, events.length > 1]).toEqual([name, null, true])
    }
  })
})

describe('llhttp 9.4.2: HTAB after a connection option', () => {
  for (const value of ['close\t', 'close \t ', 'foo, close\t, bar', 'CLOSE\t,foo', 'keep-alive, close\t']) {
    it(`is white space: ${JSON.stringify(value)}`, () => {
      const first = `GET / HTTP/1.1\r\nConnection: ${value}\r\n\r\n`
      for (const [, pieces] of cuts(bytesOf(first))) expect(readPieces(REQUEST, pieces).events).toMatchObject([{ flags: 'close' }, { complete: 'close' }])
      expectError(REQUEST, `${first}GET /2 HTTP/1.1\r\n\r\n`, 'HPE_CLOSED_CONNECTION Data after `Connection: close`')
      const withBody = `POST / HTTP/1.1\r\nconnection:${value}\r\nContent-Length: 1\r\n\r\na`
      for (const [, pieces] of cuts(bytesOf(withBody))) expect(readPieces(REQUEST, pieces).events.at(-1)).toEqual({ complete: 'close' })
    })
  }

  it('is looked for in the fields of the message alone, also if fields of the one before it were carried from an earlier chunk', () => {
    // At the places of the first message's Connection, the second one has its own, and in the bytes after that an option of another field.
    const first = `GET /1 HTTP/1.1\r\nConnection: a,\t${'x'.repeat(20)}\r\nX: y\r\nZ: z\r\n\r\n`
    const second = 'GET /2 HTTP/1.1\r\nConnection: b,\tc\r\nA: ,upgrade,d\r\nUpgrade: x\r\n\r\n'
    for (const [name, pieces] of cuts(bytesOf(first + second))) {
      const flags = readPieces(REQUEST, pieces).events.flatMap((event) => ('head' in event ? [event.flags] : []))
      expect([name, flags]).toEqual([name, ['keep-alive', 'keep-alive']])
    }
  })

  it.each(['Proxy-Connection', 'proxy-connection'])('is read in %s as in Connection', (name) => {
    for (const [, pieces] of cuts(bytesOf(`GET / HTTP/1.1\r\n${name}: x,\tclose \t\r\n\r\n`))) {
      expect(readPieces(REQUEST, pieces).events).toMatchObject([{ flags: 'close' }, { complete: 'close' }])
    }
    for (const [, pieces] of cuts(bytesOf(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${name}:close\t\r\n\r\n`))) {
      expect(readPieces(RESPONSE, pieces).events).toMatchObject([{ flags: 'close' }, { complete: 'close' }])
    }
  })

  it('is white space after keep-alive and upgrade too', () => {
    for (const name of ['Connection', 'Proxy-Connection']) {
      for (const [, pieces] of cuts(bytesOf(`HTTP/1.0 200 OK\r\nContent-Length: 0\r\n${name}: Keep-Alive\t\r\n\r\n`))) {
        expect(readPieces(RESPONSE, pieces).events).toMatchObject([{ flags: 'keep-alive' }, { complete: 'keep-alive' }])
      }
      for (const [, pieces] of cuts(bytesOf(`GET / HTTP/1.1\r\nUpgrade: x\r\n${name}: a, Upgrade\t\r\n\r\nrest`))) {
        expect(readPieces(REQUEST, pieces).events).toMatchObject([{ flags: 'keep-alive upgrade' }, { complete: 'keep-alive' }, { upgrade: 'rest' }])
      }
      for (const [, pieces] of cuts(bytesOf(`HTTP/1.1 101 x\r\nUpgrade: x\r\n${name}:upgrade\t\r\n\r\nrest`))) {
        expect(readPieces(RESPONSE, pieces).events).toMatchObject([{ flags: 'keep-alive upgrade' }, { complete: 'keep-alive' }, { upgrade: 'rest' }])
      }
    }
    const without = 'GET / HTTP/1.1\r\nConnection: upgrade\t\r\n\r\n'
    expect(readPieces(REQUEST, [bytesOf(without)]).events).toMatchObject([{ flags: 'keep-alive' }, { complete: 'keep-alive' }])
    const no101 = 'HTTP/1.1 200 OK\r\nUpgrade: x\r\nContent-Length: 0\r\nConnection: upgrade\t\r\n\r\n'
    expect(readPieces(RESPONSE, [bytesOf(no101)]).events).toMatchObject([{ flags: 'keep-alive' }, { complete: 'keep-alive' }])
  })

  it('does not make an option of other values or fields', () => {
    for (const field of ['Connection: closed\t', 'Connection: a close\t', 'X-nnection: close\t', 'Connectiox: close\t']) {
      expect(readPieces(REQUEST, [bytesOf(`GET / HTTP/1.1\r\n${field}\r\n\r\n`)]).events).toMatchObject([{ flags: 'keep-alive' }, {}])
    }
  })

  it('has no effect if messages after close are allowed', () => {
    expectError(REQUEST, 'GET / HTTP/1.1\r\nConnection: close\t\r\n\r\nGET / HTTP/1.1\r\n\r\n', null, Lenient.KEEP_ALIVE)
  })
})

describe('llhttp 9.4.3: an empty Transfer-Encoding', () => {
  it('is refused in requests and responses, alone and with another field', () => {
    const error = 'HPE_INVALID_TRANSFER_ENCODING Empty Transfer-Encoding'
    expectError(REQUEST, 'POST / HTTP/1.1\r\nTransfer-Encoding:\r\n\r\n', error)
    expectError(REQUEST, 'POST / HTTP/1.1\r\nTransfer-Encoding: \t \r\nA: b\r\n\r\n', error)
    expectError(REQUEST, 'POST / HTTP/1.1\r\nTransfer-Encoding:\r\ntransfer-encoding: chunked\r\n\r\n', error)
    expectError(RESPONSE, 'HTTP/1.1 200 OK\r\nTRANSFER-ENCODING:\r\n\r\n', error)
  })
})

describe('not in llhttp yet: chunked followed by HTAB', () => {
  it('is refused in responses, in which llhttp would deliver the chunks as body', () => {
    const error = 'HPE_INVALID_TRANSFER_ENCODING Invalid `Transfer-Encoding` header value'
    for (const value of ['chunked\t', 'chunked \t', 'gzip, chunked\t', 'gzip,\tChunked\t ']) {
      expectError(RESPONSE, `HTTP/1.1 200 OK\r\nTransfer-Encoding: ${value}\r\n\r\n`, error)
    }
  })

  it('is another error in requests; HTAB before chunked is white space', () => {
    expect(readPieces(REQUEST, [bytesOf('POST / HTTP/1.1\r\nTransfer-Encoding: chunked\t\r\n\r\n')]).error).toContain('HPE_INVALID_TRANSFER_ENCODING')
    expectError(RESPONSE, 'HTTP/1.1 200 OK\r\nTransfer-Encoding:\tgzip,\tchunked\r\n\r\n0\r\n\r\n', null)
  })
})

describe('not in llhttp yet: LF alone after the target', () => {
  it('is refused, with and without fields after it', () => {
    const error = 'HPE_CR_EXPECTED Missing expected CR after request line'
    expectError(REQUEST, 'GET /x\nHost: a\r\nContent-Length: 5\r\n\r\nhello', error)
    expectError(REQUEST, 'GET /x\n\r\n', error)
    expectError(REQUEST, 'GET /x?y#z\n\n', error)
    expectError(REQUEST, 'GET /x\r\n\r\n', null)
    expectError(REQUEST, 'GET /x\n\r\n', null, Lenient.OPTIONAL_CR_BEFORE_LF)
  })
})

describe('the functions that read values', () => {
  it('find close as a whole word, with white space around it', () => {
    expect(['close', ' close\t', 'a,close', 'CLOSE , a'].map(connectionOptions)).toEqual([Fact.CLOSES, Fact.CLOSES, Fact.CLOSES, Fact.CLOSES])
    expect(['', 'closed', 'not close', '"close"', 'close-it', 'enclose'].map(connectionOptions)).toEqual([0, 0, 0, 0, 0, 0])
    expect(['Keep-Alive\t', 'upgrade\t,\tclose'].map(connectionOptions)).toEqual([Fact.KEEPS_ALIVE, Fact.OFFERS_UPGRADE | Fact.CLOSES])
  })

  it('find HTAB only after chunked as the last coding', () => {
    expect(['chunked\t', 'a,chunked\t', 'a, CHUNKED \t '].map(hasTabAfterChunked)).toEqual([true, true, true])
    expect(['chunked', 'chunked ', 'chunked\t,gzip', 'xchunked\t', '\tchunked', '\t'].map(hasTabAfterChunked)).toEqual([false, false, false, false, false, false])
  })
})
