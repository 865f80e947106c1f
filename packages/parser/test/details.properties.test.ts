/** What must hold of events with details for any input, however it is cut: random messages, and mutated ones with random options. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ParserOptions } from '../src/index.js'
import { Lenient } from '../src/index.js'
import { expectCoverage, joined, parserOf, readBoth, readDetailed, TWO_CR, type AnyEvent, type DetailedEvent } from './details.js'
import { mutated, randomNumbers } from './differential.js'
import { bytesOf } from './read.js'

// The same cases in every run, so that only a change of the code can cause a failure. PROPERTY_SEED=… tries others.
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) })

/** The number of cases of the larger properties; PROPERTY_RUNS=… tries more. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 100)

/** Cuts bytes at some of the given places. */
function cutAt(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return sorted.slice(1).map((end, i) => bytes.subarray(sorted[i], end))
}

const byteByByte = (bytes: Uint8Array): Uint8Array[] => Array.from(bytes, (_, i) => bytes.subarray(i, i + 1))

const PLACES = fc.oneof(fc.constant([]), fc.array(fc.nat(), { maxLength: 12 }))

// Well-formed messages

const LINES_BEFORE = fc.constantFrom('', '', '', '\r\n', '\r\n\r\n')
const FIELDS = fc.array(fc.constantFrom('A: b\r\n', 'Empty:\r\n', 'White:  \t x \r\n', 'High: \xff\xe9\r\n', `Long: ${'y'.repeat(300)}\r\n`), { maxLength: 4 }).map((lines) => lines.join(''))
const DATA = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '0', ';', '\0', '\xff'), maxLength: 30 })
const EXTENSIONS = fc.constantFrom('', '', ';a', ';a=b', ';a="b;\\"c"', ';a=b;c="d"')
const SIZE = fc.tuple(fc.boolean(), fc.constantFrom('', '0', '000'))
const CHUNK = fc.tuple(DATA.filter((data) => data !== ''), EXTENSIONS, SIZE).map(([data, extensions, [isCapital, zeros]]) => {
  const digits = data.length.toString(16)
  return `${zeros}${isCapital ? digits.toUpperCase() : digits}${extensions}\r\n${data}\r\n`
})
const CHUNKS = fc.tuple(fc.array(CHUNK, { maxLength: 4 }), fc.constantFrom('0', '000'), EXTENSIONS, FIELDS).map(([chunks, zero, extensions, trailers]) => `${chunks.join('')}${zero}${extensions}\r\n${trailers}\r\n`)

/** A field that frames, and the body. */
const BODY = fc.oneof(
  DATA.map((data) => [`Content-Length: ${data.length}\r\n`, data] as const),
  CHUNKS.map((chunks) => ['Transfer-Encoding: chunked\r\n', chunks] as const),
)

const REQUEST = fc
  .tuple(LINES_BEFORE, fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS'), FIELDS, fc.option(BODY), FIELDS)
  .map(([before, method, first, body, last]) => ({ method, wire: `${before}${method} /x HTTP/1.1\r\n${first}${body?.[0] ?? ''}${last}\r\n${body?.[1] ?? ''}` }))

const INTERIM = fc.constantFrom('', '', 'HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early\r\nLink: a\r\nContent-Length: 7\r\n\r\n', 'HTTP/1.1 101 No\r\n\r\n')

const RESPONSE = fc
  .tuple(INTERIM, LINES_BEFORE, fc.constantFrom('GET', 'POST', 'HEAD'), fc.constantFrom('200 OK', '404 Not Found', '204 No', '304 Not', '299'), FIELDS, BODY, FIELDS)
  .map(([interim, before, method, status, first, body, last]) => {
    const hasBody = method !== 'HEAD' && !/^(204|304)/.test(status)
    return { method, wire: `${interim}${before}HTTP/1.1 ${status}\r\n${first}${body[0]}${last}\r\n${hasBody ? body[1] : ''}` }
  })

describe('well-formed messages', () => {
  it('have each byte in one event, however they are cut', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.array(REQUEST, { minLength: 1, maxLength: 4 }), fc.array(RESPONSE, { minLength: 1, maxLength: 4 }), PLACES, (isRequest, requests, responses, places) => {
        const messages = isRequest ? requests : responses
        const wire = messages.map((message) => message.wire).join('')
        const input = { isRequest, methods: messages.map(({ method }) => method), pieces: cutAt(bytesOf(wire), places) }
        const { events, error } = readBoth(input)
        expect(error).toBe(null)
        expect(events.at(-1)).toMatchObject({ type: 'complete', end: wire.length })
        expect(events.filter(({ type }) => type === 'complete').length).toBeGreaterThanOrEqual(messages.length)
      }),
      { numRuns: RUNS },
    )
  })

  it('can be left at any event, and fed at any time: positions stay right', () => {
    fc.assert(
      fc.property(fc.array(REQUEST, { minLength: 1, maxLength: 3 }), PLACES, fc.infiniteStream(fc.nat(4)), (messages, places, choices) => {
        const wire = messages.map((message) => message.wire).join('')
        const waiting = cutAt(bytesOf(wire), places)
        const whole = readDetailed({ isRequest: true, pieces: waiting })
        const parser = parserOf({ isRequest: true, pieces: [] }, true)
        const events: AnyEvent[] = []
        for (;;) {
          // Feeds none or some chunks, then takes events until the loop is left.
          for (let count = choices.next().value as number; count > 0 && waiting.length > 0; count--) parser.feed(waiting.shift()!)
          let count = choices.next().value as number
          let isLeft = false
          for (const event of parser as Iterable<AnyEvent>) {
            events.push(event)
            if (parser.bytesRead < (event as DetailedEvent).end) expect(parser.bytesRead).toBeGreaterThanOrEqual((event as DetailedEvent).end)
            if (count-- === 0) {
              isLeft = true
              break
            }
          }
          if (!isLeft && waiting.length === 0) break
        }
        expectCoverage(events as DetailedEvent[], wire)
        expect(events).toEqual(whole.events)
        expect(parser.isBetweenMessages).toBe(true)
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    )
  })
})

// Any input

const OPTIONS: fc.Arbitrary<ParserOptions> = fc.record({
  lenient: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.constantFrom(...Object.values(Lenient)) }, { weight: 1, arbitrary: fc.nat(1023) }),
  relaxedHeaderValues: fc.boolean(),
  maxHeaderSize: fc.constantFrom(0, 40),
  maxHeadersCount: fc.constantFrom(null, 0, 1, 3),
  maxChunkExtensionsSize: fc.constantFrom(0, 5),
})

/** Well-formed messages in which some line ends are other than CRLF, perhaps with white space before each colon. */
const UNUSUAL_LINE_ENDS = fc
  .tuple(fc.constantFrom(': ', ': ', ' : '), fc.boolean(), fc.array(REQUEST, { minLength: 1, maxLength: 2 }), fc.array(RESPONSE, { minLength: 1, maxLength: 2 }), fc.array(fc.tuple(fc.nat(), fc.constantFrom('\n', '\r', '\n\n', '\r\r\n', '\r\n\r\n', '', ' \r\n', '\r\n ', '\t\n')), { minLength: 1, maxLength: 6 }))
  .map(([colon, isRequest, requests, responses, changes]) => {
    const messages = isRequest ? requests : responses
    const lines = messages.map(({ wire }) => wire).join('').replaceAll(': ', colon).split('\r\n')
    const ends = new Map(changes.map(([place, end]) => [place % lines.length, end]))
    const wire = lines.map((line, i) => (i === lines.length - 1 ? line : line + (ends.get(i) ?? '\r\n'))).join('')
    return { isRequest, wire, methods: messages.map(({ method }) => method) }
  })

const METHODS = fc.array(fc.constantFrom('GET', 'HEAD', 'CONNECT'), { maxLength: 2 })

describe('any input', () => {
  it('has the same events and errors as without details, its bytes in order, and the framing that was announced', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), OPTIONS, METHODS, PLACES, fc.boolean(), (seed, options, methods, places, finish) => {
        const { type, wire } = mutated(randomNumbers(seed), [0])
        readBoth({ isRequest: type === 1, pieces: cutAt(bytesOf(wire), places), options, methods, finish })
      }),
      { numRuns: 2 * RUNS },
    )
  })

  it('has the same with unusual line ends and any leniency', () => {
    fc.assert(
      fc.property(UNUSUAL_LINE_ENDS, fc.oneof(fc.constant(1023), fc.nat(1023)), PLACES, ({ isRequest, wire, methods }, lenient, places) => {
        const bytes = bytesOf(wire)
        const cut = readBoth({ isRequest, methods, options: { lenient }, pieces: cutAt(bytes, places), finish: true })
        const single = readBoth({ isRequest, methods, options: { lenient }, pieces: byteByByte(bytes), finish: true })
        expect(joined(cut.events)).toEqual(joined(single.events))
      }),
      { numRuns: Math.ceil(RUNS / 2) },
    )
  })

  it('has the same details as byte by byte', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), OPTIONS, METHODS, PLACES, (seed, options, methods, places) => {
        const { type, wire } = mutated(randomNumbers(seed), [0])
        const bytes = bytesOf(wire)
        const input = { isRequest: type === 1, options, methods, finish: true }
        const cut = readDetailed({ ...input, pieces: cutAt(bytes, places) })
        const single = readDetailed({ ...input, pieces: byteByByte(bytes) })
        expect(joined(cut.events)).toEqual(joined(single.events))
        // llhttp counts a span at its end or at that of the chunk, so the error of a limit may come before that of a bad byte. So may the guard's.
        const isEarlier = single.error?.includes('Header overflow') || single.error === TWO_CR
        expect(isEarlier ? cut.error !== null : cut.error).toBe(isEarlier ? true : single.error)
      }),
      { numRuns: RUNS },
    )
  })
})
