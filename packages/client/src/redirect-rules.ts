/**
 * What becomes of a response that names another place: the rules of RFC 9110 section 15.4 as pure functions. The requests that
 * follow from it are made by redirecting-request.ts.
 */
import { codedError, type CodedError } from '@layered-http/shared'

/** What is known when a response arrives. */
export interface RedirectFacts {
  /** Where the request went. */
  url: URL
  method: string
  status: number
  location: string | undefined
  /** The request's body can be sent again: there is none, or it was given to `end()` whole. */
  isReplayable: boolean
  /** Requests made so far, each as {@link visit}. */
  visited: ReadonlySet<string>
  /** Redirections that may still be followed. */
  left: number
  /** A request over TCP can go on over TLS. */
  isSecurable: boolean
}

/** What to do with it. */
export type RedirectVerdict =
  /** It is the response. */
  | { kind: 'deliver' }
  /** The next request. */
  | { kind: 'follow'; url: URL; method: string; keepsBody: boolean; isSameOrigin: boolean }
  | { kind: 'fail'; error: CodedError }

const DELIVER: RedirectVerdict = { kind: 'deliver' }

/** 300 and 304 to 306 name no place to go to. */
const REDIRECTIONS = new Set([301, 302, 303, 307, 308])

const fail = (code: string, message: string): RedirectVerdict => ({ kind: 'fail', error: codedError(Error, code, message) })

/** Whether a request target is in absolute form, which is for proxies (RFC 9112 section 3.2.2). */
export function isAbsolute(target: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(target)
}

/** What a request asks for, from its target and where it goes. Null if that is not a URL: then no Location can be resolved. */
export function targetOf(target: string, { protocol, host }: { protocol: string; host: string }, port: number | undefined): URL | null {
  // One colon may be a port that was left in the name; an address has more.
  const name = host.indexOf(':') !== host.lastIndexOf(':') && !host.startsWith('[') ? `[${host}]` : host
  // `*`, and the `host:port` of CONNECT, are not paths.
  const text = isAbsolute(target) ? target : `${protocol}//${name}:${port ?? ''}${target.startsWith('/') ? target : '/'}`
  return URL.canParse(text) ? new URL(text) : null
}

/** A request in {@link RedirectFacts.visited}. */
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
  if (!URL.canParse(location, url.href)) return fail('ERR_HTTP_REDIRECT_LOCATION', `Redirected to what is no URL: ${location}`)
  const target = new URL(location, url.href)
  // Never the other way: what was meant for TLS does not leave in the clear.
  const isSecured = isSecurable && url.protocol === 'http:' && target.protocol === 'https:'
  if (target.protocol !== url.protocol && !isSecured) return fail('ERR_HTTP_REDIRECT_LOCATION', `Redirected to another protocol: ${target.protocol}`)
  // Credentials in a Location are the server's choice, not the user's; a fragment means nothing to a server.
  target.username = target.password = target.hash = ''
  if (visited.has(visit(next, target))) return fail('ERR_HTTP_REDIRECT_LOOP', `Redirected to where it was before: ${target.href}`)
  return { kind: 'follow', url: target, method: next, keepsBody, isSameOrigin: target.origin === url.origin }
}

/** 303 is answered by a GET; so is, by custom, a POST that meets 301 or 302 (RFC 9110 sections 15.4.2 to 15.4.4). */
function methodAfter(status: number, method: string): string {
  if (status === 303) return method === 'HEAD' ? 'HEAD' : 'GET'
  return method === 'POST' && status < 303 ? 'GET' : method
}

/** Fields about a body (RFC 9110 section 8) and its transfer, which mean nothing without it. */
const BODY_FIELDS = new Set(['content-length', 'content-type', 'content-encoding', 'content-language', 'content-location', 'transfer-encoding', 'trailer', 'expect'])
/** What is meant for one origin alone. */
const CONFIDENTIAL_FIELDS = new Set(['authorization', 'cookie', 'cookie2', 'proxy-authorization'])
/** What every request gets anew, from its URL or its agent. */
const OWN_FIELDS = new Set(['host', 'proxy-connection'])

/** What decides about the headers of the next request. */
export interface HeaderFacts {
  keepsBody: boolean
  isSameOrigin: boolean
  /** The request names its proxy itself, and so does the next. */
  isSameProxy: boolean
}

/** Whether a header of a request is sent with the next one. */
export function carriesHeader(name: string, { keepsBody, isSameOrigin, isSameProxy }: HeaderFacts): boolean {
  const key = name.toLowerCase()
  if (OWN_FIELDS.has(key)) return false
  if (isSameProxy && key === 'proxy-authorization') return true
  return (keepsBody || !BODY_FIELDS.has(key)) && (isSameOrigin || !CONFIDENTIAL_FIELDS.has(key))
}
