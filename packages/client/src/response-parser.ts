/** How the parser of a socket reads the response to one request. */
import { DEFAULT_MAX_HEADERS_COUNT, HeadVerdict, parserDefaults, type Parser } from '@layered-http/parser'
import { fieldLimit } from '@layered-http/shared'
import type { ClientRequest } from './client-request.js'

/** Limits, and what a head means (RFC 9112 section 6.3), as `request` has it. */
export function readFor(request: ClientRequest, parser: Parser): void {
  parser.maxHeaderSize = request.maxHeaderSize || parserDefaults.maxHeaderSize
  parser.maxHeadersCount = fieldLimit(request.maxHeadersCount) ?? DEFAULT_MAX_HEADERS_COUNT
  parser.headVerdict = request.method === 'CONNECT' ? HeadVerdict.NO_BODY_AND_UPGRADE : HeadVerdict.PROCEED
  // For one head: what a surplus response has is its body, and no error.
  parser.headVerdicts = request.method === 'HEAD' ? [HeadVerdict.NO_BODY] : null
}
