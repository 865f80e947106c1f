import { describe, expect, it } from 'vitest'
import { MessageType, methodName, Parser } from './tape.js'
import { NATIVE_RELAXED, readNatively } from '../test/native.js'
import { bytesOf, cuts, readPieces } from '../test/read.js'
import { randomNumbers } from '../test/differential.js'

const { REQUEST } = MessageType
const START = 'GET / HTTP/1.1\r\n'
const relaxed = { relaxedHeaderValues: true }

describe('relaxed header values', () => {
  it('P-26 keep control characters and DEL, at every position and however the bytes are cut', () => {
    for (const value of ['\x01', 'a\x01b', '\x01a', 'a\x7f', '\x01\x02\x03\x1f\x7f', 'a\x08 \x0b b']) {
      const wire = `${START}Z: y\r\nA: ${value}\r\nB:\x02\r\n\r\nPOST /2 HTTP/1.1\r\nC: \x03\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nT: \x04\r\n\r\n`
      for (const [name, pieces] of cuts(bytesOf(wire))) {
        expect([name, readPieces(REQUEST, pieces).error]).toEqual([name, 'HPE_INVALID_HEADER_TOKEN Invalid header value char'])
        const { events, error } = readPieces(REQUEST, pieces, relaxed)
        expect([name, error, events]).toMatchObject([
          name,
          null,
          [{ fields: ['Z=y', `A=${value}`, 'B=\x02'] }, {}, { fields: ['C=\x03', 'Transfer-Encoding=chunked'] }, { body: 'a' }, { trailers: ['T=\x04'] }, {}],
        ])
      }
    }
  })

  it('P-26 P-27 must not contain CR, LF or NUL', () => {
    for (const [byte, code] of [
      ['\0', 'HPE_INVALID_HEADER_TOKEN Invalid header value char'],
      ['\r', 'HPE_LF_EXPECTED Missing expected LF after header value'],
      ['\n', 'HPE_CR_EXPECTED Missing expected CR after header value'],
    ]) {
      for (const value of [`${byte}`, `a${byte}b`, `\x01${byte}\x02`]) {
        for (const [name, pieces] of cuts(bytesOf(`${START}A: x${value}\r\n\r\n`))) expect([name, readPieces(REQUEST, pieces, relaxed).error]).toEqual([name, code])
      }
    }
  })

  it('P-26 relax no other rule', () => {
    for (const wire of [
      'GET /\x01 HTTP/1.1\r\n\r\n',
      'GE\x01T / HTTP/1.1\r\n\r\n',
      'GET / HTTP/1.1\x01\r\n\r\n',
      `${START}A\x01: b\r\n\r\n`,
      `${START}A: b\r\n\x01c\r\n\r\n`,
      `${START}Content-Length: 1\x01\r\n\r\na`,
      `${START}Transfer-Encoding: chunked\x01\r\n\r\n0\r\n\r\n`,
      `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\x01\r\na\r\n0\r\n\r\n`,
    ]) {
      for (const [name, pieces] of cuts(bytesOf(wire))) expect([name, readPieces(REQUEST, pieces, relaxed).error]).not.toEqual([name, null])
    }
  })

  it('P-17 count for maxHeaderSize like other characters', () => {
    const wire = (size: number): Uint8Array => bytesOf(`${START}A: ${'\x01'.repeat(size)}\r\n\r\n`)
    expect(readPieces(REQUEST, [wire(97)], { ...relaxed, maxHeaderSize: 100 }).error).toBe(null)
    expect(readPieces(REQUEST, [wire(98)], { ...relaxed, maxHeaderSize: 100 }).error).toBe('HPE_HEADER_OVERFLOW Header overflow')
  })

  it('do not affect bodies, in which every byte may be a control character', () => {
    const body = '\0\x01\r\n\x7f'.repeat(40_000)
    expect(readPieces(REQUEST, [bytesOf(`POST / HTTP/1.1\r\nA: \x01\r\nContent-Length: ${body.length}\r\n\r\n${body}`)], relaxed).events[1]).toEqual({ body })
  })

  it('may be 9,000 in one chunk', () => {
    const parser = new Parser(REQUEST, { ...relaxed, maxHeaderSize: 1 << 20, maxHeadersCount: 0 })
    const tape = parser.execute(bytesOf(`${START}${'A: \x01\r\n'.repeat(9000)}\r\n`))
    expect(tape.error).toBe(null)
    tape.release()
  })

  // Only a Node that has the flag can be the reference.
  if (NATIVE_RELAXED !== undefined) it('have the same result as in Node for mutated messages without NUL', () => {
    const random = randomNumbers(26)
    const methods = Array.from({ length: 47 }, (_, code) => methodName(code))
    for (let i = 0; i < 3000; i++) {
      let wire = `${START}Host: x\r\nA: b\r\nConnection: keep-alive\r\n\r\n`
      for (let k = 0; k < 3; k++) {
        const at = random(wire.length)
        wire = wire.slice(0, at) + ['\x01', '\x7f', '\x0b', '\x1f', ' ', 'x'][random(6)] + wire.slice(at + random(2))
      }
      const ours = readPieces(REQUEST, [bytesOf(wire)], relaxed)
      const theirs = readNatively(REQUEST, [bytesOf(wire)], { lenient: NATIVE_RELAXED, methods })
      expect([wire, ours.error, ours.events[0]]).toEqual([wire, theirs.error, theirs.events[0]])
    }
  })
})
