/** Readers read what writers write: read(write(x)) = x, whole and in pieces. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { RequestParser, RequestWriter, ResponseParser, ResponseWriter, methodNames, type HeaderField, type RequestEvent, type ResponseEvent } from '../src/index.js'
import { textOfBytes } from './read.js'

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) })

const NAME = fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,20}$/).filter((name) => !/^(connection|content-length|transfer-encoding|upgrade|proxy-connection|host|te|trailer)$/i.test(name))
const VALUE = fc.stringMatching(/^([!-~\x80-\xff]([\t -~\x80-\xff]{0,30}[!-~\x80-\xff])?)?$/)
const FIELDS = fc.array(fc.tuple(NAME, VALUE), { maxLength: 8 })
const BODY = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 5 })
const EXTENSIONS = fc.constantFrom('', ';a', ';a=b', ';a="b c";d="\\""')

interface Message {
  start: object
  fields: HeaderField[]
  body: Uint8Array[]
  trailers: HeaderField[]
  extensions: string
  chunked: boolean
}

const REST = { fields: FIELDS, body: BODY, trailers: FIELDS, extensions: EXTENSIONS, chunked: fc.boolean() }
const REQUESTS = fc.array(
  fc.record({
    start: fc.record({ method: fc.constantFrom(...methodNames().filter((name) => name !== 'CONNECT')), url: fc.stringMatching(/^\/[!"$-~]{0,30}$/) }),
    ...REST,
  }),
  { minLength: 1, maxLength: 3 },
)
const RESPONSES = fc.array(
  fc.record({ start: fc.record({ statusCode: fc.integer({ min: 200, max: 999 }).filter((status) => status !== 204 && status !== 304), reason: VALUE }), ...REST }),
  { minLength: 1, maxLength: 3 },
)

/** Returns the fields of a message, with its framing and for requests its Host. */
function headersOf({ fields, body, chunked }: Message, isRequest: boolean): HeaderField[] {
  const length = body.reduce((sum, piece) => sum + piece.length, 0)
  return [...fields, ...(isRequest ? [['Host', 'a'] as HeaderField] : []), chunked ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(length)]]
}

/** Writes messages. */
function write(writer: RequestWriter | ResponseWriter, messages: readonly Message[]): Uint8Array {
  const parts: Uint8Array[] = []
  for (const message of messages) {
    parts.push(writer.head({ ...message.start, headers: headersOf(message, writer instanceof RequestWriter) } as never))
    for (const piece of message.body) parts.push(writer.body(piece, message.chunked ? message.extensions : ''))
    parts.push(writer.end(message.chunked ? message.trailers : []))
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** Returns the messages that events describe, in the shape of {@link expected}. */
function read(events: Iterable<RequestEvent | ResponseEvent>): object[] {
  const messages: { head: object; body: string; trailers: HeaderField[]; complete: boolean }[] = []
  for (const event of events) {
    const message = messages.at(-1)!
    if (event.type === 'head') {
      const { type: _, version: __, keepAlive: ___, upgrade: ____, ...head } = event
      messages.push({ head, body: '', trailers: [], complete: false })
    } else if (event.type === 'body') message.body += textOfBytes(event.data)
    else if (event.type === 'trailers') message.trailers = event.headers
    else if (event.type === 'complete') message.complete = true
  }
  return messages
}

const expected = (messages: readonly Message[], isRequest: boolean): object[] =>
  messages.map((message) => ({
    head: { ...message.start, headers: headersOf(message, isRequest) },
    body: message.body.map(textOfBytes).join(''),
    trailers: message.chunked ? message.trailers : [],
    complete: true,
  }))

/** Every cut would be too many: three of them. */
const CUTS = fc.tuple(fc.nat(), fc.nat(), fc.nat())

function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return places.slice(1).map((end, at) => bytes.subarray(places[at], end))
}

it('requests', () => {
  fc.assert(
    fc.property(REQUESTS, CUTS, (messages, cuts) => {
      const parser = new RequestParser({ strict: true })
      expect(read(pieces(write(new RequestWriter(), messages), cuts).flatMap((piece) => [...parser.parse(piece)]))).toEqual(expected(messages, true))
    }),
  )
})

it('responses', () => {
  fc.assert(
    fc.property(RESPONSES, CUTS, (messages, cuts) => {
      const parser = new ResponseParser()
      expect(read(pieces(write(new ResponseWriter(), messages), cuts).flatMap((piece) => [...parser.parse(piece)]))).toEqual(expected(messages, false))
    }),
  )
})

it('what is read can be written again: the same bytes', () => {
  fc.assert(
    fc.property(REQUESTS, (messages) => {
      const bytes = write(new RequestWriter(), messages.map((message) => ({ ...message, extensions: '' })))
      const writer = new RequestWriter()
      const parts = [...new RequestParser().parse(bytes)].flatMap((event, at, events): Uint8Array[] => {
        if (event.type === 'head') return [writer.head(event)]
        if (event.type === 'body') return [writer.body(event.data)]
        const trailers = events[at - 1]
        return event.type === 'complete' ? [writer.end(trailers?.type === 'trailers' ? trailers.headers : [])] : []
      })
      expect(textOfBytes(new Uint8Array(Buffer.concat(parts)))).toBe(textOfBytes(bytes))
    }),
  )
})
