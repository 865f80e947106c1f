/**
 * No input takes quadratic time: what a hostile peer may send, whole and in pieces, up to a mebibyte. A hundred times the
 * input costs some hundred times the CPU time. `steps.test.ts` counts what llhttp reads; this sees the JavaScript around it too.
 */
import { growth, LINEAR_GROWTH } from '@layered-http/test-kit'
import { describe, expect, it } from 'vitest'
import { HeadOffset, HEAD_SIZE, Kind, MessageType, Parser, spansOf, textOf, Lenient, type ParserOptions } from '../src/tape.js'

/** Bytes of the smaller input; the larger has a mebibyte. */
const SIZE = 10_486
/** The same where every byte comes alone. */
const SIZE_IN_BYTES = 2000

/** As a socket reads at most. */
const SOCKET_CHUNK = 65_536

interface Shape {
  title: string
  start: string
  piece: string
  end?: string
  options?: ParserOptions
}

const CHUNKED = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n'

const SHAPES: Shape[] = [
  { title: 'many tiny fields', start: 'GET / HTTP/1.1\r\n', piece: 'a:\r\n', end: '\r\n' },
  { title: 'one long name', start: 'GET / HTTP/1.1\r\n', piece: 'a', end: ':\r\n\r\n' },
  { title: 'one long value', start: 'GET / HTTP/1.1\r\nA: ', piece: 'b', end: '\r\n\r\n' },
  { title: 'white space around a value', start: 'GET / HTTP/1.1\r\nA:', piece: ' \t', end: 'b\r\n\r\n' },
  { title: 'white space within a value', start: 'GET / HTTP/1.1\r\nA: b', piece: ' ', end: 'c\r\n\r\n' },
  { title: 'a long target', start: 'GET /', piece: 'a', end: ' HTTP/1.1\r\n\r\n' },
  { title: 'spaces before the target', start: 'GET ', piece: ' ', end: '/ HTTP/1.1\r\n\r\n' },
  { title: 'empty lines before a request', start: '', piece: '\r\n', end: 'GET / HTTP/1.1\r\n\r\n' },
  { title: 'commas in Connection', start: 'GET / HTTP/1.1\r\nConnection: ', piece: ',', end: '\r\n\r\n' },
  { title: 'near misses in Connection', start: 'GET / HTTP/1.1\r\nConnection: a', piece: ',clos', end: '\r\n\r\n' },
  { title: 'codings in Transfer-Encoding', start: 'POST / HTTP/1.1\r\nTransfer-Encoding: ', piece: 'chunke,', end: 'chunked\r\n\r\n' },
  { title: 'white space in Transfer-Encoding', start: 'POST / HTTP/1.1\r\nTransfer-Encoding: a', piece: '\t', end: ', chunked\r\n\r\n0\r\n\r\n' },
  { title: 'folded lines, lenient', start: 'GET / HTTP/1.1\r\nA: b\r\n', piece: ' c\r\n', end: '\r\n', options: { lenient: Lenient.HEADERS } },
  { title: 'control characters, relaxed', start: 'GET / HTTP/1.1\r\n', piece: 'A: \x01\r\n', end: '\r\n', options: { relaxedHeaderValues: true } },
  { title: 'chunk extensions', start: `${CHUNKED}1`, piece: ';a=b', end: '\r\nx\r\n0\r\n\r\n' },
  { title: 'a quoted chunk extension', start: `${CHUNKED}1;a="`, piece: 'b', end: '"\r\nx\r\n0\r\n\r\n' },
  { title: 'chunks of one byte', start: CHUNKED, piece: '1\r\na\r\n', end: '0\r\n\r\n' },
  { title: 'chunks of one byte with extensions', start: CHUNKED, piece: '1;a\r\na\r\n', end: '0\r\n\r\n' },
  { title: 'many trailers', start: `${CHUNKED}0\r\n`, piece: 'a: b\r\n', end: '\r\n' },
  { title: 'pipelined requests', start: '', piece: 'GET / HTTP/1.1\r\nA: b\r\n\r\n' },
  { title: 'a body with a length', start: 'POST / HTTP/1.1\r\nContent-Length: 1048600\r\n\r\n', piece: 'b' },
]

function wireOf({ start, piece, end = '' }: Shape, size: number): Buffer {
  return Buffer.from(start + piece.repeat(size / piece.length) + end, 'latin1')
}

/** Reads all of `wire` in pieces and looks at every field of every head. */
function read(wire: Buffer, pieceSize: number, options: ParserOptions = {}): void {
  const parser = new Parser(MessageType.REQUEST, { maxHeaderSize: 1 << 24, maxHeadersCount: 0, maxChunkExtensionsSize: 1 << 24, ...options })
  for (let at = 0; at < wire.length; at += pieceSize) {
    const tape = parser.execute(wire.subarray(at, at + pieceSize))
    if (tape.error !== null) throw tape.error
    if (tape.end > 0 && tape.events[0] === Kind.HEAD && tape.events[HeadOffset.SIZE]! > HEAD_SIZE) void [textOf(tape, 0), spansOf(tape, 0, HEAD_SIZE)]
    tape.release()
  }
  parser.free()
}

describe.each(SHAPES)('$title', (shape) => {
  it('in chunks of a socket', () => {
    expect(growth(SIZE, (size) => wireOf(shape, size), (wire) => read(wire, SOCKET_CHUNK, shape.options))).toBeLessThan(LINEAR_GROWTH)
  })

  it('byte by byte', () => {
    expect(growth(SIZE_IN_BYTES, (size) => wireOf(shape, size), (wire) => read(wire, 1, shape.options))).toBeLessThan(LINEAR_GROWTH)
  })
})
