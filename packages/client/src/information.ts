/**
 * 1xx responses (RFC 9110 section 15.2).
 * What may live here: their events.
 */
import { mergedHeaders, rawHeaders } from '@layered-http/headers'
import type { ParsedHead } from '@layered-http/parser/tape'
import type { InformationEvent } from './events.js'
import type { ServedRequest } from './exchange.js'

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
