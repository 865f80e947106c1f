/** Reads a case with the parser and returns everything that came, in order. */
import { DetailedRequestParser, DetailedResponseParser, ParseError, type DetailedRequestEvent, type DetailedResponseEvent } from '@layered-http/parser'
import type { Settings } from './settings.js'

export type AnyEvent = DetailedRequestEvent | DetailedResponseEvent

/** A piece of input, and the events after it. */
export interface Step {
  input: 'chunk' | 'rest' | 'end'
  /** Bytes of the piece. */
  size: number
  events: AnyEvent[]
  /** Between messages, inside a message, HTTP is over, or failed. */
  state: 'between' | 'inside' | 'upgraded' | 'failed'
}

/** An error of the input. */
export interface Failure {
  code: string
  reason: string
  /** Position of the offending byte in the whole input; its length if the end of input is the error. */
  at: number
  excerpt: Uint8Array
  /** About a limit: which was reached. */
  limit: string
}

export interface Trace {
  steps: Step[]
  failure: Failure | null
}

/**
 * Reads the input in one chunk, or in two.
 *
 * @throws what the parser throws for wrong options
 */
export function traceOf(input: Uint8Array, settings: Settings): Trace {
  const parser = parserFor(settings)
  const trace: Trace = { steps: [], failure: null }
  let isUpgraded = false
  for (const { kind, bytes } of piecesOf(input, settings)) {
    const step: Step = { input: kind, size: bytes.length, events: [], state: 'failed' }
    trace.steps.push(step)
    try {
      if (kind === 'end') parser.finish()
      else parser.feed(bytes)
      for (const event of parser as Iterable<AnyEvent>) step.events.push(event)
    } catch (error) {
      if (!(error instanceof ParseError)) throw error
      trace.failure = failureOf(error, parser.bytesRead)
      break
    }
    isUpgraded ||= step.events.some(({ type }) => type === 'upgrade')
    step.state = isUpgraded ? 'upgraded' : parser.isBetweenMessages ? 'between' : 'inside'
  }
  parser.free()
  return trace
}

function parserFor(settings: Settings): DetailedRequestParser | DetailedResponseParser {
  const { lenient, strict, relaxedHeaderValues, maxHeaderSize, maxHeadersCount, maxChunkExtensionsSize } = settings
  const options = { lenient, strict, relaxedHeaderValues, maxHeaderSize, maxHeadersCount, maxChunkExtensionsSize }
  if (settings.reads === 'requests') return new DetailedRequestParser(options)
  const parser = new DetailedResponseParser(options)
  for (const method of settings.methods.split(/[\s,]+/)) if (method !== '') parser.expect(method.toUpperCase())
  return parser
}

function piecesOf(input: Uint8Array, { cut, isEnded }: Settings): { kind: Step['input']; bytes: Uint8Array }[] {
  const at = Math.min(cut ?? input.length, input.length)
  const pieces: { kind: Step['input']; bytes: Uint8Array }[] = [{ kind: 'chunk', bytes: input.subarray(0, at) }]
  if (at < input.length) pieces.push({ kind: 'rest', bytes: input.subarray(at) })
  if (isEnded) pieces.push({ kind: 'end', bytes: new Uint8Array(0) })
  return pieces
}

function failureOf({ code, reason, excerpt, overflow }: ParseError, at: number): Failure {
  const limit = overflow === undefined ? '' : `The limit is ${overflow.limit} ${overflow.unit}, here are ${overflow.size}${overflow.field === null ? '' : `, most of them in ${overflow.field}`}.`
  return { code, reason, at, excerpt, limit }
}
