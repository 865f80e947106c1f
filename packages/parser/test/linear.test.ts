/**
 * No input of a hostile peer takes quadratic time, in one chunk or in many. The CPU time of the larger input is divided by that of reading
 * the smaller one {@link TIMES} times: linear work gives about 1, quadratic work about {@link TIMES}. `steps.test.ts` counts the bytes that
 * llhttp reads; this test also measures the JavaScript and the recorder.
 */
import { describe, expect, it } from 'vitest'
import { HeadOffset, HEAD_SIZE, Kind, Lenient, MessageType, Parser, spansOf, textOf, type ParserOptions } from '../src/tape.js'

/** Size of the larger input, in sizes of the smaller. */
const TIMES = 64
/** Between quadratic work, 64, and linear work, which caches and garbage collection slow down to at most 6. */
const LIMIT = 12
/** The largest number of measurements. Other processes can only make a result too high, so the lowest counts, and one below the limit is proof. */
const ROUNDS = 10
/** Work is repeated until it takes this time, in CPU microseconds, so that the clock's resolution does not matter. */
const LEAST = 2000

/** How inputs are cut, and the size of the smaller one in bytes. The two cuts show growth of different kinds. */
const CUTS = [
  { title: 'in one chunk', size: 2048, piece: 65_536 },
  // The parser keeps an unfinished message from chunk to chunk. The size is a prime, so that messages are cut at every place.
  { title: 'in small chunks', size: 8192, piece: 61 },
]

interface Shape {
  title: string
  start: string
  piece: string
  end?: string
  options?: ParserOptions
  /** Requests if absent. */
  type?: MessageType
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
  { title: 'responses without reason and fields', start: '', piece: 'HTTP/1.1 304\r\n\r\n', type: MessageType.RESPONSE },
  { title: 'empty lines before such a response', start: 'HTTP/1.1 304\r\n\r\n', piece: '\r\n', end: 'HTTP/1.1 304\r\n\r\n', type: MessageType.RESPONSE },
  { title: 'a body after such a response', start: 'HTTP/1.1 200\r\n\r\n', piece: 'H', type: MessageType.RESPONSE },
]

function wireOf({ start, piece, end = '' }: Shape, size: number): Buffer {
  return Buffer.from(start + piece.repeat(size / piece.length) + end, 'latin1')
}

/** Reads all of `wire` in pieces, with every field of every head. */
function read(wire: Buffer, pieceSize: number, { options, type = MessageType.REQUEST }: Shape): void {
  const parser = new Parser(type, { maxHeaderSize: 1 << 24, maxHeadersCount: 0, maxChunkExtensionsSize: 1 << 24, ...options })
  for (let at = 0; at < wire.length; at += pieceSize) {
    const tape = parser.execute(wire.subarray(at, at + pieceSize))
    if (tape.error !== null) throw tape.error
    if (tape.end > 0 && tape.events[0] === Kind.HEAD && tape.events[HeadOffset.SIZE]! > HEAD_SIZE) void [textOf(tape, 0), spansOf(tape, 0, HEAD_SIZE)]
    tape.release()
  }
  parser.free()
}

/** Returns the cost of the larger input, divided by {@link TIMES} times the cost of the smaller. */
function growth(shape: Shape, size: number, piece: number): number {
  const [small, large] = [size, size * TIMES].map((bytes) => wireOf(shape, bytes))
  const costOf = (wire: Buffer, times: number): number => cpuTime(() => repeat(times, () => read(wire, piece, shape)))
  let repeats = 1
  while (costOf(large!, repeats) < LEAST) repeats *= 2
  let least = { small: Infinity, large: Infinity }
  for (let round = 0; round < ROUNDS; round++) {
    least = { small: Math.min(least.small, costOf(small!, repeats * TIMES)), large: Math.min(least.large, costOf(large!, repeats)) }
    if (least.large / least.small < LIMIT) break
  }
  return least.large / least.small
}

function repeat(times: number, work: () => void): void {
  for (let i = 0; i < times; i++) work()
}

/** Returns the CPU microseconds of `work`. */
function cpuTime(work: () => void): number {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return user + system
}

describe.each(SHAPES)('$title', (shape) => {
  it.each(CUTS)('$title', ({ size, piece }) => {
    expect(growth(shape, size, piece)).toBeLessThan(LIMIT)
  })
})
