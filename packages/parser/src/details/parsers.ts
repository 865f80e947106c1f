/**
 * DetailedRequestParser and DetailedResponseParser.
 *
 * They are classes of their own, so that a bundle with RequestParser alone does not contain this code, and parsers without details do not run it.
 */
import { invalidArgType } from '@layered-http/shared'
import type { ParserOptions } from '../parser-options.js'
import type { DetailedRequestEvent, DetailedResponseEvent } from './events.js'
import { DetailedEventParser } from './parser.js'

/** Reads requests as `RequestParser` does, with the bytes of each event, the framing of each head, and the chunks of chunked bodies. */
export class DetailedRequestParser extends DetailedEventParser<DetailedRequestEvent> {
  /** @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE or ERR_OUT_OF_RANGE for a wrong option, which the message names */
  constructor(options?: ParserOptions) {
    super('requests', options)
  }
}

/** Reads responses as `ResponseParser` does, with the bytes of each event, the framing of each head, and the chunks of chunked bodies. */
export class DetailedResponseParser extends DetailedEventParser<DetailedResponseEvent> {
  /** @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE or ERR_OUT_OF_RANGE for a wrong option, which the message names */
  constructor(options?: ParserOptions) {
    super('responses', options)
  }

  /**
   * Says which request the next response answers, as `ResponseParser.expect` does.
   *
   * @throws TypeError ERR_INVALID_ARG_TYPE when `method` is not a string
   */
  expect(method: string): void {
    if (typeof method !== 'string') throw invalidArgType('method', 'string', method)
    this.expectResponseTo(method)
  }
}
