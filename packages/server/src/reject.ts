/** Replies that no handler writes: raw heads for input that never became a request, and short responses to requests that no handler gets. */
import { STATUS_CODES } from '@layered-http/headers'
import { methodNames } from '@layered-http/parser'
import type { ServerResponse } from './response.js'

const STATUS_BY_CODE = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 413],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
])

/**
 * The whole reply to a request that failed with `code`: a status line and `Connection: close`.
 *
 * @param unknownMethodStatus - for a method that the parser does not know; 405 has the Allow header that RFC 9110 section 15.5.6 asks for
 */
export function rejection(code: string | undefined, unknownMethodStatus: 400 | 405): string {
  const isUnknownMethod = code === 'HPE_INVALID_METHOD'
  const status = isUnknownMethod ? unknownMethodStatus : (STATUS_BY_CODE.get(code ?? '') ?? 400)
  const allow = status === 405 ? `Allow: ${methodNames().join(', ')}\r\n` : ''
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${allow}Connection: close\r\n\r\n`
}

/** An HTTP/1.1 request without Host (RFC 9112 section 3.2). */
export function refuseWithoutHost(res: ServerResponse): void {
  res.writeHead(400, { Connection: 'close' })
  res.end()
}

/** An expectation that nobody here can meet (RFC 9110 section 10.1.1). */
export function refuseExpectation(res: ServerResponse): void {
  res.writeHead(417)
  res.end()
}

/** A request over `maxRequestsPerSocket`. */
export function refuseDropped(res: ServerResponse): void {
  res.writeHead(503)
  res.end()
}

/** A request whose handler rejected: 500 if nothing was sent yet, otherwise the response cannot be saved. */
export function reportRejection(res: ServerResponse, error: Error): void {
  if (res.headersSent) {
    res.destroy(error)
    return
  }
  for (const name of res.getHeaderNames()) res.removeHeader(name)
  res.statusCode = 500
  res.end(STATUS_CODES[500])
}
