/**
 * The names of request headers, for TypeScript users: an editor completes them. Every other name is allowed as well.
 * What may live here: types.
 */
import type { HeadersInit, HeaderValue } from '@layered-http/headers'

/** Fields that a request often has: those of RFC 9110 to 9112 and of the RFCs for CORS, cookies and web sockets, in the spelling of their RFC. */
export type UsualRequestHeaderName =
  | 'Accept' | 'Accept-Charset' | 'Accept-Encoding' | 'Accept-Language' | 'Access-Control-Request-Headers' | 'Access-Control-Request-Method' | 'Authorization' | 'Cache-Control' | 'Connection'
  | 'Content-Disposition' | 'Content-Encoding' | 'Content-Language' | 'Content-Length' | 'Content-Location' | 'Content-Type' | 'Cookie' | 'Date' | 'Expect' | 'Forwarded' | 'From' | 'Host' | 'If-Match'
  | 'If-Modified-Since' | 'If-None-Match' | 'If-Range' | 'If-Unmodified-Since' | 'Keep-Alive' | 'Max-Forwards' | 'Origin' | 'Pragma' | 'Prefer' | 'Proxy-Authorization' | 'Range' | 'Referer'
  | 'Sec-WebSocket-Extensions' | 'Sec-WebSocket-Key' | 'Sec-WebSocket-Protocol' | 'Sec-WebSocket-Version' | 'TE' | 'Trailer' | 'Transfer-Encoding' | 'Upgrade' | 'User-Agent' | 'Via'

/** The name of a request header: a usual one, in the spelling of its RFC or in lower case, or any other. */
export type RequestHeaderName = UsualRequestHeaderName | Lowercase<UsualRequestHeaderName> | (string & Record<never, never>)

/** Request headers by name. A name with the value undefined is an error when the request is made, as in Node. */
export type RequestHeaders = { [Name in UsualRequestHeaderName | Lowercase<UsualRequestHeaderName>]?: HeaderValue | undefined } & Record<string, HeaderValue | undefined>

/** Headers of a request given all at once: an object, a flat list of names and values, or a list of pairs. */
export type RequestHeadersInit = RequestHeaders | HeadersInit
