import { describe, expect, expectTypeOf, it } from 'vitest'
import { DetailedRequestParser, DetailedResponseParser, Lenient, ParseError, RequestParser, ResponseParser, type DetailedRequestEvent, type DetailedResponseEvent, type Framing, type ParserOptions, type RequestEvent, type ResponseEvent } from '../index.js'
import { bytesOf, cuts, textOfBytes } from '../../test/read.js'
import { joined, readBoth } from '../../test/details.js'

type Event = DetailedRequestEvent | DetailedResponseEvent

/** Returns the events as `type start-end raw` and what details add besides. */
function lines(events: Iterable<Event>): string[] {
  return [...events].map((event) => {
    const more = event.type === 'head' ? ` ${JSON.stringify(event.framing)}` : event.type === 'chunk' ? ` ${event.size} ${JSON.stringify(event.extensions)}` : ''
    return `${event.type} ${event.start}-${event.end} ${JSON.stringify(textOfBytes(event.raw))}${more}`
  })
}

/** Checks `raw` of each event of requests, whose bodies are in one piece each, and that positions are those of `raw`, however the input is cut. */
function expectForCuts(wire: string, raws: string[], options: ParserOptions = {}): void {
  for (const [name, pieces] of cuts(bytesOf(wire))) {
    const parser = new DetailedRequestParser(options)
    const events = joined(pieces.flatMap((piece) => [...parser.parse(piece)]))
    const found = events.map(({ raw }) => raw)
    // Comparing strings first takes a tenth of the time.
    if (JSON.stringify(found) !== JSON.stringify(raws)) expect([name, ...found]).toEqual([name, ...raws])
    const places = events.map(({ start, end }) => wire.slice(start as number, end as number).replace(/^[\r\n]*(?=[A-Z])/, ''))
    if (JSON.stringify(places) !== JSON.stringify(raws)) expect([name, ...places]).toEqual([name, ...raws])
  }
}

/** Takes events until there is none. */
function takeAll(events: Iterable<unknown>): void {
  expect([...events]).toBeInstanceOf(Array)
}

const CHUNKED = 'POST /a HTTP/1.1\r\nHost: x\r\ntransfer-ENCODING: chunked\r\n\r\n'

describe('the bytes of events', () => {
  it('of a chunked request: empty lines belong to the head, CRLF after data to the next chunk, the last CRLF to the trailers', () => {
    const wire = `\r\n\r\n${CHUNKED}003;a="b"\r\nabc\r\n0;c\r\nT: u\r\n\r\n`
    const parser = new DetailedRequestParser()
    expect([...parser.parse(bytesOf(wire))].map((event) => [event.type, event.start, event.end, textOfBytes(event.raw), ...(event.type === 'chunk' ? [event.size, event.extensions] : [])])).toEqual([
      ['head', 0, 61, CHUNKED],
      ['chunk', 61, 72, '003;a="b"\r\n', 3, ';a="b"'],
      ['body', 72, 75, 'abc'],
      ['chunk', 75, 82, '\r\n0;c\r\n', 0, ';c'],
      ['trailers', 82, 90, 'T: u\r\n\r\n'],
      ['complete', 90, 90, ''],
    ])
    expect([parser.bytesRead, parser.isBetweenMessages]).toEqual([wire.length, true])
    expectForCuts(wire, [CHUNKED, '003;a="b"\r\n', 'abc', '\r\n0;c\r\n', 'T: u\r\n\r\n', ''])
  })

  it('without trailers, the last CRLF belongs to the end of the message', () => {
    expect(lines(new DetailedRequestParser().parse(bytesOf(`${CHUNKED}0\r\n\r\n`))).slice(1)).toEqual(['chunk 57-60 "0\\r\\n" 0 ""', 'complete 60-62 "\\r\\n"'])
  })

  it('go on from message to message', () => {
    const wire = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
    const parser = new DetailedRequestParser()
    expect([...parser.parse(bytesOf(wire + wire))].map(({ type, start, end }) => [type, start, end])).toEqual([
      ['head', 0, 27],
      ['complete', 27, 27],
      ['head', 27, 54],
      ['complete', 54, 54],
    ])
    expect([...parser.parse(bytesOf(wire))][0]).toMatchObject({ start: 54, end: 81 })
  })

  it('are a view of the chunk if they came in one, otherwise a copy', () => {
    const chunk = Buffer.from('GET / HTTP/1.1\r\n\r\nGET /2 HTT')
    const parser = new DetailedRequestParser()
    const [head] = [...parser.parse(chunk)]
    expect([head!.raw.buffer, head!.raw.byteOffset]).toEqual([chunk.buffer, chunk.byteOffset])
    // The caller may write to a chunk whose events were taken.
    chunk.fill('x')
    expect(textOfBytes([...parser.parse(Buffer.from('P/1.1\r\n\r\n'))][0]!.raw)).toBe('GET /2 HTTP/1.1\r\n\r\n')
  })

  it('of a head that comes byte by byte are linear work', () => {
    const parser = new DetailedRequestParser()
    const wire = `GET / HTTP/1.1\r\nA: ${'b'.repeat(4000)}\r\n\r\n`
    const bytes = bytesOf(wire)
    const events = Array.from(bytes, (_, at) => [...parser.parse(bytes.subarray(at, at + 1))]).flat()
    expect(textOfBytes(events[0]!.raw)).toBe(wire)
  })

  it.each(['\r', '\n', '\r\r\n', '\n\r\n\r'])('of a head do not include %j before it', (before) => {
    const head = 'GET / HTTP/1.1\r\n\r\n'
    expectForCuts(before + head, [head, ''])
    expect([...new DetailedRequestParser().parse(bytesOf(before + head))][0]).toMatchObject({ start: 0, end: before.length + head.length })
  })

  it('do not include empty lines that no head follows', () => {
    const parser = new DetailedRequestParser()
    expect([...parser.parse(bytesOf('GET / HTTP/1.1\r\n\r\n\r\n\r\n'))].map(({ end }) => end)).toEqual([18, 18])
    expect([parser.bytesRead, parser.isBetweenMessages]).toEqual([22, true])
  })
})

describe('an upgrade', () => {
  const UPGRADE = 'GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'

  it('has the rest of its chunk, and then each chunk', () => {
    const parser = new DetailedRequestParser()
    const { length } = UPGRADE
    expect(lines(parser.parse(bytesOf(`${UPGRADE}raw\r\n`))).slice(1)).toEqual([`complete ${length}-${length} ""`, `upgrade ${length}-${length + 5} "raw\\r\\n"`])
    expect(lines(parser.parse(bytesOf('more')))).toEqual([`upgrade ${length + 5}-${length + 9} "more"`])
    expect(parser.bytesRead).toBe(length + 9)
  })

  it('that is declined gives the same positions to what is read again', () => {
    const parser = new DetailedRequestParser()
    expect([...parser.parse(bytesOf(`${UPGRADE}${UPGRADE}`))].at(-1)).toMatchObject({ type: 'upgrade', start: UPGRADE.length, end: 2 * UPGRADE.length })
    parser.declineUpgrade()
    expect(parser.bytesRead).toBe(UPGRADE.length)
    expect([...parser].map(({ type, start, end }) => [type, start - UPGRADE.length, end - UPGRADE.length])).toEqual([
      ['head', 0, UPGRADE.length],
      ['complete', UPGRADE.length, UPGRADE.length],
      ['upgrade', UPGRADE.length, UPGRADE.length],
    ])
  })
})

describe('framing', () => {
  /** Reads at each cut, and expects the framings of the heads, and each byte once. */
  function expectFramings(isRequest: boolean, wire: string, options: ParserOptions, framings: Framing[]): void {
    for (const [name, pieces] of cuts(bytesOf(wire))) {
      const { events, error } = readBoth({ isRequest, pieces, options })
      expect([name, error, events.flatMap((event) => (event.type === 'head' ? [event.framing] : []))]).toEqual([name, null, framings])
    }
  }

  it('is that of the fields that a response loses beyond maxHeadersCount', () => {
    const chunked = `HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`
    const withLength = (body: string): string => `HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    expectFramings(false, `${withLength('ab')}${chunked}${withLength('')}${withLength('c')}${chunked}HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: gzip\r\n\r\nxyz`, { maxHeadersCount: 1 }, [
      { kind: 'length', length: 2 },
      { kind: 'chunked' },
      { kind: 'length', length: 0 },
      { kind: 'length', length: 1 },
      { kind: 'chunked' },
      { kind: 'close' },
    ])
  })

  it('is that of a field after 1000 others', () => {
    const parser = new DetailedResponseParser()
    const events = [...parser.parse(bytesOf(`HTTP/1.1 200 OK\r\n${'A:b\r\n'.repeat(1000)}Content-Length: 2\r\n\r\nabHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`))]
    expect(events.map((event) => (event.type === 'head' ? event.framing.kind : event.type))).toEqual(['length', 'body', 'complete', 'chunked', 'chunk', 'body', 'chunk', 'complete'])
  })

  it('is right where a lenient parser needs the byte after a head, also if its field was lost', () => {
    const options = { maxHeadersCount: 1, lenient: Lenient.OPTIONAL_LF_AFTER_CR }
    for (const [field, body, framing] of [
      ['Content-Length: 0', '', { kind: 'length', length: 0 }],
      ['Content-Length: 1', 'a', { kind: 'length', length: 1 }],
      ['Content-Length: 3', 'abc', { kind: 'length', length: 3 }],
      ['Transfer-Encoding: chunked', '1\r\na\r\n0\r\n\r\n', { kind: 'chunked' }],
    ] as const) {
      const wire = `HTTP/1.1 200 OK\r\nA: b\r\n${field}\r\n\r${body}`
      expectFramings(false, `${wire}HTTP/1.1 200 OK\r\nA: b\r\n${field}\r\n\r\n${body}`, options, [framing, framing])
      const parser = new DetailedResponseParser(options)
      // The first byte of the body, or after it, is wrong.
      if (field !== 'Content-Length: 1') expect(parser.feed(bytesOf(`${wire.slice(0, wire.length - body.length)}?`)).nextEvent()).toMatchObject({ framing })
    }
    expect(new DetailedRequestParser({ lenient: Lenient.OPTIONAL_LF_AFTER_CR }).feed(bytesOf('PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r?')).nextEvent()).toMatchObject({ framing: { kind: 'chunked' } })
  })

  it('is that of fields with white space before the colon, which HEADERS allows', () => {
    const wire = 'PUT / HTTP/1.1\r\nContent-Length : 3\r\n\r\n0\r\n\r\nPUT /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\nPUT / HTTP/1.1\r\nContent-Length : 0\r\n\r\nPUT / HTTP/1.1\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n'
    expectFramings(true, wire, { lenient: ['HEADERS'] }, [{ kind: 'length', length: 3 }, { kind: 'chunked' }, { kind: 'length', length: 0 }, { kind: 'chunked' }])
    const heads = [...new DetailedRequestParser({ lenient: ['HEADERS'] }).parse(bytesOf(wire))].filter(({ type }) => type === 'head')
    // The empty line after the three bytes belongs to the second head.
    expect(heads[1]).toMatchObject({ start: 41, end: 105 })
  })

  it('has the kind `none` for a request with an upgrade whose last coding is not chunked, since the other protocol follows, as in Node', () => {
    const events = [...new DetailedRequestParser().parse(bytesOf('PUT / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\nTransfer-Encoding: gzip\r\n\r\nabc'))]
    expect(events.map((event) => (event.type === 'head' ? event.framing.kind : event.type))).toEqual(['none', 'complete', 'upgrade'])
  })

  const request = (head: string, lenient: ParserOptions['lenient'] = []): Framing => {
    const [event] = new DetailedRequestParser({ lenient }).parse(bytesOf(`${head}\r\n\r\n`))
    return (event as Extract<Event, { type: 'head' }>).framing
  }
  const response = (head: string, method = 'GET', lenient: ParserOptions['lenient'] = []): Framing => {
    const parser = new DetailedResponseParser({ lenient })
    parser.expect(method)
    const [event] = parser.parse(bytesOf(`${head}\r\n\r\n`))
    return (event as Extract<Event, { type: 'head' }>).framing
  }
  const LENGTH = 'Content-Length: 5'
  const CODED = 'Transfer-Encoding: chunked'

  it('P-16 of requests', () => {
    expect(request('GET / HTTP/1.1')).toEqual({ kind: 'none' })
    expect(request(`POST / HTTP/1.1\r\n${LENGTH}`)).toEqual({ kind: 'length', length: 5 })
    expect(request('POST / HTTP/1.1\r\nCONTENT-length: 0')).toEqual({ kind: 'length', length: 0 })
    expect(request('POST / HTTP/1.1\r\nContent-Length: 18446744073709551615')).toEqual({ kind: 'length', length: 2 ** 64 })
    expect(request(`POST / HTTP/1.1\r\n${CODED}`)).toEqual({ kind: 'chunked' })
    expect(request(`POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked`)).toEqual({ kind: 'chunked' })
    expect(request(`GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x`)).toEqual({ kind: 'none' })
    expect(request(`POST / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\n${LENGTH}`)).toEqual({ kind: 'length', length: 5 })
    expect(request('CONNECT a:1 HTTP/1.1')).toEqual({ kind: 'tunnel' })
    expect(request(`CONNECT a:1 HTTP/1.1\r\n${LENGTH}`)).toEqual({ kind: 'tunnel' })
    // It is an error, after the head.
    expect(request('POST / HTTP/1.1\r\nTransfer-Encoding: gzip')).toEqual({ kind: 'close' })
  })

  it('P-16 of responses', () => {
    expect(response('HTTP/1.1 200 OK')).toEqual({ kind: 'close' })
    expect(response('HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip')).toEqual({ kind: 'close' })
    expect(response(`HTTP/1.1 200 OK\r\n${CODED}`)).toEqual({ kind: 'chunked' })
    expect(response(`HTTP/1.1 200 OK\r\n${LENGTH}`)).toEqual({ kind: 'length', length: 5 })
    expect(response('HTTP/1.1 200 OK\r\nContent-Length: 0')).toEqual({ kind: 'length', length: 0 })
    for (const field of [LENGTH, CODED, 'Content-Length: 0', 'A: b']) {
      expect(response(`HTTP/1.1 200 OK\r\n${field}`, 'HEAD')).toEqual({ kind: 'none' })
      for (const status of [100, 103, 110, 204, 304]) expect([status, field, response(`HTTP/1.1 ${status} No\r\n${field}`)]).toEqual([status, field, { kind: 'none' }])
      expect(response(`HTTP/1.1 200 OK\r\n${field}`, 'CONNECT')).toEqual({ kind: 'tunnel' })
    }
    expect(response('HTTP/1.1 101 Yes\r\nConnection: upgrade\r\nUpgrade: x')).toEqual({ kind: 'none' })
    // An interim response does not answer the request.
    const parser = new DetailedResponseParser()
    parser.expect('HEAD')
    expect([...parser.parse(bytesOf(`HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\n${LENGTH}\r\n\r\n`))].map((event) => event.type === 'head' && [event.interim, event.framing.kind])).toEqual([[true, 'none'], false, [false, 'none'], false])
  })

  it('P-16 with leniencies', () => {
    for (const fields of [`${LENGTH}\r\n${CODED}`, `${CODED}\r\n${LENGTH}`]) {
      expect(request(`POST / HTTP/1.1\r\n${fields}`, ['CHUNKED_LENGTH'])).toEqual({ kind: 'chunked' })
      expect(response(`HTTP/1.1 200 OK\r\n${fields}`, 'GET', ['CHUNKED_LENGTH'])).toEqual({ kind: 'chunked' })
    }
    expect(request(`POST / HTTP/1.1\r\n${LENGTH}\r\nTransfer-Encoding: gzip`, ['CHUNKED_LENGTH'])).toEqual({ kind: 'close' })
    expect(request('POST / HTTP/1.1\r\nTransfer-Encoding: gzip', ['TRANSFER_ENCODING'])).toEqual({ kind: 'close' })
    expect(request('POST / HTTP/1.1\r\nTransfer-Encoding: identity', ['TRANSFER_ENCODING'])).toEqual({ kind: 'close' })
  })

  it('says before a 1xx that another response follows', () => {
    const head = (wire: string): boolean => ([...new DetailedResponseParser().parse(bytesOf(wire))][0] as { interim: boolean }).interim
    expect(head('HTTP/1.1 100 Continue\r\n\r\n')).toBe(true)
    expect(head('HTTP/1.1 101 No protocol\r\n\r\n')).toBe(true)
    expect(head('HTTP/1.1 101 Yes\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')).toBe(false)
    expect(head('HTTP/1.1 200 OK\r\n\r\n')).toBe(false)
  })
})

describe('lines that end with CR alone', () => {
  it('end there, and the next byte belongs to what follows', () => {
    const options: ParserOptions = { lenient: ['OPTIONAL_LF_AFTER_CR'] }
    const wire = 'POST / HTTP/1.1\rTransfer-Encoding: chunked\r\n\r1;a\rx\r\n0\r\rPOST / HTTP/1.1\r\nContent-Length: 2\r\n\rabGET / HTTP/1.1\r\n\rGET / HTTP/1.1\r\n\r\n'
    expectForCuts(
      wire,
      [
        ...['POST / HTTP/1.1\rTransfer-Encoding: chunked\r\n\r', '1;a\r', 'x', '\r\n0\r', '\r'],
        ...['POST / HTTP/1.1\r\nContent-Length: 2\r\n\r', 'ab', ''],
        ...['GET / HTTP/1.1\r\n\r', '', 'GET / HTTP/1.1\r\n\r\n', ''],
      ],
      options,
    )
  })

  it('end there after an empty value too, with the leniency HEADERS', () => {
    const [first, second] = ['GET / HTTP/1.1\r\nA:\r\r\n', 'GET /2 HTTP/1.1\r\nB:\rC: d\r\n\r\n']
    expectForCuts(first + second, [first, '', second, ''], { lenient: ['HEADERS'] })
  })

  it('may be followed by a line with a size of one digit', () => {
    const head = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r'
    const parser = new DetailedRequestParser({ lenient: ['OPTIONAL_LF_AFTER_CR'] })
    expect([...parser.parse(bytesOf(`${head}1\rx\r\n0\r\r`))].map(({ raw }) => textOfBytes(raw))).toEqual([head, '1\r', 'x', '\r\n0\r'])
  })
})

describe('LF that llhttp takes for CR', () => {
  const wire = `${CHUNKED}1\n\na\r\n1 \n\nb\r\n1;x\nc\r\n0\n\n\r\n`

  it('belongs to the line with a size, together with the LF after it', () => {
    expectForCuts(wire, [CHUNKED, '1\n\n', 'a', '\r\n1 \n\n', 'b', '\r\n1;x\n', 'c', '\r\n0\n\n', '\r\n'], { lenient: ['OPTIONAL_CR_BEFORE_LF', 'SPACES_AFTER_CHUNK_SIZE'] })
  })

  it('ends the line alone if LF is optional after CR', () => {
    const parser = new DetailedRequestParser({ lenient: ['OPTIONAL_CR_BEFORE_LF', 'OPTIONAL_LF_AFTER_CR'] })
    expect([...parser.parse(bytesOf(`${CHUNKED}2\nab\n2\n\ncd\n0\n\r\n`))].slice(1).map(({ raw }) => textOfBytes(raw))).toEqual(['2\n', 'ab', '\n2\n\n', 'cd', '\n0\n', '\r\n'])
  })
})

describe('errors', () => {
  const thrownBy = (read: () => unknown): ParseError => {
    try {
      read()
    } catch (error) {
      if (error instanceof ParseError) return error
    }
    throw new Error('no error')
  }

  it('P-23 have the position in the chunk, and bytesRead that in the connection', () => {
    for (const Parser of [RequestParser, DetailedRequestParser]) {
      const parser = new Parser()
      takeAll(parser.parse(bytesOf('GET / HTTP/1.1\r\n\r\n')))
      const chunk = bytesOf('GET / HTTP/1.1\r\nA: b\r\nB c: d\r\n\r\nGET')
      const error = thrownBy(() => [...parser.parse(chunk)])
      expect([error.bytesParsed, error.rawPacket === chunk, parser.bytesRead]).toEqual([23, true, 18 + 23])
      // The same again.
      expect(thrownBy(() => parser.nextEvent())).toBe(error)
    }
  })

  it('P-22 at the end of input have no chunk', () => {
    const parser = new DetailedRequestParser()
    expect(thrownBy(() => [...parser.feed(bytesOf('GET')).finish()])).toMatchObject({ code: 'HPE_INVALID_EOF_STATE', bytesParsed: 0 })
    expect(parser.bytesRead).toBe(3)
  })

  it('P-17 white space that no limit counts is limited, since it is kept, wherever the input is cut', () => {
    const size = 8 * 100 + 64 * 1024
    const wire = `GET / HTTP/1.1\r\nA:${' '.repeat(2 * size)}b\r\n\r\n`
    for (const piece of [wire.length, 1000, 1001]) {
      const parser = new DetailedRequestParser({ maxHeaderSize: 100 })
      const plain = new RequestParser({ maxHeaderSize: 100 })
      const error = thrownBy(() => {
        for (let at = 0; at < wire.length; at += piece) takeAll(parser.parse(bytesOf(wire.slice(at, at + piece))))
      })
      expect([error.code, error.overflow, parser.bytesRead]).toEqual(['HPE_HEADER_OVERFLOW', { limit: size, unit: 'bytes', size: size + 1, field: null }, size])
      expect(thrownBy(() => parser.nextEvent())).toBe(error)
      expect([...plain.parse(bytesOf(wire))]).toHaveLength(2)
      // It can be used again.
      parser.reset()
      expect([...parser.parse(bytesOf('GET / HTTP/1.1\r\n\r\n'))]).toMatchObject([{ start: 0, end: 18 }, { start: 18 }])
    }
  })
})

describe('reset and free', () => {
  it('forget the connection: positions, what was told of requests, and half an event', () => {
    const parser = new DetailedResponseParser()
    parser.expect('HEAD')
    takeAll(parser.parse(bytesOf('HTTP/1.1 200 OK\r\nCont')))
    expect(parser.isBetweenMessages).toBe(false)
    parser.reset()
    expect([parser.bytesRead, parser.isBetweenMessages]).toEqual([0, true])
    expect(lines(parser.parse(bytesOf('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na')))).toEqual([
      'head 0-38 "HTTP/1.1 200 OK\\r\\nContent-Length: 1\\r\\n\\r\\n" {"kind":"length","length":1}',
      'body 38-39 "a"',
      'complete 39-39 ""',
    ])
    parser.expect('HEAD')
    parser.reset()
    expect([...parser.parse(bytesOf('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))][0]).toMatchObject({ framing: { kind: 'length', length: 0 } })
    parser.free()
    expect(() => [...parser.parse(bytesOf('H'))]).toThrow(expect.objectContaining({ code: 'ERR_PARSER_FREED' }))
  })

  it('reset forgets the requests of a parser without details too', () => {
    const parser = new ResponseParser()
    parser.expect('HEAD')
    parser.reset()
    expect([...parser.parse(bytesOf('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na'))].map(({ type }) => type)).toEqual(['head', 'body', 'complete'])
  })
})

it('the types have the fields only with details', () => {
  expectTypeOf(new RequestParser().nextEvent()).toEqualTypeOf<RequestEvent | undefined>()
  expectTypeOf<RequestEvent['type']>().toEqualTypeOf<'head' | 'body' | 'trailers' | 'complete' | 'upgrade'>()
  expectTypeOf<RequestEvent>().not.toHaveProperty('raw')
  expectTypeOf<ResponseEvent>().not.toHaveProperty('start')
  expectTypeOf(new DetailedRequestParser().nextEvent()).toEqualTypeOf<DetailedRequestEvent | undefined>()
  expectTypeOf<DetailedRequestEvent['type']>().toEqualTypeOf<RequestEvent['type'] | 'chunk'>()
  expectTypeOf<DetailedRequestEvent['raw']>().toEqualTypeOf<Uint8Array>()
  expectTypeOf<DetailedResponseEvent['start' | 'end']>().toEqualTypeOf<number>()
  expectTypeOf<Extract<DetailedRequestEvent, { type: 'head' }>>().not.toHaveProperty('interim')
  expectTypeOf<Extract<DetailedResponseEvent, { type: 'head' }>>().toHaveProperty('interim')
  // What takes events of a parser takes those with details.
  expectTypeOf<Exclude<DetailedRequestEvent, { type: 'chunk' }>>().toExtend<RequestEvent>()
})

describe('without details', () => {
  it('bytesRead counts chunks whose events were asked for', () => {
    const parser = new RequestParser()
    expect(parser.bytesRead).toBe(0)
    parser.feed(bytesOf('GET / HTTP/1.1\r\n\r\n')).feed(bytesOf('GET'))
    expect([parser.bytesRead, parser.nextEvent()?.type, parser.bytesRead]).toEqual([0, 'head', 18])
    takeAll(parser)
    expect(parser.bytesRead).toBe(21)
    parser.reset()
    expect(parser.bytesRead).toBe(0)
  })

  it('bytesRead counts the rest of an upgrade until the upgrade is declined', () => {
    const parser = new RequestParser()
    const wire = 'GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'
    expect([...parser.parse(bytesOf(`${wire}GET`))].length).toBe(3)
    expect(parser.bytesRead).toBe(wire.length + 3)
    parser.declineUpgrade()
    expect(parser.bytesRead).toBe(wire.length)
  })
})
