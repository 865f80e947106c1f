/** Responses before the response (RFC 9110 section 15.2): 100, 102, 103 and any other 1xx but 101. */
import { inspect } from 'node:util'
import { codedError, invalidArgType, invalidArgValue, validateInteger, validateObject } from '@layered-http/shared'
import { checkHeader, type HeadersInit, type HeaderValue, STATUS_CODES } from '@layered-http/headers'
import type { OutgoingMessage } from '@layered-http/streams'
import { eachHeader, writeOptionsOf } from '@layered-http/streams/port'

/** What `writeEarlyHints` takes: `link`, and other headers to send with it. */
export interface EarlyHints {
  [name: string]: HeaderValue | undefined
}

/** One link with parameters: the shape of a Link header's value (RFC 8288 section 3), as far as Node accepts it. */
const LINK = /^<[^<>\r\n]*>(?:\s*;\s*[^;"\s]+(?:=(?:"[^"\s]*"|[^;"\s]*))?)*$/

/** Throws unless `headers` can be those of an informational response. */
export function checkInformationalHeaders(headers: unknown): void {
  if (headers === undefined || headers === null) return
  if (typeof headers !== 'object') throw invalidArgType('headers', 'object', headers, checkInformationalHeaders)
  if (Array.isArray(headers) && headers.length % 2 !== 0 && !Array.isArray(headers[0])) throw invalidArgValue('headers', headers, 'is invalid', inspect(headers), checkInformationalHeaders)
}

/** The head of an informational response. Throws as `setHeader` for what is in `headers`. */
export function informationalHead(res: OutgoingMessage, status: number, headers: HeadersInit | null | undefined): string {
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}\r\n`
  if (headers !== undefined && headers !== null) {
    eachHeader(headers, (name, value) => {
      checkHeader(name, value, writeOptionsOf(res))
      text += `${name}: ${String(value)}\r\n`
    })
  }
  return `${text}\r\n`
}

/** Throws unless `status` is one of 1xx other than 101, which changes the protocol and is final. */
export function validateInformational(status: unknown): asserts status is number {
  if (status === 101) throw codedError(RangeError, 'ERR_HTTP_INVALID_STATUS_CODE', 'Invalid status code: 101', validateInformational)
  validateInteger(status, 'statusCode', 100, 199, validateInformational)
}

/** The head of `103 Early Hints`, '' when there is no link and so nothing to hint at. */
export function earlyHintsHead(res: OutgoingMessage, hints: EarlyHints): string {
  validateObject(hints, 'hints', earlyHintsHead)
  const { link, ...others } = hints
  if (link === undefined || link === null) return ''
  const links: readonly unknown[] = Array.isArray(link) ? link : [link]
  for (const one of links) {
    if (typeof one === 'string' && LINK.test(one)) continue
    throw invalidArgValue('hints', one, 'must be an array or string of format "</styles.css>; rel=preload; as=style"', inspect(one), earlyHintsHead)
  }
  if (links.length === 0) return ''
  return informationalHead(res, 103, { Link: links.join(', '), ...others })
}
