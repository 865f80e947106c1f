import { describe, expect, it } from 'vitest'
import { BODY_SIZE, HeadOffset, HEAD_SIZE, Kind, MessageType, methodName, Parser, spansOf, textOf, DEFAULT_MAX_HEADER_SIZE, Lenient, methodNames, ParseError } from './tape.js'
import { bytesOf, readPieces, textOfBytes, walkTape, type WireEvent } from '../test/read.js'

const { REQUEST, RESPONSE } = MessageType

function eventsOf(parser: Parser, text: string): WireEvent[] {
  const events: WireEvent[] = []
  const tape = parser.execute(bytesOf(text))
  walkTape(parser.type, tape, events)
  if (tape.error !== null) throw tape.error
  tape.release()
  return events
}

describe('methods', () => {
  it('P-01 are the 35 methods of node:http, sorted', async () => {
    expect(methodNames()).toEqual((await import('node:http')).METHODS)
    expect(methodNames()).toHaveLength(35)
  })

  it('P-01 are all accepted, and each has its number', () => {
    for (const method of methodNames()) {
      const tape = new Parser(REQUEST).execute(bytesOf(`${method} ${method === 'CONNECT' ? 'a:1' : '/'} HTTP/1.1\r\n\r\n`))
      expect(tape.error).toBe(null)
      expect(methodName(tape.events[HeadOffset.CODE]!)).toBe(method)
      tape.release()
    }
  })
})

describe('maxHeaderSize', () => {
  const { length } = '/' + 'Host' + 'x' + 'Name'

  function requestOf(total: number): string {
    return `GET /${'b'.repeat(total - length)} HTTP/1.1\r\nHost:  x\r\nName:\r\n\r\n`
  }

  it('P-17 16383 bytes of target, names and values pass, 16384 fail', () => {
    expect(DEFAULT_MAX_HEADER_SIZE).toBe(16384)
    for (const cut of [1, 17, 16_000, 1 << 20]) {
      const pieces = (text: string): Uint8Array[] => {
        const bytes = bytesOf(text)
        return Array.from({ length: Math.ceil(bytes.length / cut) }, (_, i) => bytes.subarray(i * cut, (i + 1) * cut))
      }
      expect(readPieces(REQUEST, pieces(requestOf(16383)))).toMatchObject({ error: null, events: [{ fields: ['Host=x', 'Name='] }, {}] })
      expect(readPieces(REQUEST, pieces(requestOf(16384)))).toMatchObject({ error: 'HPE_HEADER_OVERFLOW Header overflow', events: [] })
    }
  })

  it('P-17 applies to each head of a connection separately, and to trailers (P-15)', () => {
    const field = `A: ${'b'.repeat(90)}\r\n`
    const message = `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${field}\r\nGET / HTTP/1.1\r\n${field}\r\n`
    expect(readPieces(REQUEST, [bytesOf(message)], { maxHeaderSize: 100 })).toMatchObject({ error: null })
    const over = `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${field}B: ${'c'.repeat(9)}\r\n\r\n`
    expect(readPieces(REQUEST, [bytesOf(over)], { maxHeaderSize: 100 })).toMatchObject({
      error: 'HPE_HEADER_OVERFLOW Header overflow',
      events: [{ head: 'POST /' }],
    })
  })

  it('P-17 counts white space after a value, but not before it', () => {
    const spaces = ' '.repeat(90)
    expect(readPieces(REQUEST, [bytesOf(`GET / HTTP/1.1\r\nA:${spaces}b\r\n\r\n`)], { maxHeaderSize: 20 }).error).toBe(null)
    expect(readPieces(REQUEST, [bytesOf(`GET / HTTP/1.1\r\nA: b${spaces}\r\n\r\n`)], { maxHeaderSize: 20 }).error).toBe('HPE_HEADER_OVERFLOW Header overflow')
  })

  it('0 and undefined mean the default', () => {
    expect(new Parser(REQUEST, { maxHeaderSize: 0 }).maxHeaderSize).toBe(16384)
    expect(new Parser(REQUEST, {}).maxHeaderSize).toBe(16384)
  })
})

describe('errors', () => {
  it('P-23 have the message, keys and values of Node', () => {
    const chunk = bytesOf('GET / HTTP/1.1\r\nbad header\r\n\r\n')
    const { error } = new Parser(REQUEST).execute(chunk)
    expect(error).toBeInstanceOf(ParseError)
    expect(error!.message).toBe('Parse Error: Invalid header token')
    expect(Object.keys(error!)).toEqual(['bytesParsed', 'code', 'reason', 'rawPacket'])
    expect(error).toMatchObject({ name: 'Error', code: 'HPE_INVALID_HEADER_TOKEN', reason: 'Invalid header token', bytesParsed: 19 })
    expect(error!.rawPacket).toBe(chunk)
  })

  it('have the offset, and the bytes around the wrong one', () => {
    const parser = new Parser(REQUEST)
    const start = `GET / HTTP/1.1\r\nName: ${'x'.repeat(500)}`
    const { error } = parser.execute(bytesOf(`${start}\0${'y'.repeat(500)}`))
    expect(error!.offset).toBe(start.length)
    expect(error!.excerpt[error!.excerptOffset]).toBe(0)
    expect(textOfBytes(error!.excerpt)).toBe(`${'x'.repeat(32)}\0${'y'.repeat(31)}`)
    expect(textOfBytes(new Parser(REQUEST).execute(bytesOf('FOO')).error!.excerpt)).toBe('FOO')
    const cut = new Parser(REQUEST)
    cut.execute(bytesOf('GET')).release()
    expect(cut.finish().error).toMatchObject({ excerpt: { length: 0 }, excerptOffset: 0 })
  })

  it('P-22 at the end of input have the reason Invalid EOF state, and no rawPacket', () => {
    const parser = new Parser(REQUEST)
    parser.execute(bytesOf('GET /')).release()
    const { error } = parser.finish()
    // As in Node, where the reason is not in the message.
    expect(error).toMatchObject({ message: 'Parse Error', code: 'HPE_INVALID_EOF_STATE', reason: 'Invalid EOF state', bytesParsed: 0 })
    expect(Object.keys(error!)).toEqual(['bytesParsed', 'code', 'reason'])
  })

  it.each([
    [REQUEST, 'GET / HTTP/1.1\r\n\r\n'],
    [REQUEST, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    [RESPONSE, 'HTTP/1.1 200 OK\r\n\r\nbody'],
    [RESPONSE, ''],
  ])('of input after the end of input is ERR_PARSER_FINISHED, until reset (%s, %j)', (type, wire) => {
    const parser = new Parser(type)
    parser.execute(bytesOf(wire)).release()
    parser.finish().release()
    expect([parser.pointer, parser.isBetweenMessages]).toEqual([0, true])
    for (const later of [wire, 'x', '']) expect(() => parser.execute(bytesOf(later))).toThrow(expect.objectContaining({ code: 'ERR_PARSER_FINISHED' }))
    const second = parser.finish()
    expect([second.end, second.error]).toEqual([0, null])
    second.release()
    parser.reset()
    expect(parser.execute(bytesOf(wire)).error).toBe(null)
    parser.free()
    expect(() => parser.finish()).toThrow(expect.objectContaining({ code: 'ERR_PARSER_FREED' }))
  })

  it('stay: every later chunk and the end of input get the same code, with their own rawPacket and no record (P-23, SV-21)', () => {
    const parser = new Parser(REQUEST)
    const { error } = parser.execute(bytesOf('GET / HTTP/1.1\r\n\r\nFOO'))
    expect(error).not.toBe(null)
    const later = bytesOf('GET / HTTP/1.1\r\n\r\n')
    for (const [tape, rawPacket] of [[parser.execute(later), later], [parser.execute(bytesOf('')), undefined], [parser.finish(), undefined]] as const) {
      expect(tape.error).toMatchObject({ code: error!.code, reason: error!.reason, bytesParsed: 0 })
      expect(tape.error!.rawPacket).toBe(rawPacket)
      expect(tape.end).toBe(0)
      tape.release()
    }
  })

  it('have bytesParsed from the start of the chunk, also in chunks larger than the input buffer', () => {
    const parser = new Parser(REQUEST)
    const body = 'x'.repeat(200_000)
    const good = `POST / HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    expect(parser.execute(bytesOf(`${good}FOO`)).error).toMatchObject({ code: 'HPE_INVALID_METHOD', bytesParsed: good.length + 1 })
  })
})

describe('upgrade', () => {
  const upgrade = 'GET /1 HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n'

  it('P-21 after a declined upgrade, HTTP continues with the next bytes', () => {
    const parser = new Parser(REQUEST)
    const chunk = bytesOf(`${upgrade}GET /2 HTTP/1.1\r\n\r\n`)
    const tape = parser.execute(chunk)
    const events: WireEvent[] = []
    const rest = chunk.subarray(walkTape(REQUEST, tape, events))
    tape.release()
    expect(events).toMatchObject([{ head: 'GET /1' }, { complete: 'keep-alive' }])
    parser.declineUpgrade()
    expect(eventsOf(parser, textOfBytes(rest))).toMatchObject([{ head: 'GET /2' }, { complete: 'keep-alive' }])
  })

  it('P-19 after a declined upgrade with Connection: close, no bytes may follow', () => {
    const parser = new Parser(REQUEST)
    const tape = parser.execute(bytesOf('GET /1 HTTP/1.1\r\nConnection: upgrade, close\r\nUpgrade: foo\r\n\r\n'))
    expect(walkTape(REQUEST, tape, [])).toBe(tape.chunk.length)
    tape.release()
    parser.declineUpgrade()
    expect(() => eventsOf(parser, 'GET /2')).toThrow('Data after `Connection: close`')
  })

  it('without a call of declineUpgrade(), every later chunk is bytes of the other protocol', () => {
    const parser = new Parser(REQUEST)
    for (const text of [upgrade, 'GET /2 HTTP/1.1\r\n\r\n', 'raw']) {
      const events: WireEvent[] = []
      const tape = parser.execute(bytesOf(text))
      expect(walkTape(REQUEST, tape, events)).toBe(text === upgrade ? text.length : 0)
      expect(events).toHaveLength(text === upgrade ? 2 : 0)
      expect(tape.error).toBe(null)
      tape.release()
    }
    expect(parser.finish().error).toBe(null)
  })
})

describe('HEAD and CONNECT', () => {
  it('the verdict may change between responses', () => {
    const parser = new Parser(RESPONSE)
    const response = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n'
    parser.headVerdict = 1
    expect(eventsOf(parser, response)).toMatchObject([{ head: '200 OK' }, { complete: 'keep-alive' }])
    parser.headVerdict = 0
    expect(eventsOf(parser, `${response}ab`)).toMatchObject([{ head: '200 OK' }, { body: 'ab' }, { complete: 'keep-alive' }])
  })
})

describe('reset', () => {
  it('makes a parser usable again: after an error, inside a message, after close, upgrade and free', () => {
    const parser = new Parser(REQUEST)
    for (const text of ['FOO', 'GET / HTTP/1.1\r\nA: b', 'POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\na', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 'CONNECT a:1 HTTP/1.1\r\n\r\n']) {
      parser.execute(bytesOf(text)).release()
      parser.reset()
      expect(eventsOf(parser, 'GET /new HTTP/1.1\r\nC: d\r\n\r\n')).toMatchObject([{ head: 'GET /new', fields: ['C=d'] }, { complete: 'keep-alive' }])
    }
    parser.free()
    parser.reset()
    expect(eventsOf(parser, 'GET / HTTP/1.1\r\n\r\n')).toHaveLength(2)
    expect(parser.pointer).toBe(0)
  })
})

describe('the tape', () => {
  it('can be read while other parsers, and the same one, parse', () => {
    const outer = new Parser(REQUEST)
    const tape = outer.execute(bytesOf('GET /outer HTTP/1.1\r\nA: b\r\n\r\n'))
    const inner = new Parser(RESPONSE)
    expect(eventsOf(inner, 'HTTP/1.1 200 Inner\r\nContent-Length: 1\r\n\r\nx')).toHaveLength(3)
    expect(eventsOf(outer, 'GET /again HTTP/1.1\r\n\r\n')).toMatchObject([{ head: 'GET /again' }, {}])
    const events: WireEvent[] = []
    walkTape(REQUEST, tape, events)
    expect(events).toMatchObject([{ head: 'GET /outer', fields: ['A=b'] }, { complete: 'keep-alive' }])
    tape.release()
  })

  it('has no number of an earlier chunk if it is reused: empty reasons, targets and values', () => {
    const parser = new Parser(RESPONSE)
    eventsOf(parser, `HTTP/1.1 299 ${'Long reason '.repeat(9)}\r\nLong-Name: long value\r\nContent-Length: 0\r\n\r\n`)
    expect(eventsOf(parser, 'HTTP/1.1 204\r\nA:\r\n\r\n')).toMatchObject([{ head: '204 ', fields: ['A='] }, {}])
    const request = new Parser(REQUEST)
    expect(eventsOf(request, 'GET / HTTP/1.1\r\nA')).toEqual([])
    expect(eventsOf(request, ':\r\n')).toEqual([])
    expect(eventsOf(request, 'B: ')).toEqual([])
    expect(eventsOf(request, '\r\n\r\n')).toMatchObject([{ head: 'GET /', fields: ['A=', 'B='] }, {}])
  })

  it('grows with the contents of a chunk: many fields, many chunks of a body, many messages', () => {
    const fields = Array.from({ length: 900 }, (_, i) => `N${i}: ${i}\r\n`).join('')
    const tape = new Parser(REQUEST).execute(bytesOf(`GET / HTTP/1.1\r\n${fields}\r\n`))
    const text = textOf(tape, 0)
    const spans = spansOf(tape, 0, HEAD_SIZE)
    expect(spans).toHaveLength(3600)
    expect(text.slice(spans.at(-2), spans.at(-1))).toBe('899')
    tape.release()
    const chunks = `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${'1\r\na\r\n'.repeat(5000)}0\r\n\r\n`
    expect(eventsOf(new Parser(REQUEST), chunks)[1]).toEqual({ body: 'a'.repeat(5000) })
    expect(eventsOf(new Parser(REQUEST), 'GET / HTTP/1.1\r\n\r\n'.repeat(3000))).toHaveLength(6000)
  })

  it('is used by only one parse at a time, even if it was released twice', () => {
    const first = new Parser(REQUEST).execute(bytesOf('GET / HTTP/1.1\r\n\r\n'))
    first.release()
    first.release()
    const one = new Parser(REQUEST).execute(bytesOf('GET /1 HTTP/1.1\r\n\r\n'))
    const two = new Parser(REQUEST).execute(bytesOf('GET /2 HTTP/1.1\r\n\r\n'))
    expect(one).not.toBe(two)
    one.release()
    two.release()
  })

  it('of an empty chunk is empty, inside a message and between two messages', () => {
    const parser = new Parser(REQUEST)
    for (const text of ['', 'GET ', '', '/ HTTP/1.1\r\nA: ', '', 'b\r\n\r', '']) expect(eventsOf(parser, text)).toEqual([])
    expect(eventsOf(parser, '\n')).toMatchObject([{ head: 'GET /', fields: ['A=b'] }, {}])
    expect(eventsOf(parser, '')).toEqual([])
  })

  it('has distinct numbers for its kinds of records', () => {
    expect(new Set(Object.values(Kind)).size).toBe(5)
  })
})

describe('free', () => {
  it('ends a parser: later calls throw a clear error', () => {
    const parser = new Parser(REQUEST)
    parser.execute(bytesOf('GET / HT')).release()
    parser.free()
    parser.free()
    expect(() => parser.execute(bytesOf('TP/1.1\r\n\r\n'))).toThrow('This parser was freed')
    expect(() => parser.finish()).toThrow('This parser was freed')
    expect(parser.pointer).toBe(0)
  })

  it('does not change the tapes of the parser', () => {
    const parser = new Parser(REQUEST)
    const tape = parser.execute(bytesOf('GET /x HTTP/1.1\r\nA: b\r\n\r\nGET'))
    parser.free()
    const events: WireEvent[] = []
    walkTape(REQUEST, tape, events)
    expect(events).toMatchObject([{ head: 'GET /x', fields: ['A=b'] }, {}])
  })
})

describe('a body with a length', () => {
  const start = (length: number | string): string => `POST / HTTP/1.1\r\nContent-Length: ${length}\r\n\r\n`
  const body = Array.from({ length: 20_000 }, (_, i) => String.fromCharCode(i % 256)).join('')

  it('is one record for each chunk, and the next message is read', () => {
    for (const cut of [1, 5000, 17_000, 19_999]) {
      const parser = new Parser(REQUEST)
      const pieces: string[] = []
      for (const text of [start(body.length), body.slice(0, cut), `${body.slice(cut)}GET /next HTTP/1.1\r\n\r\n`]) {
        const tape = parser.execute(bytesOf(text))
        expect(tape.error).toBe(null)
        for (let at = 0; at < tape.end && tape.events[at] === Kind.BODY; at += BODY_SIZE) pieces.push(text.slice(tape.events[at + 1], tape.events[at + 2]))
        if (text.endsWith('\r\n\r\n') && text !== start(body.length)) {
          const events: WireEvent[] = []
          walkTape(REQUEST, tape, events)
          expect(events.slice(1)).toMatchObject([{ complete: 'keep-alive' }, { head: 'GET /next' }, {}])
        }
        tape.release()
      }
      expect(pieces).toEqual([body.slice(0, cut), body.slice(cut)])
    }
  })

  it('is skipped without a copy, also in chunks larger than the input buffer', () => {
    const large = body.repeat(20)
    const next = 'GET /next HTTP/1.1\r\n\r\n'.repeat(5000)
    const { events } = readPieces(REQUEST, [bytesOf(start(large.length)), bytesOf(large.slice(0, 100_000)), bytesOf(large.slice(100_000) + next)])
    expect(events[1]).toEqual({ body: large })
    expect(events).toHaveLength(3 + 10_000)
  })

  it('may be longer than 4 GiB', () => {
    const parser = new Parser(REQUEST)
    parser.execute(bytesOf(start(2 ** 32 + 50_000))).release()
    const chunk = bytesOf(body)
    for (let i = 0; i < 5; i++) {
      const tape = parser.execute(chunk)
      expect([tape.error, tape.end, ...tape.events.subarray(0, 3)]).toEqual([null, 3, Kind.BODY, 0, chunk.length])
      tape.release()
    }
    expect(parser.isBetweenMessages).toBe(false)
    parser.free()
  })
})

describe('white space that no limit counts', () => {
  it('takes no memory while the head is incomplete', () => {
    const parser = new Parser(REQUEST)
    parser.execute(bytesOf('GET / HTTP/1.1\r\nA:')).release()
    const spaces = bytesOf(' '.repeat(60_000))
    for (let i = 0; i < 100; i++) parser.execute(spaces).release()
    expect(parser['carriedText'].length).toBeLessThan(100)
    expect(eventsOf(parser, ' b \r\nC:d\r\n\r\n')).toMatchObject([{ head: 'GET /', fields: ['A=b', 'C=d'] }, {}])
  })

  it('takes a limited amount of memory between many fields', () => {
    const parser = new Parser(REQUEST)
    parser.execute(bytesOf('GET / HTTP/1.1\r\n')).release()
    const field = bytesOf(`A:${' '.repeat(60_000)}b\r\n`)
    for (let i = 0; i < 500; i++) parser.execute(field).release()
    expect(parser['carriedText'].length).toBeLessThan(200_000)
    const [head] = eventsOf(parser, '\r\n')
    expect(head).toMatchObject({ head: 'GET /', fields: Array.from({ length: 500 }, () => 'A=b') })
  })
})

describe('a chunk larger than the input buffer', () => {
  const inPieces = (bytes: Uint8Array, size: number): Uint8Array[] => Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size))

  it('has the same events as its pieces: many messages, many fields in one, many chunks, and an error after them', () => {
    const fields = (count: number): string => Array.from({ length: count }, (_, i) => `N${i}:${i}\r\n`).join('')
    const chunked = `POST /chunked HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n`
    for (const wire of [
      `GET /x HTTP/1.1\r\nA: b\r\n\r\n`.repeat(9000),
      `GET /x HTTP/1.1\r\n${fields(30_000)}\r\n`,
      `${chunked}${'1\r\na\r\n'.repeat(30_000)}0\r\n${fields(20_000)}\r\nGET /last HTTP/1.1\r\n\r\n`,
      `GET /x HTTP/1.1\r\nConnection: close\t\r\n${fields(20_000)}\r\nGET`,
      `GET /x HTTP/1.1\r\nTransfer-Encoding:\r\n${fields(20_000)}\r\nGET`,
    ]) {
      const options = { maxHeaderSize: 1 << 24, maxHeadersCount: 0 }
      const whole = readPieces(REQUEST, [bytesOf(wire)], options)
      for (const size of [1000, 40_000, 70_000]) {
        const pieces = readPieces(REQUEST, inPieces(bytesOf(wire), size), options)
        // The quick comparison first: toEqual takes a hundred times as long.
        if (JSON.stringify(pieces) !== JSON.stringify(whole)) expect(pieces).toEqual(whole)
      }
    }
  })

  it('has room on its tape for the densest input: requests of seven bytes, chunks of three', () => {
    const options = { lenient: Lenient.ALL, maxHeaderSize: 1 << 24, maxHeadersCount: 0 }
    const count = (wire: string): number => readPieces(REQUEST, [bytesOf(wire)], options).events.length
    expect(count('GET /\n\n'.repeat(50_000))).toBe(100_000)
    expect(readPieces(REQUEST, [bytesOf(`POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n${'1\na'.repeat(70_000)}`)], options).events[1]).toEqual({ body: 'a'.repeat(70_000) })
    expect(readPieces(REQUEST, [bytesOf(`GET / HTTP/1.1\n${'a:\n'.repeat(70_000)}\n`)], options).events[0]).toMatchObject({ fields: { length: 70_000 } })
  })

  it('is read correctly, wherever the buffer ends', () => {
    const tail = 'GET /t HTTP/1.1\r\nName: value\r\nEmpty:\r\n\r\n'
    for (let shift = 0; shift <= tail.length; shift++) {
      const start = `POST / HTTP/1.1\r\nContent-Length: `
      const length = 65536 - start.length - 4 - 5 - shift
      const wire = `${start}${length}\r\n\r\n${'x'.repeat(length)}${tail}`
      const events = readPieces(REQUEST, [bytesOf(wire)]).events
      expect(events.slice(2)).toEqual([
        { complete: 'keep-alive' },
        { head: 'GET /t', version: '1.1', fields: ['Name=value', 'Empty='], flags: 'keep-alive' },
        { complete: 'keep-alive' },
      ])
    }
  })
})
