/**
 * The rules of redirections (RFC 9110 section 15.4).
 * What may live here: pure functions. The requests that they lead to are made in follow.ts.
 */
import { codedError, withBrackets, type CodedError } from '@layered-http/shared'

/** The facts that decide about a response. */
export interface RedirectFacts {
  /** Where the request went. */
  url: URL
  method: string
  status: number
  location: string | undefined
  /** The body can be sent again: the request has none, or it was given to `end()` as a whole. */
  isReplayable: boolean
  /** The requests made so far, each as {@link visit} returns it. */
  visited: ReadonlySet<string>
  /** The number of redirections that may still be followed. */
  left: number
  /** A request over TCP can continue over TLS. */
  isSecurable: boolean
}

/** What to do with the response. */
export type RedirectVerdict =
  /** Deliver it. */
  | { kind: 'deliver' }
  /** Follow it to `url`. */
  | { kind: 'follow'; url: URL; method: string; keepsBody: boolean; isSameOrigin: boolean }
  /** Fail the request. */
  | { kind: 'fail'; error: CodedError }

const DELIVER: RedirectVerdict = { kind: 'deliver' }

/** The statuses that are followed: 300 and 304 to 306 do not name a place to go to. */
const REDIRECTIONS = new Set([301, 302, 303, 307, 308])

const fail = (code: string, message: string): RedirectVerdict => ({ kind: 'fail', error: codedError(Error, code, message) })

/** True if a request target is in absolute form, which is for proxies (RFC 9112 section 3.2.2). */
export function isAbsolute(target: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(target)
}

/** The URL of a request, from its target and where it goes. Null if they do not make a URL: then a Location cannot be resolved. */
export function targetOf(target: string, { protocol, host }: { protocol: string; host: string }, port: number | undefined): URL | null {
  // `*`, and the `host:port` of CONNECT, are not paths.
  const text = isAbsolute(target) ? target : `${protocol}//${withBrackets(host)}:${port ?? ''}${target.startsWith('/') ? target : '/'}`
  return URL.canParse(text) ? new URL(text) : null
}

/** The entry of a request in {@link RedirectFacts.visited}. */
export function visit(method: string, url: URL): string {
  return `${method} ${url.href}`
}

/** Decides about a response. */
export function decideRedirect({ url, method, status, location, isReplayable, visited, left, isSecurable }: RedirectFacts): RedirectVerdict {
  if (location === undefined || !REDIRECTIONS.has(status)) return DELIVER
  const next = methodAfter(status, method)
  const keepsBody = next === method && status !== 303
  if (keepsBody && !isReplayable) return DELIVER
  if (left <= 0) return fail('ERR_HTTP_TOO_MANY_REDIRECTS', 'The limit of redirections is reached')
  if (!URL.canParse(location, url.href)) return fail('ERR_HTTP_REDIRECT_LOCATION', `Redirected to a Location that is not a URL: ${location}`)
  const target = new URL(location, url.href)
  // Never the other way: a request that was meant for TLS does not leave in the clear.
  const isSecured = isSecurable && url.protocol === 'http:' && target.protocol === 'https:'
  if (target.protocol !== url.protocol && !isSecured) return fail('ERR_HTTP_REDIRECT_LOCATION', `Redirected to another protocol: ${target.protocol}`)
  // Credentials in a Location are chosen by the server, not by the user. A fragment means nothing to a server.
  target.username = target.password = target.hash = ''
  if (visited.has(visit(next, target))) return fail('ERR_HTTP_REDIRECT_LOOP', `Redirected to where it was before: ${target.href}`)
  return { kind: 'follow', url: target, method: next, keepsBody, isSameOrigin: target.origin === url.origin }
}

/** The next method: GET after 303 and, by custom, after 301 or 302 of a POST (RFC 9110 sections 15.4.2 to 15.4.4). */
function methodAfter(status: number, method: string): string {
  if (status === 303) return method === 'HEAD' ? 'HEAD' : 'GET'
  return method === 'POST' && status < 303 ? 'GET' : method
}

/** Fields about a body (RFC 9110 section 8) and its transfer. They mean nothing without a body. */
const BODY_FIELDS = new Set(['content-length', 'content-type', 'content-encoding', 'content-language', 'content-location', 'transfer-encoding', 'trailer', 'expect'])
/** Fields for one origin alone. */
const CONFIDENTIAL_FIELDS = new Set(['authorization', 'cookie', 'cookie2', 'proxy-authorization'])
/** Fields that each request gets from its own URL or agent. */
const OWN_FIELDS = new Set(['host', 'proxy-connection'])

/** The facts that decide about the headers of the next request. */
export interface HeaderFacts {
  keepsBody: boolean
  isSameOrigin: boolean
  /** The target of the request is in absolute form: the next one goes to the same proxy. */
  isSameProxy: boolean
}

/** True if a header of a request is sent with the next one, too. */
export function carriesHeader(name: string, { keepsBody, isSameOrigin, isSameProxy }: HeaderFacts): boolean {
  const key = name.toLowerCase()
  if (OWN_FIELDS.has(key)) return false
  if (isSameProxy && key === 'proxy-authorization') return true
  return (keepsBody || !BODY_FIELDS.has(key)) && (isSameOrigin || !CONFIDENTIAL_FIELDS.has(key))
}
