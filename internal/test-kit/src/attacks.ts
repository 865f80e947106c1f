/** Requests that attacked HTTP servers, with their advisories, as data: for the tests of the server and for the security report. */

export interface Attack {
  /** The advisory, or `RFC 9112` if there is none. */
  readonly id: string
  readonly what: string
  /** Each character is one byte. */
  readonly bytes: string
  /** The status of the reply. */
  readonly status: 400 | 413 | 431
}

const POST = 'POST / HTTP/1.1\r\nHost: a\r\n'
const CHUNKED = `${POST}Transfer-Encoding: chunked\r\n\r\n`

const head = (id: string, what: string, bytes: string, status: Attack['status'] = 400): Attack => ({ id, what, bytes, status })
const body = head

/** Refused before a handler is called. */
export const ATTACKS_IN_HEADS: readonly Attack[] = [
  head('CVE-2019-15605', 'length and coding', `${POST}Content-Length: 10\r\nTransfer-Encoding: eee, chunked\r\n\r\n0\r\n\r\n`),
  head('CVE-2019-15605', 'coding and length', `${POST}Transfer-Encoding: chunked\r\nContent-Length: 10\r\n\r\n0\r\n\r\n`),
  head('CVE-2020-8201', 'CR in a name', 'GET / HTTP/1.1\r\nHost: a\r\nA\rB: c\r\n\r\n'),
  head('CVE-2020-8201', 'CR in a value', 'GET / HTTP/1.1\r\nHost: a\r\nA: b\rc\r\n\r\n'),
  head('CVE-2020-8287', 'a second Transfer-Encoding', `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked-false\r\n\r\n0\r\n\r\n`),
  head('CVE-2021-22959', 'a space before the colon', `${POST}Content-Length : 5\r\n\r\nhello`),
  head('CVE-2024-27982', 'a space before a name', 'GET / HTTP/1.1\r\n Host: a\r\n\r\n'),
  head('CVE-2024-27982', 'a space before Content-Length', `${POST}A: b\r\n Content-Length: 5\r\n\r\nhello`),
  head('CVE-2022-32213', 'a folded Transfer-Encoding', `${POST}Transfer-Encoding: chunked\r\n , identity\r\n\r\n0\r\n\r\n`),
  head('CVE-2022-32215', 'a coding on a second line', `${POST}Transfer-Encoding: chunked\r\n , chunked-false\r\n\r\n0\r\n\r\n`),
  head('CVE-2022-32214', 'LF alone', `${POST}Dummy: x\nContent-Length: 23\r\n\r\nGET / HTTP/1.1\r\nA: b\r\n\r\n`),
  head('CVE-2022-35256', 'CR alone', `${POST}Dummy: x\rContent-Length: 23\r\n\r\nGET / HTTP/1.1\r\nA: b\r\n\r\n`),
  head('CVE-2023-30589', 'CR in front of a coding', `${POST}X-Abc: \rxTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
  head('CVE-2025-23167', 'a head that ends with CR CR', 'GET / HTTP/1.1\r\nHost: a\r\n\rZ: x\r\n\r\n'),
  head('CVE-2026-58044', 'a Content-Length after 1000 fields', `${POST}${'a:b\r\n'.repeat(1000)}Content-Length: 5\r\n\r\nhello`, 431),
  head('RFC 9112 6.3', 'two lengths', `${POST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy`),
  head('RFC 9112 6.3', 'a length with a sign', `${POST}Content-Length: +1\r\n\r\nx`),
  head('RFC 9110 5.5', 'NUL in a value', 'GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n'),
  head('llhttp 9.4.3', 'an empty Transfer-Encoding', `${POST}Transfer-Encoding:\r\n\r\n`),
  head('RFC 9113 3.4', 'the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
]

/** Refused in the body: the handler is called, and its request is aborted. */
export const ATTACKS_IN_BODIES: readonly Attack[] = [
  body('CVE-2021-22960', 'LF in a chunk line', `${CHUNKED}2;\nxx\r\n4c\r\n0\r\n\r\n`),
  body('CVE-2025-23167', 'CR CR in a chunk line', `${CHUNKED}5\r\r;ABCD\r\n34\r\n0\r\n\r\n`),
  body('CVE-2022-32213', 'a coding that only looks like chunked', `${POST}Transfer-Encoding: chunkedchunked\r\n\r\n1\r\na\r\n0\r\n\r\n`),
  body('CVE-2024-22019', 'a chunk extension of 17,000 bytes', `${CHUNKED}2;${'A'.repeat(17_000)}=bar\r\nAA\r\n0\r\n\r\n`, 413),
  body('RFC 9112 7.1', 'a chunk size that no number holds', `${CHUNKED}fffffffffffffffff\r\n`),
  body('RFC 9110 6.5', 'a length in the trailers', `${CHUNKED}0\r\nContent-Length: 1\r\n\r\n`),
]
