/** Responses before the response (RFC 9110 section 15.2). */
import { mergedHeaders, rawHeaders } from '@layered-http/headers'
import type { ClientRequest } from './client-request.js'

/** A 1xx response other than 101, as the `'information'` event has it. */
export interface InformationEvent {
  statusCode: number
  statusMessage: string
  httpVersion: string
  httpVersionMajor: number
  httpVersionMinor: number
  headers: Record<string, string | string[] | undefined>
  rawHeaders: string[]
}

/** Whether `status` is that of a response that another follows. 101 is final (RFC 9110 section 15.2.2), also when it names no protocol to switch to. */
export function isInterim(status: number): boolean {
  return status >= 100 && status < 200 && status !== 101
}

/** Tells `request` of one. `version` is `major << 8 | minor`. */
export function inform(request: ClientRequest, statusCode: number, statusMessage: string, version: number, text: string, spans: readonly number[]): void {
  if (statusCode === 100) request.emit('continue')
  if (request.listenerCount('information') === 0) return
  const information: InformationEvent = {
    statusCode,
    statusMessage,
    httpVersion: `${version >> 8}.${version & 0xff}`,
    httpVersionMajor: version >> 8,
    httpVersionMinor: version & 0xff,
    headers: mergedHeaders(text, spans),
    rawHeaders: rawHeaders(text, spans),
  }
  request.emit('information', information)
}
