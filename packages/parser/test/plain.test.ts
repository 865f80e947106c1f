/**
 * Plain messages, which the recorder reads without llhttp: which messages are plain, and that llhttp agrees about them and about similar ones.
 * `scripts/plain.mjs` tries more of the changed ones.
 */
import { randomNumbers } from '@layered-http/test-kit'
import { afterEach, describe, expect, it } from 'vitest'
import { MessageType, Parser, type ParserOptions } from '../src/tape.js'
import { Errno } from '../src/constants.js'
import { llhttp } from '../src/llhttp.js'
import { PLAIN, randomPlainSample, readTwice, STRICT, STRICTLY_PLAIN } from './plain-cases.js'
import { bytesOf } from './read.js'

const LEFT_TO_LLHTTP: [type: MessageType, title: string, wire: string, options?: ParserOptions][] = [
  [MessageType.REQUEST, 'HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n'],
  [MessageType.REQUEST, 'a rare method', 'LOCK / HTTP/1.1\r\n\r\n'],
  [MessageType.REQUEST, 'CONNECT', 'CONNECT a:1 HTTP/1.1\r\n\r\n'],
  [MessageType.REQUEST, 'an absolute target', 'GET http://a/ HTTP/1.1\r\n\r\n'],
  [MessageType.REQUEST, 'an empty line before', '\r\nGET / HTTP/1.1\r\n\r\n'],
  [MessageType.REQUEST, 'a message that is cut', 'GET / HTTP/1.1\r\nA: b\r\n'],
  [MessageType.REQUEST, 'a body that is cut', 'POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\na'],
  [MessageType.REQUEST, 'an empty value', 'GET / HTTP/1.1\r\nA:\r\n\r\n'],
  [MessageType.REQUEST, 'white space after a value', 'GET / HTTP/1.1\r\nA: b \r\n\r\n'],
  [MessageType.REQUEST, 'HTAB in a value', 'GET / HTTP/1.1\r\nA: b\tc\r\n\r\n'],
  [MessageType.REQUEST, 'a folded value', 'GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n'],
  [MessageType.REQUEST, 'LF alone', 'GET / HTTP/1.1\nA: b\r\n\r\n'],
  [MessageType.REQUEST, 'Connection: close', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
  [MessageType.REQUEST, 'an upgrade', 'GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'],
  [MessageType.REQUEST, 'Proxy-Connection', 'GET / HTTP/1.1\r\nProxy-Connection: close\r\n\r\n'],
  [MessageType.REQUEST, 'two lengths', 'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na'],
  [MessageType.REQUEST, 'a length and a coding', 'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  [MessageType.REQUEST, 'another coding', 'POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
  [MessageType.REQUEST, 'a chunk extension', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;a\r\nx\r\n0\r\n\r\n'],
  [MessageType.REQUEST, 'trailers', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n'],
  [MessageType.REQUEST, 'a head at the limit', 'GET / HTTP/1.1\r\nA: b\r\n\r\n', { maxHeaderSize: 3 }],
  [MessageType.REQUEST, 'too many fields', 'GET / HTTP/1.1\r\nA: b\r\nC: d\r\n\r\n', { maxHeadersCount: 1 }],
  [MessageType.REQUEST, 'no Host, if it is strict', 'GET / HTTP/1.1\r\nA: b\r\n\r\n', STRICT],
  [MessageType.REQUEST, 'two Host fields, if it is strict', 'GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n', STRICT],
  [MessageType.REQUEST, 'a rare Host, if it is strict', 'GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n', STRICT],
  [MessageType.REQUEST, 'a fragment, if it is strict', 'GET /#a HTTP/1.1\r\nHost: a\r\n\r\n', STRICT],
  [MessageType.RESPONSE, 'an interim response', 'HTTP/1.1 100 Continue\r\n\r\n'],
  [MessageType.RESPONSE, 'a response without body', 'HTTP/1.1 204 No Content\r\n\r\n'],
  [MessageType.RESPONSE, 'a response that ends with the connection', 'HTTP/1.1 200 OK\r\n\r\n'],
  [MessageType.RESPONSE, 'a status line without reason', 'HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n'],
]

/** Offset of the error in llhttp's struct: with one, it does not run. */
const STRUCT_ERROR = 12

describe('a plain message', () => {
  afterEach(() => {
    // Resets the paused struct, with which no parser can start.
    llhttp().shared.fill(0)
  })

  /** Returns the error of a parser whose llhttp is paused and so fails if it is called. */
  function withoutLlhttp(type: MessageType, wire: string, options?: ParserOptions): string | undefined {
    new Parser(type).execute(bytesOf('')).release()
    const { exports, shared } = llhttp()
    new DataView(exports.memory.buffer).setUint32(shared[type]! + STRUCT_ERROR, Errno.PAUSED, true)
    const tape = new Parser(type, options).execute(bytesOf(wire))
    const code = tape.error?.code
    tape.release()
    return code
  }

  for (const [type, title, wire] of PLAIN) it(`is ${title}`, () => expect(withoutLlhttp(type, wire)).toBe(undefined))
  for (const [title, wire] of STRICTLY_PLAIN) it(`is, if it is strict, ${title}`, () => expect(withoutLlhttp(MessageType.REQUEST, wire, STRICT)).toBe(undefined))
  for (const [type, title, wire, options] of LEFT_TO_LLHTTP) it(`is not one with: ${title}`, () => expect(withoutLlhttp(type, wire, options)).toBe('HPE_PAUSED'))
})

/**
 * Bytes that are tried at each place: those that the grammar names, and some of each class that it treats alike. EVERY_BYTE=1 tries all 256.
 */
const BYTES = Array.from({ length: 256 }, (_, code) => code).filter(
  (code) => process.env.EVERY_BYTE !== undefined || '\0\t\n\r\x01\x1f !"#$%*+,-./0129:;<=?@ACGHPTZ[_`aceghkntuxz{|~\x7f\x80\xa0\xff'.includes(String.fromCharCode(code)),
)

/** Compares the result of llhttp with that of the parser that reads plain messages itself. */
function expectLlhttpToAgree(type: MessageType, wire: string, options?: ParserOptions): void {
  const { disagreement } = readTwice({ type, wire, options })
  // The quick comparison first: expect() takes a hundred times as long.
  if (disagreement !== null) expect({ wire, ...disagreement.ours }).toEqual({ wire, ...disagreement.llhttps })
}

describe('llhttp agrees about', () => {
  for (const [type, title, wire, options] of [...PLAIN, ...STRICTLY_PLAIN.map(([title, wire]) => [MessageType.REQUEST, `${title}, strictly`, wire, STRICT] as const)]) {
    it(`${title}, with any byte replaced, inserted or removed`, () => {
      for (let at = 0; at < wire.length; at++) {
        expectLlhttpToAgree(type, wire.slice(0, at) + wire.slice(at + 1), options)
        for (const code of BYTES) {
          expectLlhttpToAgree(type, wire.slice(0, at) + String.fromCharCode(code) + wire.slice(at + 1), options)
          // Every second place is enough: an inserted byte shifts the rest, so that loads of 16 bytes begin at even and odd places.
          if (at % 2 === 0) expectLlhttpToAgree(type, wire.slice(0, at) + String.fromCharCode(code) + wire.slice(at), options)
        }
      }
    })
  }

  it('heads of every size around a limit, and every number of fields', () => {
    for (let limit = 1; limit < 60; limit++) {
      expectLlhttpToAgree(MessageType.REQUEST, 'GET /abc HTTP/1.1\r\nName: value\r\nOther: x\r\n\r\n', { maxHeaderSize: limit })
      expectLlhttpToAgree(MessageType.REQUEST, `GET / HTTP/1.1\r\n${'a: b\r\n'.repeat(limit)}\r\n`, { maxHeadersCount: 30 })
      expectLlhttpToAgree(MessageType.RESPONSE, `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(limit)}Content-Length: 0\r\n\r\n`, { maxHeadersCount: 30 })
    }
  })

  it('names, values and targets of every length', () => {
    for (let length = 1; length < 70; length++) {
      const x = 'x'.repeat(length)
      expectLlhttpToAgree(MessageType.REQUEST, `GET /${x} HTTP/1.1\r\n${x}: ${x}\r\n\r\n`)
      expectLlhttpToAgree(MessageType.RESPONSE, `HTTP/1.1 200 ${x}\r\n${x}:${x}\r\nContent-Length: ${length}\r\n\r\n${x}`)
    }
  })

  it('messages with many changes, also with leniencies and limits', () => {
    const random = randomNumbers(1)
    for (let i = 0; i < 10_000; i++) {
      const { type, wire, options } = randomPlainSample(random)
      expectLlhttpToAgree(type, wire, options)
    }
  })
})
