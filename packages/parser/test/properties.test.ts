import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RequestParser, ResponseParser, type RequestEvent, type ResponseEvent } from '../src/index.js'
import { MessageType, Parser, methodNames, type ParserOptions } from '../src/tape.js'
import { bytesOf, readPieces, textOfBytes } from './read.js'
import { mutated, randomNumbers } from './differential.js'

// The same cases in every run, so that only a change of the code can cause a failure. PROPERTY_SEED=… tries others.
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) })

const TOKEN = fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,20}$/)
const VALUE = fc.stringMatching(/^([!-~\x80-\xff]([\t -~\x80-\xff]{0,30}[!-~\x80-\xff])?)?$/)
const RESERVED = new Set(['connection', 'content-length', 'transfer-encoding', 'upgrade', 'proxy-connection'])
const NAME = TOKEN.filter((name) => !RESERVED.has(name.toLowerCase()))
const FIELDS = fc.array(fc.tuple(NAME, VALUE), { maxLength: 12 })
const BODY = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 5 })

/** A message as data. */
interface Message {
  start: string[]
  fields: [string, string][]
  body: Uint8Array[]
  trailers: [string, string][]
  chunked: boolean
}

const lines = (fields: [string, string][]): string => fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')

/** Returns the bytes of a message, chunked or with its length. */
function serialise({ start, fields, body, trailers, chunked }: Message): string {
  const head = `${start.join(' ')}\r\n${lines(fields)}`
  const pieces = body.map(textOfBytes)
  if (!chunked) return `${head}Content-Length: ${pieces.join('').length}\r\n\r\n${pieces.join('')}`
  const chunks = pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('')
  return `${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n${lines(trailers)}\r\n`
}

/** Returns the messages that events describe. */
function messagesOf(events: Iterable<RequestEvent | ResponseEvent>): Message[] {
  const messages: Message[] = []
  for (const event of events) {
    const message = messages.at(-1)!
    if (event.type === 'head') {
      const start = 'method' in event ? [event.method, event.url, `HTTP/${event.version}`] : [`HTTP/${event.version}`, String(event.statusCode), event.reason]
      const fields = event.headers.slice(0, -1)
      messages.push({ start, fields, body: [], trailers: [], chunked: event.headers.at(-1)![0] === 'Transfer-Encoding' })
    } else if (event.type === 'body') message.body.push(event.data)
    else if (event.type === 'trailers') message.trailers = event.headers
  }
  return messages
}

const joined = (message: Message): object => ({ ...message, body: message.body.map(textOfBytes).join(''), trailers: message.chunked ? message.trailers : [] })

const REST = { fields: FIELDS, body: BODY, trailers: FIELDS, chunked: fc.boolean() }
const REQUEST: fc.Arbitrary<Message> = fc.record({
  start: fc.tuple(fc.constantFrom(...methodNames().filter((name) => name !== 'CONNECT')), fc.stringMatching(/^\/[!-"$-~]{0,30}$/), fc.constant('HTTP/1.1')).map((parts) => [...parts]),
  ...REST,
})
const RESPONSE: fc.Arbitrary<Message> = fc.record({
  start: fc.tuple(fc.constant('HTTP/1.1'), fc.integer({ min: 200, max: 999 }).filter((code) => code !== 204 && code !== 304).map(String), fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/)).map((parts) => [...parts]),
  ...REST,
})

/** Cuts bytes at some of the given places. */
function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return sorted.slice(1).map((end, i) => bytes.subarray(sorted[i], end))
}

const PLACES = fc.array(fc.nat(), { maxLength: 12 })

describe('parse(serialise(x)) = x', () => {
  it('for requests, however cut', () => {
    fc.assert(
      fc.property(fc.array(REQUEST, { minLength: 1, maxLength: 3 }), PLACES, (messages, places) => {
        const parser = new RequestParser()
        for (const piece of cutAt(bytesOf(messages.map(serialise).join('')), places)) parser.feed(piece)
        expect(messagesOf(parser).map(joined)).toEqual(messages.map(joined))
      }),
    )
  })

  it('for responses, however cut', () => {
    fc.assert(
      fc.property(fc.array(RESPONSE, { minLength: 1, maxLength: 3 }), PLACES, (messages, places) => {
        const parser = new ResponseParser()
        for (const piece of cutAt(bytesOf(messages.map(serialise).join('')), places)) parser.feed(piece)
        expect(messagesOf(parser).map(joined)).toEqual(messages.map(joined))
      }),
    )
  })
})

const OPTIONS: fc.Arbitrary<ParserOptions> = fc.record({
  lenient: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(1023) }),
  relaxedHeaderValues: fc.boolean(),
  maxHeaderSize: fc.constantFrom(0, 40),
  maxHeadersCount: fc.constantFrom(null, 0, 3),
  maxChunkExtensionsSize: fc.constantFrom(0, 5),
})

describe('any input', () => {
  it('has the same result however it is cut: events, code and reason', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), OPTIONS, PLACES, (seed, options, places) => {
        const { type, wire, finish } = mutated(randomNumbers(seed), [0])
        const bytes = bytesOf(wire)
        const whole = readPieces(type, [bytes], { ...options, finish })
        const inPieces = readPieces(type, cutAt(bytes, places), { ...options, finish })
        // llhttp counts a span at the end of the span or of the chunk. So with a cut, the error of a limit may come before that of a bad byte.
        const overflows = (error: string | null): boolean => error === 'HPE_HEADER_OVERFLOW Header overflow'
        const error = overflows(inPieces.error) && whole.error !== null ? inPieces.error : whole.error
        expect({ ...inPieces, errorAt: null }).toEqual({ ...whole, error, errorAt: null })
      }),
      { numRuns: 1500 },
    )
  })

  it('does not cause an exception: errors are on the tape', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: 1 }).map((seed) => bytesOf(mutated(randomNumbers(seed), [0]).wire)),
      fc.array(fc.constantFrom('GET / HTTP/1.1', 'HTTP/1.1 200', '\r', '\n', '\r\n', ':', ' ', 'a', '0', 'Transfer-Encoding: chunked', 'Connection: close\t', ';', '\0'), { maxLength: 40 }).map((parts) => bytesOf(parts.join(''))),
    )
    fc.assert(
      fc.property(fc.constantFrom(MessageType.REQUEST, MessageType.RESPONSE), bytes, OPTIONS, PLACES, (type, input, options, places) => {
        readPieces(type, cutAt(input, places), { ...options, finish: true })
      }),
      { numRuns: 1500 },
    )
  })
})

describe('work is linear in the input', () => {
  /** Returns the largest amount of data that the parser keeps from chunk to chunk, in characters and numbers. */
  function keptWhile(wire: string, piece: number, options: ParserOptions = {}): number {
    const parser = new Parser(MessageType.REQUEST, { maxHeaderSize: 1 << 24, maxHeadersCount: 0, ...options })
    const bytes = bytesOf(wire)
    let most = 0
    for (let at = 0; at < bytes.length; at += piece) {
      const tape = parser.execute(bytes.subarray(at, at + piece))
      expect(tape.error).toBe(null)
      tape.release()
      most = Math.max(most, parser.carriedText.length + (parser.carriedRecord?.length ?? 0))
    }
    parser.free()
    return most
  }

  it('in memory: of 256 KiB the parser keeps no more than text and spans', () => {
    const SIZE = 1 << 18
    expect(keptWhile(`GET / HTTP/1.1\r\nA: ${'b'.repeat(SIZE)}`, 1000)).toBeLessThan(1.1 * SIZE)
    expect(keptWhile(`GET / HTTP/1.1\r\nA:${' '.repeat(SIZE)}`, 1000)).toBeLessThan(100)
    expect(keptWhile('\r\n'.repeat(SIZE / 2), 1000)).toBeLessThan(100)
    expect(keptWhile(`POST / HTTP/1.1\r\nContent-Length: ${SIZE}\r\n\r\n${'b'.repeat(SIZE)}`, 1000)).toBeLessThan(100)
    expect(keptWhile(`POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${'1\r\na\r\n'.repeat(SIZE / 6)}`, 1000)).toBeLessThan(100)
    expect(keptWhile(`GET / HTTP/1.1\r\nA: ${'\x01'.repeat(SIZE)}`, 65_536, { relaxedHeaderValues: true })).toBeLessThan(1.1 * SIZE)
  })
})
