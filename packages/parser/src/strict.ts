/**
 * Strict requests: what RFC 9112 tells a server to refuse, and llhttp and Node accept. Pure decisions about a complete head.
 *
 * Spaces in the request line are not here: a complete head does not have them. `recorder/index.ts` refuses them.
 */
import { HTTP_1_0, HTTP_1_1 } from '@layered-http/shared'
import { listMembers } from './list.js'
import { Method, Refused } from './state.js'

/** The head of a request, as far as the rules need it. */
export interface StrictHead {
  /** llhttp's number. */
  readonly method: number
  /** `major << 8 | minor`. */
  readonly version: number
  readonly target: string
  /** The values of all Host fields. */
  readonly hosts: readonly string[]
  /** The values of all Transfer-Encoding fields. */
  readonly codings: readonly string[]
}

/** Returns why the request is refused; `Refused.NOT` if it is accepted. */
export function refusalOf({ method, version, target, hosts, codings }: StrictHead): Refused {
  // RFC 9110 section 2.5. HTTP/0.9 has no fields, and HTTP/2 is another protocol.
  if (version !== HTTP_1_1 && version !== HTTP_1_0) return Refused.UNSUPPORTED_VERSION
  if (!isTarget(method, target)) return Refused.INVALID_TARGET
  // RFC 9112 section 3.2.
  if (hosts.length > 1) return Refused.SEVERAL_HOSTS
  if (hosts.length === 0) {
    if (version === HTTP_1_1) return Refused.MISSING_HOST
  } else if (!isHost(hosts[0]!)) return Refused.INVALID_HOST
  if (codings.length === 0) return Refused.NOT
  // RFC 9112 section 6.1, and section 6.3 rule 4.
  if (version === HTTP_1_0) return Refused.CODING_IN_HTTP_1_0
  return isChunkedLast(codings) ? Refused.NOT : Refused.LAST_CODING_NOT_CHUNKED
}

/**
 * True if a target has one of the four forms (RFC 9112 section 3.2), and one that its method may have. None has a fragment.
 * Characters that a URI must encode, such as `|`, are accepted: browsers send them.
 */
export function isTarget(method: number, target: string): boolean {
  if (target.includes('#')) return false
  if (method === Method.CONNECT) return AUTHORITY_FORM.test(target)
  if (target.startsWith('/')) return true
  return target === '*' ? method === Method.OPTIONS : ABSOLUTE_FORM.test(target)
}

/** A host that may be empty, and perhaps a port (RFC 3986 section 3.2.2). */
const HOST = String.raw`(?:\[[\da-f:.]+\]|\[v[\da-f]+\.[\w.~!$&'()*+,;=:-]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)`
const HOST_FIELD = new RegExp(`^${HOST}(?::\\d*)?$`, 'i')
const AUTHORITY_FORM = new RegExp(`^(?!:)${HOST}:\\d+$`, 'i')
const ABSOLUTE_FORM = /^[a-z][a-z\d+.-]*:\/\/[^/?]/i

/** True if the value is a valid Host (RFC 9110 section 7.2). */
export function isHost(value: string): boolean {
  return HOST_FIELD.test(value)
}

/** True if `chunked` is the last transfer coding, and there only once (RFC 9112 section 6.1). */
export function isChunkedLast(values: readonly string[]): boolean {
  const codings = listMembers(values)
  return codings.indexOf('chunked') === codings.length - 1 && codings.length > 0
}
