/** The one error that input can cause. */

/**
 * The bytes were not HTTP/1, or went over a limit.
 *
 * `message` is `Parse Error: ` and the reason, as Node's is; the own properties are Node's too.
 */
export class ParseError extends Error {
  /** `HPE_…`: llhttp's error name, or `HPE_HEADER_OVERFLOW` for a head over the limit. */
  declare readonly code: string
  /** llhttp's sentence about it. */
  declare readonly reason: string
  /** Bytes of the chunk that were parsed before the offending one. */
  declare readonly bytesParsed: number
  /** The chunk in which it happened; absent at the end of input. */
  declare readonly rawPacket?: Uint8Array

  constructor(code: string, reason: string, bytesParsed: number, rawPacket?: Uint8Array) {
    super(reason === '' ? 'Parse Error' : `Parse Error: ${reason}`)
    this.bytesParsed = bytesParsed
    this.code = code
    this.reason = reason
    if (rawPacket !== undefined) this.rawPacket = rawPacket
  }
}

// `name` stays 'Error' so that stacks and logs read as with Node, whose parse errors are plain Errors.
