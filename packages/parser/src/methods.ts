/**
 * Request methods: llhttp's numbers and their names. They are data, so that the list of methods costs no WebAssembly; a test compares them with llhttp's.
 */
import { outOfRange } from '@layered-http/shared'

/** The names, by number. */
const METHODS: readonly string[] = [
  'DELETE', 'GET', 'HEAD', 'POST', 'PUT', 'CONNECT', 'OPTIONS', 'TRACE', 'COPY', 'LOCK', 'MKCOL', 'MOVE', 'PROPFIND', 'PROPPATCH', 'SEARCH', 'UNLOCK',
  'BIND', 'REBIND', 'UNBIND', 'ACL', 'REPORT', 'MKACTIVITY', 'CHECKOUT', 'MERGE', 'M-SEARCH', 'NOTIFY', 'SUBSCRIBE', 'UNSUBSCRIBE', 'PATCH', 'PURGE',
  'MKCALENDAR', 'LINK', 'UNLINK', 'SOURCE', 'PRI', 'DESCRIBE', 'ANNOUNCE', 'SETUP', 'PLAY', 'PAUSE', 'TEARDOWN', 'GET_PARAMETER', 'SET_PARAMETER',
  'REDIRECT', 'RECORD', 'FLUSH', 'QUERY',
]

/** Numbers of `PRI`, which only the preface of HTTP/2 uses, and of the methods of RTSP. */
const FIRST_OTHER_METHOD = 34
const LAST_OTHER_METHOD = 45

/**
 * Returns the name of the request method with llhttp's number `code`, which the head of a request has.
 *
 * @throws RangeError ERR_OUT_OF_RANGE when no method has that number
 */
export function methodName(code: number): string {
  const name = METHODS[code]
  if (name === undefined) throw outOfRange('code', `an integer >= 0 && < ${METHODS.length}`, code)
  return name
}

/** Returns the request methods of HTTP that the parser accepts, sorted: `http.METHODS` of Node. */
export function methodNames(): string[] {
  return METHODS.filter((_, code) => code < FIRST_OTHER_METHOD || code > LAST_OTHER_METHOD).sort()
}
