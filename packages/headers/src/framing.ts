/**
 * How the receiver will know where a message's body ends (RFC 9112 section 6): decided here for both sides, as a pure
 * function of what is known when the head is built.
 */

import { listMembers } from './lists.js'

/** The ways a body can end. */
export const Framing = {
  /** There is no body: HEAD, 1xx, 204, 304, and requests of methods that carry none. */
  NONE: 0,
  /** After Content-Length bytes (section 6.2). */
  LENGTH: 1,
  /** With the last chunk (section 7.1). */
  CHUNKED: 2,
  /** With the connection (section 6.3 rule 8). Responses only. */
  CLOSE: 3,
} as const
export type Framing = (typeof Framing)[keyof typeof Framing]

/** What the choice depends on. */
export interface FramingFacts {
  /** False for responses to HEAD and for 1xx, 204 and 304 (RFC 9110 section 6.4.1). */
  mayHaveBody: boolean
  /** The user set Transfer-Encoding with `chunked` in it. */
  hasChunkedCoding: boolean
  /** The user set Transfer-Encoding without `chunked`. */
  hasOtherCoding: boolean
  /** The user set Content-Length. */
  hasLength: boolean
  /** False towards an HTTP/1.0 peer and for methods that usually carry no body: nothing is announced unasked. */
  announcesBody: boolean
  /** The whole body is at hand, so that its length can be announced. */
  lengthIsKnown: boolean
  /** Chunks may be chosen unasked. */
  mayChunk: boolean
  /** Trailer fields were announced; only chunks can carry them. */
  hasTrailers: boolean
}

/** The framing of a message. Who calls adds the header line for it where the user set none. */
export function chooseFraming(facts: FramingFacts): Framing {
  // 6.3 rules 1 and 2: such messages end with their head, whatever its fields say.
  if (!facts.mayHaveBody) return Framing.NONE
  // 6.3 rule 4: a final chunked coding beats Content-Length; the user's own Transfer-Encoding is respected.
  if (facts.hasChunkedCoding) return Framing.CHUNKED
  if (facts.hasOtherCoding) return Framing.CLOSE
  // 6.3 rule 6.
  if (facts.hasLength) return Framing.LENGTH
  // 6.1: a sender does not chunk to a peer that may not know HTTP/1.1. Node does not count for it either.
  if (!facts.announcesBody) return Framing.CLOSE
  if (facts.lengthIsKnown && !facts.hasTrailers) return Framing.LENGTH
  if (facts.mayChunk) return Framing.CHUNKED
  return Framing.CLOSE
}

// The receiver's side

/** What a received head says about its body. */
export interface ReceivedFacts {
  /** Undefined for a request. */
  statusCode?: number
  /** The request's own method, or that of the request which a response answers. */
  method: string
  /** All Transfer-Encoding values, joined with commas; undefined when there is none. */
  transferEncoding?: string
  /** All Content-Length values, one each. */
  contentLengths: readonly string[]
}

/** How a received body ends. */
export type ReceivedFraming =
  | { kind: 'none' }
  | { kind: 'length'; length: number }
  | { kind: 'chunked' }
  /** With the end of input. Responses only. */
  | { kind: 'close' }
  /** There is no body, and the connection is a tunnel from here on. */
  | { kind: 'tunnel' }
  /** It cannot be told, and trusting either reading would be an attacker's chance. */
  | { kind: 'invalid'; reason: string }

const NO_BODY = { kind: 'none' } as const

/** RFC 9112 section 6.3, rule by rule, with the strictness of llhttp where the RFC leaves a choice. */
export function receivedFraming({ statusCode, method, transferEncoding, contentLengths }: ReceivedFacts): ReceivedFraming {
  const isRequest = statusCode === undefined
  // Rule 1.
  if (!isRequest && (method === 'HEAD' || statusCode < 200 || statusCode === 204 || statusCode === 304)) return NO_BODY
  // Rule 2.
  if (!isRequest && method === 'CONNECT' && statusCode < 300) return { kind: 'tunnel' }
  // Rule 3, the stricter way: an error.
  if (transferEncoding !== undefined && contentLengths.length > 0) return { kind: 'invalid', reason: 'Content-Length and Transfer-Encoding in one message' }
  // Rule 4.
  if (transferEncoding !== undefined) {
    const codings = listMembers(transferEncoding)
    if (codings.length === 0) return { kind: 'invalid', reason: 'Empty Transfer-Encoding' }
    if (codings.slice(0, -1).includes('chunked')) return { kind: 'invalid', reason: 'Chunked before another coding' }
    if (codings.at(-1) === 'chunked') return { kind: 'chunked' }
    return isRequest ? { kind: 'invalid', reason: 'The last coding of a request is not chunked' } : { kind: 'close' }
  }
  // Rules 5 and 6.
  if (contentLengths.length > 1) return { kind: 'invalid', reason: 'Duplicate Content-Length' }
  if (contentLengths.length === 1) {
    const [value] = contentLengths
    const length = Number(value)
    if (!/^\d+$/.test(value!) || !Number.isSafeInteger(length)) return { kind: 'invalid', reason: 'Invalid Content-Length' }
    return length === 0 ? NO_BODY : { kind: 'length', length }
  }
  // Rules 7 and 8.
  return isRequest ? NO_BODY : { kind: 'close' }
}
