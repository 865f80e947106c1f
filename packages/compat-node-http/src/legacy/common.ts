/** The members of `_http_common` beside the parser: expressions, checks, and a list in place of Node's pool of parsers. */
import { hasInvalidValueChar, isToken } from '@layered-http/headers'
import { validateInteger } from '@layered-http/shared'
import { processDefaults } from '../process-defaults.js'
import { HTTPParser } from './http-parser.js'

/** Parsers kept for reuse by Node's default. */
const DEFAULT_MAX_IDLE_PARSERS = 1000

/** Finds `chunked` in a Transfer-Encoding. */
export const chunkExpression = /(?:^|\W)chunked(?:$|\W)/i
/** Finds `100-continue` in an Expect. */
export const continueExpression = /(?:^|\W)100-continue(?:$|\W)/i
export const CRLF = '\r\n'
export const kIncomingMessage = Symbol('IncomingMessage')
export const kSkipPendingData = Symbol('SkipPendingData')

/** True if `text` is a token. */
export function checkIsHttpToken(text: unknown): boolean {
  return typeof text === 'string' && isToken(text)
}

/** True if `value` has a character that no header value may have. */
export function checkInvalidHeaderChar(value: unknown): boolean {
  return hasInvalidValueChar(String(value))
}

/** The list that Node keeps idle parsers in. Here a parser belongs to its connection, and there is nothing to keep. */
export class ParserList {
  readonly name = 'parsers'
  readonly ctor = (): HTTPParser => new HTTPParser()
  readonly list: HTTPParser[] = []
  max = DEFAULT_MAX_IDLE_PARSERS
  alloc(): HTTPParser {
    return this.list.pop() ?? this.ctor()
  }
  free(parser: HTTPParser): boolean {
    if (this.list.length >= this.max) return false
    this.list.push(parser)
    return true
  }
}
export const parsers = new ParserList()

/**
 * How many idle parsers to keep.
 *
 * Accepted for Node's sake: idle parsers hold no memory here, so that nothing is kept.
 *
 * @throws ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE
 */
export function setMaxIdleHTTPParsers(max: number): void {
  validateInteger(max, 'max', 1)
  parsers.max = max
}

/** Lets go of a parser, and takes its name off the message and the socket. */
export function freeParser(parser: HTTPParser | null | undefined, message?: { parser?: unknown } | null, socket?: { parser?: unknown } | null): void {
  parser?.free()
  if (message) message.parser = null
  if (socket) socket.parser = null
}

/** Gives an error of the parser the bytes that it is about. */
export function prepareError(error: Error & { reason?: string; rawPacket?: Uint8Array }, _parser: unknown, rawPacket?: Uint8Array): void {
  if (rawPacket !== undefined) error.rawPacket = rawPacket
  error.message = `Parse Error: ${error.reason ?? error.message}`
}

/** True if the process was started with `--insecure-http-parser`. */
export function isLenient(): boolean {
  return processDefaults.insecureHTTPParser
}

/** The sum of leniencies for a pair of options, as `HTTPParser.initialize` takes it. */
export function calculateLenientFlags(insecureHTTPParser: boolean | undefined, httpValidation: string | undefined): number {
  if (httpValidation === 'relaxed') return HTTPParser.kLenientHeaderValueRelaxed
  if (httpValidation === 'strict') return HTTPParser.kLenientNone
  return httpValidation === 'insecure' || (insecureHTTPParser ?? isLenient()) ? HTTPParser.kLenientAll : HTTPParser.kLenientNone
}
