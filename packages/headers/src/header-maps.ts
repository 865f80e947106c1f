/**
 * The maps of received headers as types: which names a request and a response have by their definition (RFC 9110, and what browsers and proxies send). What may live here: types.
 *
 * Any other name is there, too, as `string | string[] | undefined`. Both maps can be used where `@types/node` has `IncomingHttpHeaders`.
 */

/** Names that requests and responses have. */
export interface MessageHeaders {
  'cache-control'?: string
  connection?: string
  'content-encoding'?: string
  'content-language'?: string
  'content-length'?: string
  'content-location'?: string
  'content-type'?: string
  date?: string
  'keep-alive'?: string
  pragma?: string
  'sec-websocket-extensions'?: string
  'sec-websocket-protocol'?: string
  'sec-websocket-version'?: string
  /** A list in every message, although only responses have it by its definition. */
  'set-cookie'?: string[]
  trailer?: string
  'transfer-encoding'?: string
  upgrade?: string
  via?: string
  [name: string]: string | string[] | undefined
}

/** The headers of a request, by lower-case name. */
export interface RequestHeaders extends MessageHeaders {
  accept?: string
  'accept-encoding'?: string
  'accept-language'?: string
  'access-control-request-headers'?: string
  'access-control-request-method'?: string
  authorization?: string
  cookie?: string
  expect?: string
  forwarded?: string
  from?: string
  host?: string
  'if-match'?: string
  'if-modified-since'?: string
  'if-none-match'?: string
  'if-range'?: string
  'if-unmodified-since'?: string
  'max-forwards'?: string
  origin?: string
  prefer?: string
  'proxy-authorization'?: string
  range?: string
  referer?: string
  'sec-fetch-dest'?: string
  'sec-fetch-mode'?: string
  'sec-fetch-site'?: string
  'sec-fetch-user'?: string
  'sec-websocket-key'?: string
  te?: string
  'upgrade-insecure-requests'?: string
  'user-agent'?: string
  'x-forwarded-for'?: string
  'x-forwarded-host'?: string
  'x-forwarded-proto'?: string
}

/** The headers of a response, by lower-case name. */
export interface ResponseHeaders extends MessageHeaders {
  'accept-patch'?: string
  'accept-ranges'?: string
  'access-control-allow-credentials'?: string
  'access-control-allow-headers'?: string
  'access-control-allow-methods'?: string
  'access-control-allow-origin'?: string
  'access-control-expose-headers'?: string
  'access-control-max-age'?: string
  age?: string
  allow?: string
  'alt-svc'?: string
  'content-disposition'?: string
  'content-range'?: string
  'content-security-policy'?: string
  etag?: string
  expires?: string
  'last-modified'?: string
  link?: string
  location?: string
  'proxy-authenticate'?: string
  'referrer-policy'?: string
  'retry-after'?: string
  'sec-websocket-accept'?: string
  server?: string
  'server-timing'?: string
  'strict-transport-security'?: string
  vary?: string
  'www-authenticate'?: string
}
