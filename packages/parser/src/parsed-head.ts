/**
 * Heads and trailer sections, decoded from their records.
 * What may live here: the two shapes, and nothing about messages or connections.
 */
import { HeadFlag } from './records.js'
import { methodName } from './methods.js'

/** A field section as it was received: one text, and four positions in it for each field. */
export interface ParsedFields {
  /** One char code per byte. It holds every name and value, and for a head the target or the reason phrase too. */
  readonly text: string
  /** For each field in order: name start, name end, value start, value end. Values are without the white space around them. */
  readonly spans: readonly number[]
}

/** The head of a message. Made once by the reader; the message keeps it. */
export class ParsedHead implements ParsedFields {
  constructor(
    /** See {@link ParsedFields.text}. */
    readonly text: string,
    /** See {@link ParsedFields.spans}. */
    readonly spans: readonly number[],
    /** `major << 8 | minor`. */
    readonly version: number,
    /** The method's number of a request, see `methodName`; the status code of a response. */
    readonly code: number,
    /** The target of a request; the reason phrase of a response. May be empty. It does not keep `text` in memory. */
    readonly line: string,
    /** A sum of `HeadFlag`. */
    readonly flags: number,
  ) {}

  /** The method of a request, for example `GET`. */
  get method(): string {
    return methodName(this.code)
  }

  /** The status code of a response. */
  get status(): number {
    return this.code
  }

  /** True if another protocol may follow this message: the request offers it, or the response agrees to it. */
  get isUpgrade(): boolean {
    return (this.flags & HeadFlag.UPGRADE) !== 0
  }

  /** True if the connection may carry another message after this one (RFC 9112 section 9.3). */
  get keepAlive(): boolean {
    return (this.flags & HeadFlag.KEEP_ALIVE) !== 0
  }
}
