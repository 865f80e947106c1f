/** Reads bytes with a parser and returns plain events that tests can compare. */
import { BODY_SIZE, COMPLETE_SIZE, HeadOffset, HEAD_SIZE, HeadFlag, Kind, MessageType, methodName, Parser, spansOf, textOf, TRAILERS_SIZE, type Tape, type ParserOptions } from '../src/tape.js'

/** A tape record as plain data. */
export type WireEvent =
  | { head: string; version: string; fields: string[]; flags: string }
  | { body: string }
  | { trailers: string[] }
  | { complete: 'keep-alive' | 'close' }
  | { upgrade: string }

/** The events and the error for the bytes of a connection. */
export interface WireResult {
  events: WireEvent[]
  /** `CODE reason`, null without an error. */
  error: string | null
  /** The position of the error in the whole input. */
  errorAt: number | null
  isBetweenMessages: boolean
}

/** Returns a plain Uint8Array, not a Buffer. */
export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))
export const textOfBytes = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')

function fieldsOf(tape: Tape, at: number, first: number, text: string): string[] {
  const spans = spansOf(tape, at, first)
  const fields = []
  for (let i = 0; i < spans.length; i += 4) fields.push(`${text.slice(spans[i], spans[i + 1])}=${text.slice(spans[i + 2], spans[i + 3])}`)
  return fields
}

/** Appends a tape's records to `events` as plain data; pieces of one body are joined. Returns the position of an upgrade, or -1. */
export function walkTape(type: MessageType, tape: Tape, events: WireEvent[]): number {
  let upgradeAt = -1
  for (let at = 0; at < tape.end; ) {
    switch (tape.events[at]) {
      case Kind.HEAD: {
        const text = textOf(tape, at)
        const line = text.slice(tape.events[at + HeadOffset.LINE_START], tape.events[at + HeadOffset.LINE_END])
        const code = tape.events[at + HeadOffset.CODE]!
        const version = tape.events[at + HeadOffset.VERSION]!
        const flags = tape.events[at + HeadOffset.FLAGS]!
        events.push({
          head: type === MessageType.REQUEST ? `${methodName(code)} ${line}` : `${code} ${line}`,
          version: `${version >> 8}.${version & 0xff}`,
          fields: fieldsOf(tape, at, HEAD_SIZE, text),
          flags: [flags & HeadFlag.KEEP_ALIVE ? 'keep-alive' : 'close', ...(flags & HeadFlag.UPGRADE ? ['upgrade'] : [])].join(' '),
        })
        at += tape.events[at + HeadOffset.SIZE]!
        break
      }
      case Kind.TRAILERS:
        events.push({ trailers: fieldsOf(tape, at, TRAILERS_SIZE, textOf(tape, at)) })
        at += tape.events[at + HeadOffset.SIZE]!
        break
      case Kind.BODY: {
        const body = textOfBytes(tape.chunk.subarray(tape.events[at + 1]!, tape.events[at + 2]!))
        const last = events.at(-1)
        if (last !== undefined && 'body' in last) last.body += body
        else events.push({ body })
        at += BODY_SIZE
        break
      }
      case Kind.COMPLETE:
        events.push({ complete: tape.events[at + 1] === 1 ? 'keep-alive' : 'close' })
        at += COMPLETE_SIZE
        break
      case Kind.UPGRADE:
        upgradeAt = tape.events[at + 1]!
        at = tape.end
        break
      default:
        throw new Error(`no such kind of record: ${tape.events[at]} at ${at} of ${tape.end}`)
    }
  }
  return upgradeAt
}

/** Returns the result for a connection whose bytes come as `pieces`. Bytes after an upgrade are collected, not parsed. */
export function readPieces(type: MessageType, pieces: Uint8Array[], setup: ParserOptions & { finish?: boolean; headVerdict?: Parser['headVerdict'] } = {}): WireResult {
  const { finish, headVerdict, ...options } = setup
  const parser = new Parser(type, options)
  if (headVerdict !== undefined) parser.headVerdict = headVerdict
  const events: WireEvent[] = []
  let error: string | null = null
  let errorAt: number | null = null
  let before = 0
  let rest = null as string | null
  const walk = (tape: Tape): void => {
    const upgradeAt = walkTape(type, tape, events)
    if (upgradeAt !== -1) rest = textOfBytes(tape.chunk.subarray(upgradeAt))
    if (tape.error !== null && error === null) {
      error = `${tape.error.code} ${tape.error.reason}`
      errorAt = before + tape.error.bytesParsed
    }
    tape.release()
  }
  for (const piece of pieces) {
    if (rest !== null) rest += textOfBytes(piece)
    else if (error === null) walk(parser.execute(piece))
    before += piece.length
  }
  if (finish && error === null && rest === null) walk(parser.finish())
  if (rest !== null) events.push({ upgrade: rest })
  const { isBetweenMessages } = parser
  parser.free()
  return { events, error, errorAt, isBetweenMessages }
}

/** Returns the ways in which a network may cut `bytes`: not at all, after every byte, and once at every place. */
export function* cuts(bytes: Uint8Array): Generator<[name: string, pieces: Uint8Array[]]> {
  yield ['whole', [bytes]]
  yield ['byte by byte', Array.from(bytes, (_, i) => bytes.subarray(i, i + 1))]
  for (let i = 0; i <= bytes.length; i++) yield [`cut at ${i}`, [bytes.subarray(0, i), bytes.subarray(i)]]
}
