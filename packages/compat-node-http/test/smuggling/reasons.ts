/**
 * Why ours differs: between cuttings, from Node 26, or from what RFC 9112 asks. A difference without a reason fails the test, and so does a reason
 * without a difference.
 */
import { shown } from './case.js'
import type { Column } from './columns.js'
import type { Finding } from './findings.js'
import { BAD_HOSTS } from './requests/fields.js'

export interface Reason {
  id: string
  why: string
  from: Finding['from']
  side: Finding['side']
  /** The columns in which there is the difference. Default all. */
  columns?: Column['name'][]
  /** Of a server: it must have sent this status, and called no handler. Default any outcome. */
  status?: number
  /** Names of cases. Each must have a difference, and each pattern at least one. */
  cases: (string | RegExp)[]
}

/** Chunk extensions with white space, which the RFC calls bad and asks to ignore. */
const SPACED_EXTENSIONS = [' ;a=b', '\t;a=b', '; a=b', ';\ta=b', ';a =b', ';a= b', ';a = b ;c = d']
/** Extensions without a name or a value, or with a value of two parts. */
const ODD_EXTENSIONS = [';;a=b', ';=b', ';a=', ';a=b"c"']
const extensions = (texts: string[]): string[] => texts.map((text) => `chunks, extension ${JSON.stringify(text)}`)

export const REASONS: Reason[] = [
  // Between cuttings

  {
    id: 'a response that closes an HTTP/1.0 connection',
    why: 'the next request is emitted if it comes in the same read, before the handler has responded to the first; then the response closes the connection, and the next request gets none',
    from: 'cutting',
    side: 'request',
    cases: ['Connection: keep-alive of HTTP/1.0'],
  },
  {
    id: 'a response that closes an HTTP/1.0 connection',
    why: 'the same; strict refuses the coding, and takes the connection for one that closes',
    from: 'cutting',
    side: 'request',
    columns: ['default'],
    cases: ['coding of a request of HTTP/1.0 with keep-alive', 'Connection: close, keep-alive of HTTP/1.0'],
  },
  {
    id: 'an empty line after a response',
    why: 'it is skipped if it comes with the response; on an idle connection, bytes of any kind close it',
    from: 'cutting',
    side: 'response',
    cases: ['an empty line after the response'],
  },

  // From Node 26

  {
    id: 'HTAB after framing',
    why: 'ours refuses HTAB after the digits of a length and after `chunked`: other implementations do not take it for white space',
    from: 'node',
    side: 'request',
    cases: ['length "5\\t"', 'length "5 \\t "', 'coding "chunked\\t"', 'coding "chunked \\t "'],
  },
  {
    id: 'HTAB after framing',
    why: 'as for requests; Node passes the chunks on as the body',
    from: 'node',
    side: 'response',
    cases: ['length "5\\t"', 'length "5 \\t "', 'coding "chunked\\t"', 'coding "chunked \\t "'],
  },
  {
    id: 'declined upgrade',
    why: 'after a request whose upgrade has no listener, ours reads on; Node drops the rest of the read',
    from: 'node',
    side: 'request',
    cases: ['Upgrade that no listener takes', 'Upgrade to h2c', 'Upgrade of a POST with a length', 'Upgrade of a POST with chunks'],
  },
  {
    id: 'a request after one without Host',
    why: 'after the 400 ours processes no other request; Node calls the handler for those of the same read, and sends no response to them',
    from: 'node',
    side: 'request',
    cases: ['Host missing'],
  },
  {
    id: 'framing fields in trailers',
    why: 'the parser says at the end of the message that the connection is not to be kept; ours looks there, Node at the end of the head',
    from: 'node',
    side: 'response',
    cases: ['chunks, trailers, Transfer-Encoding: identity', 'chunks, trailers, Connection: close'],
  },
  {
    id: 'CR CR after a status line',
    why: 'both refuse it; if a header follows, ours reports the error there',
    from: 'node',
    side: 'response',
    cases: ['reason "\\r"'],
  },
  {
    id: '101 that upgrades nothing',
    why: 'both take it for a response; Node drops the rest of the read and keeps the connection, ours takes the rest for surplus and closes',
    from: 'node',
    side: 'response',
    cases: ['101 without Upgrade, then a response'],
  },
  {
    id: 'surplus on an idle connection',
    why: 'ours closes the connection; Node keeps it, and reads the rest of the response as the next one',
    from: 'node',
    side: 'response',
    cases: ['half a response after the response'],
  },

  {
    id: 'strict: codings',
    why: 'a last coding other than chunked is refused before the handler runs; Node calls it, and then refuses the body. A coding in HTTP/1.0 is refused',
    from: 'node',
    side: 'request',
    columns: ['strict'],
    status: 400,
    cases: [/^coding "/, /^coding of a request of HTTP\/1\.0/, 'coding and a close-delimited body'],
  },
  {
    id: 'strict: Host',
    why: 'more than one, or one that is not a host, is refused',
    from: 'node',
    side: 'request',
    columns: ['strict'],
    status: 400,
    cases: [/ in Host$/, /^Host "/, /^Host twice/],
  },
  {
    id: 'strict: targets and spaces',
    why: 'a target in none of the forms of its method, and a second space, are refused',
    from: 'node',
    side: 'request',
    columns: ['strict'],
    status: 400,
    cases: [/^SP (?:after the|before the)/, /^two spaces before/, /^target "/, /^target of CONNECT/],
  },
  {
    id: 'strict: close and keep-alive in HTTP/1.0',
    why: 'close wins, so that the next request is refused',
    from: 'node',
    side: 'request',
    columns: ['strict'],
    cases: ['Connection: close, keep-alive of HTTP/1.0'],
  },
  {
    id: 'strict: versions',
    why: 'other versions than 1.0 and 1.1 get 505, and so do bytes that are not a version; Node accepts some, and refuses the others with 400',
    from: 'node',
    side: 'request',
    columns: ['strict'],
    status: 505,
    cases: [/^version "/, / in the version$/, / after the version$/, /^LF/, 'no version', 'a space at the end', 'a fourth word', 'a second version', 'target "/x HTTP/1.1 y"', 'a version of another protocol in the target'],
  },

  // From what the RFC asks

  {
    id: 'HTAB after framing',
    why: 'RFC 9110 section 5.5 takes it for white space; ours refuses it, because other implementations do not. Refusing is safe',
    from: 'rfc',
    side: 'request',
    cases: ['length "5\\t"', 'length "5 \\t "', 'coding "chunked\\t"', 'coding "chunked \\t "'],
  },
  {
    id: 'HTAB after framing',
    why: 'as for requests',
    from: 'rfc',
    side: 'response',
    cases: ['length "5\\t"', 'length "5 \\t "', 'coding "chunked\\t"', 'coding "chunked \\t "'],
  },
  {
    id: 'a comma after chunked',
    why: 'RFC 9110 section 5.6.1.2 ignores empty elements; llhttp refuses the request, as node:http. Refusing is safe',
    from: 'rfc',
    side: 'request',
    cases: ['coding "chunked,"', 'coding "chunked, "', 'coding "chunked,,"'],
  },
  {
    id: 'a comma after chunked',
    why: 'llhttp takes the empty element for the last coding, so that the body ends with the connection, as node:http. No byte of it becomes another response',
    from: 'rfc',
    side: 'response',
    cases: ['coding "chunked,"', 'coding "chunked, "', 'coding "chunked,,"'],
  },
  {
    id: 'a coding in HTTP/1.0',
    why: 'section 6.1 asks to close the connection after the message; ours keeps it if the request asks for that, as node:http',
    from: 'rfc',
    side: 'request',
    columns: ['default'],
    cases: ['coding of a request of HTTP/1.0 with keep-alive'],
  },
  {
    id: 'white space in chunk extensions',
    why: 'section 7.1.1 asks to ignore it, where senders must not write it; llhttp refuses it, as node:http. Refusing is safe',
    from: 'rfc',
    side: 'request',
    cases: extensions(SPACED_EXTENSIONS),
  },
  {
    id: 'white space in chunk extensions',
    why: 'as for requests',
    from: 'rfc',
    side: 'response',
    cases: extensions(SPACED_EXTENSIONS),
  },
  {
    id: 'odd chunk extensions',
    why: 'llhttp accepts some that the syntax does not have, as node:http. They end with their line all the same, so the framing is the same',
    from: 'rfc',
    side: 'request',
    cases: extensions(ODD_EXTENSIONS),
  },
  {
    id: 'odd chunk extensions',
    why: 'as for requests',
    from: 'rfc',
    side: 'response',
    cases: extensions(ODD_EXTENSIONS),
  },
  {
    id: 'Connection: close in trailers',
    why: 'trailers must not be taken for headers; ours closes the connection, as node:http. No message is read at another place',
    from: 'rfc',
    side: 'request',
    cases: ['chunks, trailers, Connection: close'],
  },
  {
    id: 'CR in front of a request',
    why: 'llhttp skips CR and LF of any number in front of a request, not only empty lines, as node:http. They are part of no message',
    from: 'rfc',
    side: 'request',
    cases: ['CR before the method', 'CR CR before a request', 'CR between two requests'],
  },
  {
    id: 'Host that is not a host',
    why: 'section 3.2 asks for 400; the handler gets it, as with node:http',
    from: 'rfc',
    side: 'request',
    columns: ['default'],
    cases: [...['HTAB', 'SP', 'byte 80', 'byte 85', 'byte A0', 'byte FF'].map((character) => `${character} in Host`), ...BAD_HOSTS.map((host) => `Host ${shown(host)}`)],
  },
  {
    id: 'Host twice',
    why: 'section 3.2 asks for 400; ours takes the first, as node:http',
    from: 'rfc',
    side: 'request',
    columns: ['default'],
    cases: ['Host twice', 'Host twice with equal values', 'Host twice in two cases', 'Host twice in a request of HTTP/1.0'],
  },
  {
    id: 'close and keep-alive in HTTP/1.0',
    why: 'section 9.3 says that close wins, as with strict; llhttp takes keep-alive in HTTP/1.0, as node:http',
    from: 'rfc',
    side: 'request',
    columns: ['default'],
    cases: ['Connection: close, keep-alive of HTTP/1.0'],
  },
  {
    id: 'minor versions',
    why: 'RFC 9110 section 2.5 asks to take HTTP/1.2 and later ones for 1.1; llhttp knows no such version, as node:http. Refusing is safe',
    from: 'rfc',
    side: 'request',
    cases: ['version "HTTP/1.2"', 'version "HTTP/1.9"'],
  },
  {
    id: 'minor versions',
    why: 'as for requests',
    from: 'rfc',
    side: 'response',
    cases: ['version "HTTP/1.2"'],
  },
  {
    id: 'RTSP',
    why: 'llhttp takes RTSP/1.0 with a method that RTSP has too for HTTP/1.0, as node:http; strict refuses it',
    from: 'rfc',
    side: 'request',
    columns: ['default'],
    cases: ['version "RTSP/1.0"'],
  },
  {
    id: 'RTSP',
    why: 'as for requests',
    from: 'rfc',
    side: 'response',
    cases: ['version "RTSP/1.0"'],
  },
  {
    id: '101 that upgrades nothing',
    why: 'ours takes it for the final response, as node:http; the rest is surplus and closes the connection',
    from: 'rfc',
    side: 'response',
    cases: ['101 without Upgrade, then a response'],
  },
  {
    id: 'a refusal of CONNECT',
    why: 'the program gets the connection after the head of every response to CONNECT, as with node:http; the body is for it to read',
    from: 'rfc',
    side: 'response',
    cases: ['407 to CONNECT'],
  },
]
