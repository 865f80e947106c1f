/**
 * Interim responses (RFC 9110 section 15.2): 100, 102, 103 and any other 1xx but 101.
 * What may live here: the checks of their arguments, and their heads as text. ServerResponse writes them.
 */
import { codedError, headText, inspect, invalidArgType, invalidArgValue, validateInteger, validateObject, type FieldLine } from '@layered-http/shared'
import { checkHeader, checkHeaderValue, STATUS_CODES, type HeadersInit, type HeaderValue } from '@layered-http/headers'
import { eachHeader, writeOptionsOf } from '@layered-http/streams/port'

/** The argument of `writeEarlyHints`: `link`, and other headers to send with it. */
export interface EarlyHints {
  [name: string]: HeaderValue | undefined
}

/** One link with parameters: the grammar of a Link header's value (RFC 8288 section 3), as far as Node accepts it. */
const LINK = /^<[^<>\r\n]*>(?:\s*;\s*[^;"\s]+(?:=(?:"[^"\s]*"|[^;"\s]*))?)*$/

/** Throws unless `headers` can be those of an interim response. */
export function checkInformationalHeaders(headers: unknown): void {
  if (headers === undefined || headers === null) return
  if (typeof headers !== 'object') throw invalidArgType('headers', 'object', headers, checkInformationalHeaders)
  if (Array.isArray(headers) && headers.length % 2 !== 0 && !Array.isArray(headers[0])) throw invalidArgValue('headers', headers, 'is invalid', inspect(headers), checkInformationalHeaders)
}

/** Returns the head of an interim response to `res`. Throws as `setHeader` does for wrong headers. */
export function informationalHead(res: object, status: number, headers: HeadersInit | null | undefined): string {
  const lines: FieldLine[] = []
  if (headers !== undefined && headers !== null) {
    eachHeader(headers, (name, value) => {
      const rules = writeOptionsOf(res)
      checkHeader(name, value, rules)
      // An object may give another string each time it is asked: the one that is sent is checked.
      const text = String(value)
      checkHeaderValue(name, text, rules.lenientValues, informationalHead)
      lines.push([name, text])
    })
  }
  return headText(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}`, lines)
}

/** Throws unless `status` is one of 1xx other than 101, which changes the protocol and is final. */
export function validateInformational(status: unknown): asserts status is number {
  if (status === 101) throw codedError(RangeError, 'ERR_HTTP_INVALID_STATUS_CODE', 'Invalid status code: 101', validateInformational)
  validateInteger(status, 'statusCode', 100, 199, validateInformational)
}

/** Returns the head of `103 Early Hints`; '' without a link, since then there is no hint. */
export function earlyHintsHead(res: object, hints: EarlyHints): string {
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
