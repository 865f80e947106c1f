/** How the parser of a socket reads the response to one request. */
import { DEFAULT_MAX_HEADERS_COUNT, HeadVerdict, parserDefaults, type Parser } from '@layered-http/parser'
import type { ClientRequest } from './client-request.js'

/** Limits, and what a head means (RFC 9112 section 6.3), as `request` has it. */
export function readFor(request: ClientRequest, parser: Parser): void {
  parser.maxHeaderSize = request.maxHeaderSize || parserDefaults.maxHeaderSize
  parser.maxHeadersCount = fieldLimit(request.maxHeadersCount)
  parser.headVerdict = request.method === 'CONNECT' ? HeadVerdict.NO_BODY_AND_UPGRADE : HeadVerdict.PROCEED
  // For one head: what a surplus response has is its body, and no error.
  parser.headVerdicts = request.method === 'HEAD' ? [HeadVerdict.NO_BODY] : null
}

/** `maxHeadersCount` for the parser: as with Node, no limit for what is no positive number. */
function fieldLimit(count: unknown): number {
  if (count === null || count === undefined) return DEFAULT_MAX_HEADERS_COUNT
  return typeof count === 'number' && count > 0 ? Math.trunc(count) : 0
}
