/**
 * 1xx responses (RFC 9110 section 15.2).
 * What may live here: their events and their number.
 */
import { mergedHeaders, rawHeaders } from '@layered-http/headers'
import type { ParsedHead } from '@layered-http/parser/tape'
import { codedError } from '@layered-http/shared'
import type { InformationEvent } from './events.js'
import type { ServedRequest } from './exchange.js'
import type { RequestState } from './request-state.js'

/**
 * Counts a 1xx response.
 *
 * @returns the error of a request that has received too many; null if it may have this one
 */
export function countInformation(state: RequestState): Error | null {
  if (state.informationLeft-- > 0) return null
  return codedError(Error, 'ERR_HTTP_TOO_MUCH_INFORMATION', 'The server sent more 1xx responses than layered.maxInformation allows')
}

/** Emits `'continue'` for a 100, and `'information'` if there is a listener. */
export function emitInformation(request: ServedRequest, { code, line, version, text, spans }: ParsedHead): void {
  if (code === 100) request.emit('continue')
  if (request.listenerCount('information') === 0) return
  const information: InformationEvent = {
    statusCode: code,
    statusMessage: line,
    httpVersion: `${version >> 8}.${version & 0xff}`,
    httpVersionMajor: version >> 8,
    httpVersionMinor: version & 0xff,
    headers: mergedHeaders(text, spans),
    rawHeaders: rawHeaders(text, spans),
  }
  request.emit('information', information)
}
