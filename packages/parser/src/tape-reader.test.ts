import { expect, test } from 'vitest'
import { MessageType } from './constants.js'
import type { ParseError } from './errors.js'
import { Parser } from './parser.js'
import { HeadOffset } from './records.js'
import type { Tape } from './records.js'
import { TapeReader } from './tape-reader.js'
import { textOf } from './records.js'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const GET = (path: string): string => `GET ${path} HTTP/1.1\r\n\r\n`

/** Writes down what it is told; `onUrl` is the user's handler. */
class Notes extends TapeReader {
  readonly notes: string[] = []
  open = true

  constructor(private readonly onUrl: (url: string, reader: Notes) => void = () => {}) {
    super(new Parser(MessageType.REQUEST))
  }
  protected get isOpen(): boolean {
    return this.open
  }
  protected onHead(tape: Tape, at: number): void {
    const url = textOf(tape, at).slice(tape.events[at + HeadOffset.LINE_START], tape.events[at + HeadOffset.LINE_END])
    this.notes.push(url + (this.isAnotherAhead ? '+' : ''))
    this.onUrl(url, this)
  }
  protected onBody(chunk: Uint8Array, start: number, end: number): void {
    this.notes.push(new TextDecoder().decode(chunk.subarray(start, end)))
  }
  protected onTrailers(): void {
    this.notes.push('trailers')
  }
  protected onComplete(): void {
    this.notes.push('complete')
  }
  protected onUpgrade(rest: Uint8Array): void {
    this.notes.push('upgrade')
    this.declineUpgrade(rest)
  }
  protected onChunkEnd(error: ParseError | null): void {
    this.notes.push(error === null ? 'end' : error.code)
  }
  holdOn(): void {
    this.hold()
  }
  onEnd(): void {
    this.notes.push('ending')
    this.finish()
    this.notes.push('ended')
  }
  finish(): ParseError | null {
    return this.readEnd()
  }
}

test('every record is told in order, then the end of the chunk', () => {
  const reader = new Notes()
  reader.read(bytes(`POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX: 1\r\n\r\n${GET('/b')}`))
  expect(reader.notes).toEqual(['/a', 'hi', 'trailers', 'complete', '/b', 'complete', 'end'])
})

test('a message without a body says whether another is ahead', () => {
  const reader = new Notes()
  reader.read(bytes(GET('/a') + GET('/b')))
  expect(reader.notes).toEqual(['/a+', 'complete', '/b', 'complete', 'end'])
})

test('an exception in a handler is the caller\'s, and the rest of the chunk follows in another turn', async () => {
  const reader = new Notes((url) => {
    if (url === '/a') throw new Error('handler')
  })
  expect(() => reader.read(bytes(GET('/a') + GET('/b')))).toThrow('handler')
  expect(reader.notes).toEqual(['/a+'])
  await Promise.resolve()
  expect(reader.notes).toEqual(['/a+', 'complete', '/b', 'complete', 'end'])
})

test('an exception at the end of a chunk leaves the chunks behind it in their order', async () => {
  let chunks = 0
  class Failing extends Notes {
    protected override onChunkEnd(error: ParseError | null): void {
      super.onChunkEnd(error)
      if (chunks++ === 0) throw new Error('handler')
    }
  }
  const reader = new Failing((url, self) => {
    if (url === '/a') self.read(bytes(GET('/b')))
  })
  expect(() => reader.read(bytes(GET('/a')))).toThrow('handler')
  reader.read(bytes(GET('/c')))
  expect(reader.notes).toEqual(['/a', 'complete', 'end'])
  await Promise.resolve()
  expect(reader.notes).toEqual(['/a', 'complete', 'end', '/b', 'complete', 'end', '/c', 'complete', 'end'])
})

test('an exception in what the end of input reads leaves the end of input to be read', async () => {
  const reader = new Notes((url, self) => {
    if (url === '/a') self.holdOn()
    if (url === '/b') throw new Error('handler')
  })
  reader.read(bytes(GET('/a') + GET('/b') + GET('/c')))
  expect(() => reader.onEnd()).toThrow('handler')
  expect(reader.notes).toEqual(['/a+', 'ending', 'complete', '/b+'])
  await Promise.resolve()
  expect(reader.notes).toEqual(['/a+', 'ending', 'complete', '/b+', 'complete', '/c', 'complete', 'end', 'ending', 'ended'])
})

test('a handler that ends the input has the rest of the chunk read before', () => {
  const other = new Parser(MessageType.REQUEST)
  const reader = new Notes((url, self) => {
    if (url !== '/a') return
    self.onEnd()
    other.execute(bytes(GET('/other').repeat(3)))
  })
  reader.read(bytes(GET('/a') + GET('/b')))
  expect(reader.notes).toEqual(['/a+', 'ending', 'complete', '/b', 'complete', 'end', 'ended'])
})

test('a chunk that comes during the walk waits for its end', () => {
  const reader = new Notes((url, self) => {
    if (url === '/a') self.read(bytes(GET('/c')))
  })
  reader.read(bytes(GET('/a') + GET('/b')))
  expect(reader.notes).toEqual(['/a+', 'complete', '/b', 'complete', 'end', '/c', 'complete', 'end'])
})

test('a handler that makes other parsers parse finds its own tape as it was', () => {
  const other = new Parser(MessageType.REQUEST)
  const reader = new Notes(() => {
    for (let i = 0; i < 3; i++) other.execute(bytes(GET('/other').repeat(5)))
  })
  reader.read(bytes(GET('/a') + GET('/b') + GET('/c')))
  expect(reader.notes).toEqual(['/a+', 'complete', '/b+', 'complete', '/c', 'complete', 'end'])
})

test('a reader that closes hears no more', () => {
  const reader = new Notes((_url, self) => (self.open = false))
  reader.read(bytes(GET('/a') + GET('/b')))
  reader.read(bytes(GET('/c')))
  expect(reader.notes).toEqual(['/a+', 'end'])
})

test('after a declined upgrade the rest of the chunk is HTTP', () => {
  const reader = new Notes()
  reader.read(bytes(`GET /a HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n${GET('/b')}`))
  expect(reader.notes).toEqual(['/a+', 'complete', 'upgrade', 'end', '/b', 'complete', 'end'])
})

test('errors come at the end of the chunk, behind what was good', () => {
  const reader = new Notes()
  reader.read(bytes(`${GET('/a')}NONSENSE`))
  expect(reader.notes).toEqual(['/a', 'complete', 'HPE_INVALID_METHOD'])
})

test('the end of input inside a message is an error', () => {
  const reader = new Notes()
  expect(reader.finish()).toBeNull()
  reader.read(bytes('GET /a HT'))
  expect(reader.finish()?.code).toBe('HPE_INVALID_EOF_STATE')
})
