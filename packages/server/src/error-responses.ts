/** Error responses that no handler writes: raw heads for input that never became a request, and short responses to requests that no handler gets. */
import { STATUS_CODES } from '@layered-http/headers'
import { methodNames } from '@layered-http/parser/tape'
import { headText, type FieldLine } from '@layered-http/shared'
import type { ServerResponse } from './response.js'

const STATUS_BY_CODE = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 413],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
  ['ERR_HTTP_BODY_TOO_SLOW', 408],
])

/** The options of a server that decide about raw responses. */
export interface ErrorResponseSettings {
  /** For a method that the parser does not know; 405 has the Allow header that RFC 9110 section 15.5.6 asks for. */
  readonly unknownMethodStatus: 400 | 405
  /** True if a version other than 1.0 and 1.1 gets 505. */
  readonly strict: boolean
}

/** Returns the status of the response to input that failed with the error `code`. */
export function statusOf(code: string | undefined, { unknownMethodStatus, strict }: ErrorResponseSettings): number {
  if (code === 'HPE_INVALID_METHOD') return unknownMethodStatus
  if (code === 'HPE_INVALID_VERSION' && strict) return 505
  return STATUS_BY_CODE.get(code ?? '') ?? 400
}

/** Returns the whole response to input that failed with the error `code`: a status line and `Connection: close`. */
export function rawErrorResponse(code: string | undefined, settings: ErrorResponseSettings): string {
  const status = statusOf(code, settings)
  const fields: FieldLine[] = [['Connection', 'close']]
  if (status === 405) fields.unshift(['Allow', methodNames().join(', ')])
  return headText(`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, fields)
}

/** Responds to an HTTP/1.1 request without Host (RFC 9112 section 3.2). */
export function respondToMissingHost(res: ServerResponse): void {
  res.writeHead(400, { Connection: 'close' })
  res.end()
}

/** Responds to an expectation that the server does not know (RFC 9110 section 10.1.1). */
export function respondToUnknownExpectation(res: ServerResponse): void {
  res.writeHead(417)
  res.end()
}

/** Responds to a request over `maxRequestsPerSocket`. */
export function respondToDroppedRequest(res: ServerResponse): void {
  res.writeHead(503)
  res.end()
}

/** Responds to a request whose handler returned a promise that was rejected: 500, or destroys the response if its head was sent. */
export function respondToRejectedHandler(res: ServerResponse, error: Error): void {
  if (res.headersSent) {
    res.destroy(error)
    return
  }
  for (const name of res.getHeaderNames()) res.removeHeader(name)
  res.statusCode = 500
  res.end(STATUS_CODES[500])
}
