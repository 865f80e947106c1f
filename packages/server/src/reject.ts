/** Replies that no handler writes: raw heads for input that never became a request. */
import { STATUS_CODES } from '@layered-http/headers'

const STATUS_BY_CODE = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 413],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
])

/** The whole reply to a request that failed with `code`: a status line and `Connection: close`. */
export function rejection(code: string | undefined): string {
  const status = STATUS_BY_CODE.get(code ?? '') ?? 400
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`
}
