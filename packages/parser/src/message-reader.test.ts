import { expect, test } from 'vitest'
import { MessageReader, MessageType, Parser, type MessageHandler, type ParsedFields, type ParsedHead, type ParseError } from './tape.js'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const GET = (path: string): string => `GET ${path} HTTP/1.1\r\n\r\n`

/** Logs each call. `onUrl` stands for the user's code. */
class Notes implements MessageHandler {
  readonly notes: string[] = []
  readonly reader = new MessageReader(new Parser(MessageType.REQUEST), this)
  readonly heads: ParsedHead[] = []
  isReading = true

  constructor(private readonly onUrl: (url: string, notes: Notes) => void = () => {}) {}
  onHead(head: ParsedHead): void {
    this.heads.push(head)
    this.notes.push(head.line + (this.reader.isAnotherAhead ? '+' : ''))
    this.onUrl(head.line, this)
  }
  onBody(piece: Uint8Array): void {
    this.notes.push(new TextDecoder().decode(piece))
  }
  onTrailers({ text, spans }: ParsedFields): void {
    this.notes.push(`${text.slice(spans[0], spans[1])}=${text.slice(spans[2], spans[3])}`)
  }
  onComplete(): void {
    this.notes.push('complete')
  }
  onUpgrade(rest: Uint8Array): void {
    this.notes.push('upgrade')
    this.reader.declineUpgrade(rest)
  }
  onChunkEnd(error: ParseError | null): void {
    this.notes.push(error === null ? 'end' : error.code)
  }
  onEnd(): void {
    this.notes.push('ending')
    this.reader.readEnd()
    this.notes.push('ended')
  }
}

test('the parts of messages come in order, then the end of the chunk', () => {
  const handler = new Notes()
  handler.reader.read(bytes(`POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX: 1\r\n\r\n${GET('/b')}`))
  expect(handler.notes).toEqual(['/a', 'hi', 'X=1', 'complete', '/b', 'complete', 'end'])
})

test('isAnotherAhead is true in onHead if the message has no body and another message follows', () => {
  const handler = new Notes()
  handler.reader.read(bytes(GET('/a') + GET('/b')))
  expect(handler.notes).toEqual(['/a+', 'complete', '/b', 'complete', 'end'])
})

test('an exception in a handler is thrown to the caller, and the rest of the chunk is read in a microtask', async () => {
  const handler = new Notes((url) => {
    if (url === '/a') throw new Error('handler')
  })
  expect(() => handler.reader.read(bytes(GET('/a') + GET('/b')))).toThrow('handler')
  expect(handler.notes).toEqual(['/a+'])
  await Promise.resolve()
  expect(handler.notes).toEqual(['/a+', 'complete', '/b', 'complete', 'end'])
})

test('after an exception in onChunkEnd, later chunks are read in order', async () => {
  let chunks = 0
  class Failing extends Notes {
    override onChunkEnd(error: ParseError | null): void {
      super.onChunkEnd(error)
      if (chunks++ === 0) throw new Error('handler')
    }
  }
  const handler = new Failing((url, self) => {
    if (url === '/a') self.reader.read(bytes(GET('/b')))
  })
  expect(() => handler.reader.read(bytes(GET('/a')))).toThrow('handler')
  handler.reader.read(bytes(GET('/c')))
  expect(handler.notes).toEqual(['/a', 'complete', 'end'])
  await Promise.resolve()
  expect(handler.notes).toEqual(['/a', 'complete', 'end', '/b', 'complete', 'end', '/c', 'complete', 'end'])
})

test('after an exception in readEnd, the end of input is read again', async () => {
  const handler = new Notes((url, self) => {
    if (url === '/a') self.reader.pause()
    if (url === '/b') throw new Error('handler')
  })
  handler.reader.read(bytes(GET('/a') + GET('/b') + GET('/c')))
  expect(() => handler.onEnd()).toThrow('handler')
  expect(handler.notes).toEqual(['/a+', 'ending', 'complete', '/b+'])
  await Promise.resolve()
  expect(handler.notes).toEqual(['/a+', 'ending', 'complete', '/b+', 'complete', '/c', 'complete', 'end', 'ending', 'ended'])
})

test('a handler that reads the end of input gets the rest of the chunk first', () => {
  const other = new Parser(MessageType.REQUEST)
  const handler = new Notes((url, self) => {
    if (url !== '/a') return
    self.onEnd()
    other.execute(bytes(GET('/other').repeat(3)))
  })
  handler.reader.read(bytes(GET('/a') + GET('/b')))
  expect(handler.notes).toEqual(['/a+', 'ending', 'complete', '/b', 'complete', 'end', 'ended'])
})

test('a chunk that a handler passes to read() is read after the current one', () => {
  const handler = new Notes((url, self) => {
    if (url === '/a') self.reader.read(bytes(GET('/c')))
  })
  handler.reader.read(bytes(GET('/a') + GET('/b')))
  expect(handler.notes).toEqual(['/a+', 'complete', '/b', 'complete', 'end', '/c', 'complete', 'end'])
})

test('other parsers may parse in a handler', () => {
  const other = new Parser(MessageType.REQUEST)
  const handler = new Notes(() => {
    for (let i = 0; i < 3; i++) other.execute(bytes(GET('/other').repeat(5)))
  })
  handler.reader.read(bytes(GET('/a') + GET('/b') + GET('/c')))
  expect(handler.notes).toEqual(['/a+', 'complete', '/b+', 'complete', '/c', 'complete', 'end'])
})

test('when isReading becomes false, the rest of the input is dropped', () => {
  const handler = new Notes((_url, self) => (self.isReading = false))
  handler.reader.read(bytes(GET('/a') + GET('/b')))
  handler.reader.read(bytes(GET('/c')))
  expect(handler.notes).toEqual(['/a+', 'end'])
})

test('after a declined upgrade the rest of the chunk is HTTP', () => {
  const handler = new Notes()
  handler.reader.read(bytes(`GET /a HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n${GET('/b')}`))
  expect(handler.notes).toEqual(['/a+', 'complete', 'upgrade', 'end', '/b', 'complete', 'end'])
})

test('onChunkEnd gets the error, after the parts before it', () => {
  const handler = new Notes()
  handler.reader.read(bytes(`${GET('/a')}NONSENSE`))
  expect(handler.notes).toEqual(['/a', 'complete', 'HPE_INVALID_METHOD'])
})

test('the end of input inside a message is an error', () => {
  const handler = new Notes()
  handler.reader.read(bytes('GET /a HT'))
  expect(handler.reader.readEnd()?.code).toBe('HPE_INVALID_EOF_STATE')
})

test('the end of input between two messages is no error, and no input can follow', () => {
  const handler = new Notes()
  handler.reader.read(bytes(GET('/a')))
  expect(handler.reader.readEnd()).toBeNull()
  expect(() => handler.reader.read(bytes(GET('/b')))).toThrow(expect.objectContaining({ code: 'ERR_PARSER_FINISHED' }))
  expect(handler.reader.readEnd()).toBeNull()
  expect(handler.notes).toEqual(['/a', 'complete', 'end'])
})

test('a paused reader continues at resume(), and chunks that are read meanwhile wait', () => {
  const handler = new Notes((url, self) => {
    if (url !== '/c') self.reader.pause()
  })
  handler.reader.read(bytes(GET('/a') + GET('/b')))
  handler.reader.read(bytes(GET('/c')))
  expect(handler.notes).toEqual(['/a+'])
  expect(handler.reader.isWalking).toBe(true)
  expect(handler.reader.isMoreAhead).toBe(true)
  handler.reader.resume()
  expect(handler.notes).toEqual(['/a+', 'complete', '/b'])
  handler.reader.finish()
  expect(handler.notes).toEqual(['/a+', 'complete', '/b', 'complete', 'end', '/c', 'complete', 'end'])
  expect(handler.reader.isWalking).toBe(false)
  handler.reader.resume()
})

test('isBadAhead is true if the chunk has an error further on', () => {
  const seen: boolean[] = []
  const handler = new Notes((_url, self) => seen.push(self.reader.isBadAhead))
  handler.reader.read(bytes(GET('/a')))
  handler.reader.read(bytes(`${GET('/b')}NONSENSE`))
  expect(seen).toEqual([false, true])
})

test('an accepted upgrade gets the chunks that arrived meanwhile', () => {
  const taken: string[] = []
  class Accepting extends Notes {
    override onUpgrade(rest: Uint8Array): void {
      taken.push(...[rest, ...this.reader.takeBacklog()].map((piece) => new TextDecoder().decode(piece)))
    }
  }
  const handler = new Accepting((_url, self) => self.reader.read(bytes('later')))
  handler.reader.read(bytes(`GET /a HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nraw`))
  expect(taken).toEqual(['raw', 'later'])
  expect(handler.reader.takeBacklog()).toEqual([])
  expect(handler.heads[0]!.isUpgrade).toBe(true)
})

test('the parser may be replaced between two messages', () => {
  const handler = new Notes()
  handler.reader.read(bytes(GET('/a')))
  handler.reader.parser = new Parser(MessageType.REQUEST, { maxHeaderSize: 8 })
  handler.reader.read(bytes(GET('/12345678')))
  expect(handler.notes).toEqual(['/a', 'complete', 'end', 'HPE_HEADER_OVERFLOW'])
})

test('a piece of a body that is a whole chunk is that chunk; other pieces are views', () => {
  const pieces: Uint8Array[] = []
  class Keeping extends Notes {
    override onBody(piece: Uint8Array): void {
      pieces.push(piece)
    }
  }
  const chunks = [bytes('POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\na'), bytes('bc'), bytes(`d${GET('/')}`)]
  const handler = new Keeping()
  for (const chunk of chunks) handler.reader.read(chunk)
  expect(pieces[1]).toBe(chunks[1])
  expect(pieces.map((piece) => piece.buffer)).toEqual(chunks.map((chunk) => chunk.buffer))
  expect(pieces.map((piece) => new TextDecoder().decode(piece)).join('')).toBe('abcd')
})

test('a head has the fields that a request or response needs', () => {
  const handler = new Notes()
  handler.reader.read(bytes('PUT /x HTTP/1.0\r\nA: b\r\n\r\n'))
  const [request] = handler.heads
  expect(request).toMatchObject({ method: 'PUT', line: '/x', version: (1 << 8) | 0, keepAlive: false, isUpgrade: false })
  const [nameStart, nameEnd, valueStart, valueEnd] = request!.spans
  expect([request!.text.slice(nameStart, nameEnd), request!.text.slice(valueStart, valueEnd)]).toEqual(['A', 'b'])
  const responses: ParsedHead[] = []
  class Responses extends Notes {
    override onHead(head: ParsedHead): void {
      responses.push(head)
    }
  }
  const client = new Responses()
  client.reader.parser = new Parser(MessageType.RESPONSE)
  client.reader.read(bytes('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'))
  expect(responses[0]).toMatchObject({ status: 404, line: 'Not Found', version: (1 << 8) | 1, keepAlive: true })
})
