/** How the receiver of a message knows where its body ends (RFC 9112 section 6): the sender's choice, as a pure function. */

/** The ways a body can end. */
export const Framing = {
  /** There is no body: HEAD, 1xx, 204, 304, and requests without one. */
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
  /** False towards an HTTP/1.0 peer and for methods that usually have no body: no header is added to announce one. */
  announcesBody: boolean
  /** The whole body is there, so its length can be announced. */
  lengthIsKnown: boolean
  /** Chunks may be chosen although the user did not ask for them. */
  mayChunk: boolean
  /** The user set Trailer. Only a chunked body can have trailer fields. */
  hasTrailers: boolean
}

/** Returns the framing of a message. The caller adds the header line for it if the user set none. */
export function chooseFraming(facts: FramingFacts): Framing {
  // 6.3 rules 1 and 2: such messages end with their head, whatever its fields say.
  if (!facts.mayHaveBody) return Framing.NONE
  // 6.3 rule 4: a final chunked coding beats Content-Length; the user's own Transfer-Encoding is respected.
  if (facts.hasChunkedCoding) return Framing.CHUNKED
  if (facts.hasOtherCoding) return Framing.CLOSE
  // 6.3 rule 6.
  if (facts.hasLength) return Framing.LENGTH
  // 6.1: no chunks for a peer that may not know HTTP/1.1. As Node, no length either.
  if (!facts.announcesBody) return Framing.CLOSE
  if (facts.lengthIsKnown && !facts.hasTrailers) return Framing.LENGTH
  if (facts.mayChunk) return Framing.CHUNKED
  return Framing.CLOSE
}
