/** Reads bytes with details and without, checks what must hold for any input, and returns what a test can compare. */
import { expect } from 'vitest'
import {
  DetailedRequestParser,
  DetailedResponseParser,
  ParseError,
  RequestParser,
  ResponseParser,
  type DetailedRequestEvent,
  type DetailedResponseEvent,
  type ParserOptions,
  type RequestEvent,
  type ResponseEvent,
} from '../src/index.js'
import { textOfBytes } from './read.js'

/** The error of the guard against CR CR after a status line. */
export const TWO_CR = 'HPE_STRICT Expected LF after CR'

export type DetailedEvent = DetailedRequestEvent | DetailedResponseEvent
export type AnyEvent = RequestEvent | ResponseEvent | DetailedEvent

export interface Reading<Event> {
  events: Event[]
  /** `CODE reason`, null without an error. */
  error: string | null
  /** The position of the error in its chunk, and the chunk. */
  errorAt: [at: number, chunk: string] | null
  bytesRead: number
  isBetweenMessages: boolean
}

/** The bytes to read, and the setup of the parser. */
export interface Input {
  isRequest: boolean
  pieces: readonly Uint8Array[]
  options?: ParserOptions
  /** The methods of the requests that responses answer. */
  methods?: readonly string[]
  finish?: boolean
}

/** Anything that both kinds of parsers have. */
type AnyParser = RequestParser | ResponseParser | DetailedRequestParser | DetailedResponseParser

export function parserOf({ isRequest, options, methods = [] }: Input, isDetailed: boolean): AnyParser {
  if (isRequest) return new (isDetailed ? DetailedRequestParser : RequestParser)(options)
  const parser = new (isDetailed ? DetailedResponseParser : ResponseParser)(options)
  for (const method of methods) parser.expect(method)
  return parser
}

/** Takes all events that there are. Returns the error that ended them. */
function takeAll(parser: AnyParser, onto: AnyEvent[]): ParseError | null {
  try {
    for (const event of parser as Iterable<AnyEvent>) onto.push(event)
    return null
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    return error
  }
}

function read(input: Input, isDetailed: boolean): Reading<AnyEvent> {
  const parser = parserOf(input, isDetailed)
  const events: AnyEvent[] = []
  let error: ParseError | null = null
  for (const piece of input.pieces) error ??= takeAll(parser.feed(piece), events)
  if (input.finish) error ??= takeAll(parser.finish(), events)
  const { bytesRead, isBetweenMessages } = parser
  parser.free()
  return {
    events,
    error: error && `${error.code} ${error.reason}`,
    errorAt: error && [error.bytesParsed, error.rawPacket === undefined ? '' : textOfBytes(error.rawPacket)],
    bytesRead,
    isBetweenMessages,
  }
}

export const readPlainly = (input: Input): Reading<RequestEvent | ResponseEvent> => read(input, false) as Reading<RequestEvent | ResponseEvent>
export const readDetailed = (input: Input): Reading<DetailedEvent> => read(input, true) as Reading<DetailedEvent>

/** Returns the events that a parser without details gives: those with details, without what details add. */
export function withoutDetails(events: readonly DetailedEvent[]): object[] {
  return events
    .filter(({ type }) => type !== 'chunk')
    .map((event) => {
      const { start: _start, end: _end, raw: _raw, framing: _framing, interim: _interim, ...rest } = event as DetailedEvent & { framing?: unknown; interim?: unknown }
      return rest
    })
}

/** Joins neighbouring pieces of a body, also the `rest` of several upgrade events, which depend on how the input was cut. */
export function joined(events: readonly object[]): Record<string, unknown>[] {
  const list: Record<string, unknown>[] = []
  for (const event of events as (Record<string, unknown> & { type: string })[]) {
    const last = list.at(-1)
    const plain: Record<string, unknown> = { ...event }
    for (const key of ['data', 'rest', 'raw']) if (plain[key] !== undefined) plain[key] = textOfBytes(plain[key] as Uint8Array)
    if (last !== undefined && (event.type === 'body' || event.type === 'upgrade') && last.type === event.type) {
      for (const key of ['data', 'rest', 'raw']) if (plain[key] !== undefined) last[key] = `${last[key]}${plain[key]}`
      if (plain.end !== undefined) last.end = plain.end
    } else list.push(plain)
  }
  return list
}

/** As `expect(found).toBe(wanted)`, which takes too long for each event of thousands of inputs. */
function same(what: string, found: unknown, wanted: unknown): void {
  if (found !== wanted) expect([what, found]).toEqual([what, wanted])
}

/** Checks that the events have the bytes of the input, each once and in order, and that `raw` has them. Returns the position after the last event. */
export function expectCoverage(events: readonly DetailedEvent[], input: string): number {
  let last = 0
  for (const event of events) {
    const raw = textOfBytes(event.raw)
    same(`start of ${event.type}`, event.start, last)
    const bytes = input.slice(event.start, event.end)
    same(`raw of ${event.type}`, raw, event.type === 'head' ? bytes.replace(/^[\r\n]+/, '') : bytes)
    if (event.type === 'body') same('data', event.raw, event.data)
    if (event.type === 'upgrade') same('rest', event.raw, event.rest)
    if (event.type === 'chunk') {
      const line = bytes.replace(/^[\r\n]+/, '').replace(/[\r\n]+$/, '')
      const [digits] = /^[\da-f]+/i.exec(line)!
      same('size', event.size, Number.parseInt(digits, 16))
      same('extensions', event.extensions, line.slice(digits.length))
    }
    last = event.end
  }
  return last
}

/** Checks that each message goes on as the framing of its head says. */
export function expectFraming(events: readonly DetailedEvent[], isEnded: boolean, error: string | null): void {
  for (const [i, head] of events.entries()) {
    // A coding that cannot be read is an error after the head.
    if (head.type !== 'head' || (i === events.length - 1 && error !== null)) continue
    const after = events.slice(i + 1)
    const end = after.findIndex(({ type }) => type === 'complete')
    const parts = end === -1 ? after : after.slice(0, end)
    const isComplete = end !== -1
    const size = parts.reduce((sum, part) => sum + (part.type === 'body' ? part.data.length : 0), 0)
    const kinds = new Set(parts.map(({ type }) => type))
    const { framing } = head
    switch (framing.kind) {
      case 'none':
        expect([framing, isComplete, ...kinds]).toEqual([framing, true])
        break
      case 'tunnel':
        expect([framing, isComplete, ...kinds]).toEqual([framing, true])
        expect(after[1]?.type).toBe('upgrade')
        break
      case 'length':
        if (isComplete) expect([framing, size]).toEqual([framing, framing.length])
        else expect(size).toBeLessThan(framing.length)
        kinds.delete('body')
        expect([framing, ...kinds]).toEqual([framing])
        break
      case 'close':
        // Only the end of input completes it, and nothing else follows.
        if (isComplete) expect([framing, isEnded, end]).toEqual([framing, true, after.length - 1])
        kinds.delete('body')
        expect([framing, ...kinds]).toEqual([framing])
        break
      case 'chunked': {
        if (isComplete) expect(parts.filter((part) => part.type === 'chunk' && part.size === 0)).toHaveLength(1)
        if (isComplete) expect(size).toBe(parts.reduce((sum, part) => sum + (part.type === 'chunk' ? part.size : 0), 0))
        if (parts.length > 0) expect(parts[0]!.type).toBe('chunk')
      }
    }
  }
}

/** Reads an input with details and without, and checks that the one has what the other has, and what details add. */
export function readBoth(input: Input): Reading<DetailedEvent> {
  const text = input.pieces.map(textOfBytes).join('')
  const detailed = readDetailed(input)
  const plain = readPlainly(input)
  // Where the guard against CR CR and the limits stop the parse depends on cuts, without details too.
  const errorAt = plain.error === TWO_CR || plain.error?.includes('verflow') ? plain.errorAt : detailed.errorAt
  expect({ ...detailed, errorAt, events: joined(withoutDetails(detailed.events)), bytesRead: 0 }).toEqual({ ...plain, events: joined(plain.events), bytesRead: 0 })
  const last = expectCoverage(detailed.events, text)
  expect(detailed.bytesRead).toBeGreaterThanOrEqual(last)
  if (detailed.error === null) expect(detailed.bytesRead).toBe(text.length)
  expectFraming(detailed.events, input.finish === true, detailed.error)
  return detailed
}
