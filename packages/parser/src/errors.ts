/** ParseError, the only error that input causes, and the reasons that this package adds to llhttp's. */

/** The input ended inside a message. Node's message for it does not include the reason. */
const EOF_CODE = 'HPE_INVALID_EOF_STATE'

/** A limit that was reached. */
export interface Overflow {
  /** The limit: bytes, or fields. */
  readonly limit: number
  readonly unit: 'bytes' | 'fields'
  /** How much there was when the parser stopped. The rest of the message was not read, so this may be less than the whole. */
  readonly size: number
  /**
   * The name of the field with the most bytes, at most 100 characters. null if the target or the reason phrase has more, if the longest is a name
   * that does not end, and for chunk extensions.
   */
  readonly field: string | null
}

/**
 * The bytes were not HTTP/1, or went over a limit.
 *
 * `message` is `Parse Error: ` and the reason, as Node's is; the own properties are Node's too. Of `HPE_INVALID_EOF_STATE` only the errors of parsers with events have the
 * reason in `message`. Through `postMessage` an error loses its class and `code`: send `{ code, reason }` instead.
 */
export class ParseError extends Error {
  /** `HPE_…`: llhttp's error name, or Node's for a limit: `HPE_HEADER_OVERFLOW`, `HPE_CHUNK_EXTENSIONS_OVERFLOW`. */
  declare readonly code: string
  /** llhttp's description. */
  declare readonly reason: string
  /** Bytes of the chunk before the offending one. */
  declare readonly bytesParsed: number
  /** The chunk with the offending byte; absent at the end of input. */
  declare readonly rawPacket?: Uint8Array
  /** If a limit was reached: which, how much there was, and the longest field. Not a property of other errors. */
  declare readonly overflow?: Overflow

  constructor(code: string, reason: string, bytesParsed: number, rawPacket?: Uint8Array, overflow?: Overflow) {
    super(reason === '' || code === EOF_CODE ? 'Parse Error' : `Parse Error: ${reason}`)
    this.bytesParsed = bytesParsed
    this.code = code
    this.reason = reason
    if (rawPacket !== undefined) this.rawPacket = rawPacket
    if (overflow !== undefined) this.overflow = overflow
  }

  /** Position of the offending byte in the chunk; the same as {@link ParseError.bytesParsed}. */
  get offset(): number {
    return this.bytesParsed
  }

  /** The offending byte and those around it, 64 bytes at most; empty at the end of input. A view of the chunk. */
  get excerpt(): Uint8Array {
    if (this.rawPacket === undefined) return new Uint8Array(0)
    const start = this.bytesParsed - this.excerptOffset
    return this.rawPacket.subarray(start, start + EXCERPT_SIZE)
  }

  /** Position of the offending byte in {@link ParseError.excerpt}. */
  get excerptOffset(): number {
    return Math.min(this.bytesParsed, EXCERPT_SIZE / 2)
  }
}

/** Adds to an error at the end of input its reason, which Node's message does not have. */
export function withReason(error: ParseError): ParseError {
  if (error.code === EOF_CODE) {
    const { message, stack } = error
    error.message = `${message}: ${error.reason}`
    error.stack = stack?.replace(message, error.message)
  }
  return error
}

// `name` stays 'Error', so that stacks and logs read as in Node, whose parse errors are plain Errors.

/** Bytes of input shown with an error: enough to recognise a header line. */
const EXCERPT_SIZE = 64

/** A reason that this package adds. Codes and words are those of Node or of later releases of llhttp, if they have one. */
export interface Refusal {
  readonly code: string
  readonly reason: string
}

/** Indexed by `Refused`. */
export const REFUSALS: readonly Refusal[] = [
  { code: '', reason: '' },
  { code: 'HPE_HEADER_OVERFLOW', reason: 'Header overflow' },
  { code: 'HPE_CHUNK_EXTENSIONS_OVERFLOW', reason: 'Chunk extensions overflow' },
  { code: 'HPE_STRICT', reason: 'Expected LF after CR' },
  { code: 'HPE_INVALID_TRANSFER_ENCODING', reason: 'Empty Transfer-Encoding' },
  { code: 'HPE_INVALID_TRANSFER_ENCODING', reason: 'Invalid `Transfer-Encoding` header value' },
  { code: 'HPE_CR_EXPECTED', reason: 'Missing expected CR after request line' },
  { code: 'HPE_HEADER_OVERFLOW', reason: 'Header overflow' },
  { code: 'HPE_HEADER_OVERFLOW', reason: 'Header overflow' },
  { code: 'HPE_UNEXPECTED_SPACE', reason: 'More than one space in request line' },
  { code: 'HPE_INVALID_VERSION', reason: 'Unsupported HTTP version' },
  { code: 'HPE_INVALID_TRANSFER_ENCODING', reason: 'Transfer-Encoding in a request of HTTP/1.0' },
  { code: 'HPE_INVALID_TRANSFER_ENCODING', reason: 'Last transfer coding is not chunked' },
  { code: 'HPE_INVALID_HOST', reason: 'Missing Host' },
  { code: 'HPE_INVALID_HOST', reason: 'Several Host fields' },
  { code: 'HPE_INVALID_HOST', reason: 'Invalid Host' },
  { code: 'HPE_INVALID_URL', reason: 'Request target has none of the four forms' },
]
