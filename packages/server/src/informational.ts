/** Responses before the response (RFC 9110 section 15.2): 100, 102, 103 and any other 1xx but 101. */
import { codedError, invalidArgType, invalidArgValue, outOfRange, validateObject } from '@layered-http/shared'
import { STATUS_CODES, validateHeaderName, validateHeaderValue, type HeaderValue } from '@layered-http/headers'
import { eachHeader, type HeadersInit } from '@layered-http/streams'

/** What `writeEarlyHints` takes: `link`, and other headers to send with it. */
export interface EarlyHints {
  [name: string]: HeaderValue | undefined
}

/** One link or more, with parameters: the shape of a Link header's value (RFC 8288 section 3). */
const LINK = /^<[^<>]*>(?:\s*;\s*[^;"\s=]+(?:=(?:"[^"]*"|[^;"\s]*))?)*$/

/** The head of an informational response. `lenient` is of its header values. */
export function informationalHead(status: number, headers: HeadersInit | undefined, lenient: boolean): string {
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}\r\n`
  if (headers !== undefined && headers !== null) {
    eachHeader(headers, (name, value) => {
      validateHeaderName(name)
      for (const item of Array.isArray(value) ? (value as readonly string[]) : [value]) {
        validateHeaderValue(name, item, lenient)
        text += `${name}: ${String(item)}\r\n`
      }
    })
  }
  return `${text}\r\n`
}

/** Throws unless `status` is one of 1xx other than 101, which changes the protocol and is final. */
export function validateInformational(status: unknown): asserts status is number {
  if (typeof status !== 'number') throw invalidArgType('statusCode', 'number', status)
  if (status === 101) throw codedError(RangeError, 'ERR_HTTP_INVALID_STATUS_CODE', `Invalid status code: ${status}`)
  if (!Number.isInteger(status) || status < 100 || status > 199) throw outOfRange('statusCode', '>= 100 && <= 199', status)
}

/** The head of `103 Early Hints`, '' when there is no link and so nothing to hint at. */
export function earlyHintsHead(hints: EarlyHints, lenient: boolean): string {
  validateObject(hints, 'hints')
  const { link, ...others } = hints
  if (link === undefined || link === null) return ''
  const links = typeof link === 'string' ? [link] : link
  if (!Array.isArray(links) || !links.every((item) => typeof item === 'string' && item.split(/,(?=\s*<)/).every((one) => LINK.test(one.trim())))) {
    throw invalidArgValue('hints', link, 'must be an array or string of format "</styles.css>; rel=preload; as=style"')
  }
  if (links.length === 0) return ''
  return informationalHead(103, { Link: links.join(', '), ...others }, lenient)
}
