import { describe, expect, it } from 'vitest'
import { DetailedRequestParser, DetailedResponseParser, ParseError, RequestParser, ResponseParser, type RequestEvent, type ResponseEvent } from './index.js'
import { bytesOf, cuts, textOfBytes } from '../test/read.js'

/** Returns the events with bodies as text. Neighbouring pieces of a body are joined. */
function plain(events: Iterable<RequestEvent | ResponseEvent>): object[] {
  const list: ({ type: string; data?: string } | object)[] = []
  for (const event of events) {
    const last = list.at(-1) as { type: string; data: string } | undefined
    if (event.type !== 'body') list.push(event.type === 'upgrade' ? { ...event, rest: textOfBytes(event.rest) } : event)
    else if (last?.type === 'body') last.data += textOfBytes(event.data)
    else list.push({ ...event, data: textOfBytes(event.data) })
  }
  return list
}

const POST = 'POST /a?b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: u\r\n\r\n'
const POST_EVENTS = [
  {
    type: 'head',
    method: 'POST',
    url: '/a?b',
    version: '1.1',
    headers: [
      ['Host', 'x'],
      ['Transfer-Encoding', 'chunked'],
    ],
    keepAlive: true,
    upgrade: false,
  },
  { type: 'body', data: 'abc' },
  { type: 'trailers', headers: [['T', 'u']] },
  { type: 'complete', keepAlive: true },
]

describe('RequestParser', () => {
  it('returns the same events however the bytes are cut', () => {
    for (const [name, pieces] of cuts(bytesOf(POST + POST))) {
      const parser = new RequestParser()
      const events = []
      for (const piece of pieces) for (const event of parser.parse(piece)) events.push(event)
      expect([name, plain(events)]).toEqual([name, [...POST_EVENTS, ...POST_EVENTS]])
      expect(parser.isBetweenMessages).toBe(true)
    }
  })

  it('is between messages as soon as the last event was taken', () => {
    const parser = new RequestParser()
    parser.feed(bytesOf('GET / HTTP/1.1\r\n\r\n'))
    expect([parser.isBetweenMessages, parser.nextEvent()?.type, parser.isBetweenMessages]).toEqual([false, 'head', false])
    expect([parser.nextEvent()?.type, parser.isBetweenMessages]).toEqual(['complete', true])
    parser.feed(bytesOf('GET / HTTP/1.1\r\nConnection: close\r\n\r\nGET'))
    expect([parser.nextEvent()?.type, parser.nextEvent()?.type]).toEqual(['head', 'complete'])
    // An error is still to be thrown.
    expect(parser.isBetweenMessages).toBe(false)
  })

  it('reads plain Uint8Arrays and Buffers alike', () => {
    expect(plain(new RequestParser().parse(Buffer.from(POST)))).toEqual(POST_EVENTS)
    expect(plain(new RequestParser().parse(bytesOf(POST)))).toEqual(POST_EVENTS)
  })

  it('returns bodies as views of the chunk', () => {
    const chunk = bytesOf(POST)
    const body = [...new RequestParser().parse(chunk)].find((event) => event.type === 'body')
    expect((body as { data: Uint8Array }).data.buffer).toBe(chunk.buffer)
  })

  it('pauses while no event is requested, and loses nothing if a loop is left', () => {
    const parser = new RequestParser()
    parser.feed(bytesOf(POST))
    const seen = []
    for (const event of parser) {
      seen.push(event)
      break
    }
    parser.feed(bytesOf('GET / HTTP/1.1\r\n\r\n'))
    expect(parser.isBetweenMessages).toBe(false)
    for (const event of parser) seen.push(event)
    expect(plain(seen)).toMatchObject([...POST_EVENTS, { type: 'head', method: 'GET' }, { type: 'complete' }])
    expect(parser.nextEvent()).toBe(undefined)
  })

  it('throws an error after the events before it, and again at each call, until reset', () => {
    const parser = new RequestParser()
    const seen: RequestEvent[] = []
    const read = (): void => {
      for (const event of parser.parse(bytesOf('GET /1 HTTP/1.1\r\n\r\nGET\x01'))) seen.push(event)
    }
    expect(read).toThrow(ParseError)
    expect(seen).toMatchObject([{ url: '/1' }, { type: 'complete' }])
    expect(() => parser.nextEvent()).toThrow('Parse Error: Expected space after method')
    parser.reset()
    expect(plain(parser.parse(bytesOf(POST)))).toEqual(POST_EVENTS)
  })

  it('throws at the end of input inside a message, but not between two messages', () => {
    expect(plain(new RequestParser().feed(bytesOf(POST)).finish())).toEqual(POST_EVENTS)
    expect(() => plain(new RequestParser().feed(bytesOf('GET / HT')).finish())).toThrow(ParseError)
  })

  it('returns the bytes after an upgrade, or continues after a declined one', () => {
    const offer = 'GET /1 HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n'
    const taken = new RequestParser()
    expect(plain(taken.parse(bytesOf(`${offer}raw`)))).toMatchObject([{ upgrade: true }, { type: 'complete' }, { type: 'upgrade', rest: 'raw' }])
    expect(plain(taken.parse(bytesOf('more')))).toEqual([{ type: 'upgrade', rest: 'more' }])
    const declined = new RequestParser()
    const events = []
    for (const event of declined.parse(bytesOf(`${offer}${POST}`))) {
      if (event.type === 'upgrade') declined.declineUpgrade()
      else events.push(event)
    }
    expect(plain(events)).toMatchObject([{ url: '/1' }, { type: 'complete' }, ...POST_EVENTS])
  })

  it('passes its options to the parser', () => {
    expect(() => [...new RequestParser({ maxHeaderSize: 8 }).parse(bytesOf('GET /12345678 HTTP/1.1\r\n\r\n'))]).toThrow('Header overflow')
  })

  it('throws for a value that is not a Uint8Array, and after free()', () => {
    const parser = new RequestParser()
    expect(() => parser.feed('GET' as unknown as Uint8Array)).toThrow(TypeError)
    parser.free()
    expect(() => [...parser.parse(bytesOf('GET'))]).toThrow(expect.objectContaining({ code: 'ERR_PARSER_FREED' }))
  })
})

const PARSERS = [RequestParser, ResponseParser, DetailedRequestParser, DetailedResponseParser]

describe.each(PARSERS)('the end of %o', (AnyParser) => {
  const isRequest = AnyParser === RequestParser || AnyParser === DetailedRequestParser
  const wire = isRequest ? 'GET / HTTP/1.1\r\n\r\n' : 'HTTP/1.1 200 OK\r\n\r\nbody'

  it('input after finish() is ERR_PARSER_FINISHED, also if its events were not taken; a second finish() adds nothing; reset() takes it back', () => {
    for (const isTaken of [true, false]) {
      const parser = new AnyParser()
      parser.feed(bytesOf(wire)).finish()
      const events: { type: string }[] = []
      if (isTaken) events.push(...parser)
      for (const add of [() => parser.feed(bytesOf(wire)), () => parser.parse(bytesOf(''))]) expect(add).toThrow(expect.objectContaining({ code: 'ERR_PARSER_FINISHED' }))
      events.push(...parser.finish())
      expect(events.filter(({ type }) => type === 'complete')).toHaveLength(1)
      expect(parser.isBetweenMessages).toBe(true)
      parser.reset()
      expect([...parser.feed(bytesOf(wire))][0]).toMatchObject({ type: 'head' })
    }
  })

  it('after free() reading throws ERR_PARSER_FREED, until reset()', () => {
    const parser = new AnyParser()
    parser.free()
    for (const read of [() => parser.nextEvent(), () => [...parser], () => [...parser.finish()]]) expect(read).toThrow(expect.objectContaining({ code: 'ERR_PARSER_FREED' }))
    parser.reset()
    expect(parser.nextEvent()).toBe(undefined)
  })

  it('inside a message has the reason in its message and its stack', () => {
    const parser = new AnyParser().feed(bytesOf(wire.slice(0, 8))).finish()
    for (let time = 0; time < 2; time++) {
      expect(() => parser.nextEvent()).toThrow(expect.objectContaining({ message: 'Parse Error: Invalid EOF state', stack: expect.stringMatching(/^Error: Parse Error: Invalid EOF state\n/) as string }))
    }
  })
})

describe.each([RequestParser, DetailedRequestParser])('the end of %o after an offer', (AnyParser) => {
  const offer = 'GET /1 HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n'

  it('comes after the bytes that are HTTP because the upgrade was declined', () => {
    const parser = new AnyParser()
    const types = [...parser.feed(bytesOf(`${offer}GET /2`)).finish()].map(({ type }) => type)
    expect(types).toEqual(['head', 'complete', 'upgrade'])
    parser.declineUpgrade()
    expect(() => parser.nextEvent()).toThrow('Invalid EOF state')
  })
})

describe('ResponseParser', () => {
  it('matches each of several responses in one chunk with its request', () => {
    const parser = new ResponseParser()
    for (const method of ['GET', 'HEAD', 'GET', 'CONNECT']) parser.expect(method)
    const response = 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n'
    const chunk = bytesOf(`HTTP/1.1 103 Early\r\n\r\n${response}a${response}${response}b${response}raw`)
    expect(plain(parser.parse(chunk)).map((event) => (event as { data?: string; rest?: string; statusCode?: number; type: string }).data ?? (event as { rest?: string }).rest ?? (event as { statusCode?: number }).statusCode ?? '.')).toEqual([
      103, '.', 200, 'a', '.', 200, '.', 200, 'b', '.', 200, '.', 'raw',
    ])
  })

  it('completes a response without length at the end of input', () => {
    const parser = new ResponseParser()
    expect(plain(parser.feed(bytesOf('HTTP/1.0 200 Fine\r\n\r\nall')).finish())).toEqual([
      { type: 'head', statusCode: 200, reason: 'Fine', version: '1.0', headers: [], keepAlive: false, upgrade: false },
      { type: 'body', data: 'all' },
      { type: 'complete', keepAlive: false },
    ])
  })
})

describe('init', () => {
  it('compiles llhttp in the background, and may be called again', async () => {
    const { vi } = await import('vitest')
    vi.resetModules()
    const fresh = await import('./index.js')
    await Promise.all([fresh.init(), fresh.init()])
    await fresh.init()
    expect([...new fresh.RequestParser().parse(bytesOf('GET / HTTP/1.1\r\n\r\n'))]).toHaveLength(2)
  })
})
