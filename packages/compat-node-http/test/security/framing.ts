/** Cases of messages whose end two implementations could see at different places. */
import { ATTACKS_IN_BODIES, ATTACKS_IN_HEADS } from '@layered-http/test-kit'
import { toClient, toServer } from './attack.js'
import type { SecurityCase } from './case.js'

const response = (id: string, what: string, bytes: string, expected: string): SecurityCase => ({ id, side: 'client', what, expected, run: toClient(bytes) })
const OK = 'HTTP/1.1 200 OK\r\n'
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`
const refusedHead = (code: string): string => `${code}, closed, no response`
const refusedBody = (code: string, body = ''): string => `${code}, closed, 200 OK ${JSON.stringify(body)} aborted`

export const FRAMING: SecurityCase[] = [
  ...ATTACKS_IN_HEADS.map(({ id, what, bytes, status }): SecurityCase => ({ id, side: 'server', what, expected: `${status}, closed, handler not called`, run: toServer(bytes) })),
  ...ATTACKS_IN_BODIES.map(({ id, what, bytes, status }): SecurityCase => ({ id, side: 'server', what, expected: `${status}, closed, POST / "" aborted`, run: toServer(bytes) })),
  {
    id: 'CVE-2019-15606',
    side: 'server',
    what: 'white space after a value',
    expected: '"a"',
    run: toServer('GET / HTTP/1.1\r\nHost: a\r\nX: a \t \r\n\r\n', {}, ({ messages }) => JSON.stringify(messages[0]?.rawHeaders[3])),
  },
  {
    id: 'CVE-2024-22019',
    side: 'server',
    what: 'three chunk extensions of 10,000 bytes',
    expected: '200, open, POST / "xxx"',
    run: toServer(`POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${`1;${'A'.repeat(10_000)}=b\r\nx\r\n`.repeat(3)}0\r\n\r\n`),
  },
  {
    id: 'CVE-2026-58044',
    side: 'server',
    what: '1000 fields',
    expected: '200, open, GET / ""',
    run: toServer(`GET / HTTP/1.1\r\nHost: a\r\n${'a:b\r\n'.repeat(999)}\r\n`),
  },
  {
    id: 'CVE-2026-58044',
    side: 'server',
    what: '1001 fields',
    expected: '431, closed, handler not called',
    run: toServer(`GET / HTTP/1.1\r\nHost: a\r\n${'a:b\r\n'.repeat(1000)}\r\n`),
  },
  {
    id: 'llhttp 9.4.2',
    side: 'server',
    what: 'HTAB after Connection: close',
    expected: 'closed, GET /',
    run: toServer('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\t\r\n\r\nGET /evil HTTP/1.1\r\nHost: a\r\n\r\n', {}, ({ connection, messages }) => `${connection}, ${messages.map(({ start }) => start).join(', ')}`),
  },

  response('CVE-2019-15605', 'length and coding', `${OK}Content-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, refusedHead('HPE_INVALID_TRANSFER_ENCODING')),
  response('CVE-2019-15605', 'coding and length', `${OK}Transfer-Encoding: chunked\r\nContent-Length: 10\r\n\r\n0\r\n\r\n`, refusedHead('HPE_INVALID_CONTENT_LENGTH')),
  { id: 'CVE-2019-15606', side: 'client', what: 'white space after a value', expected: '"a"', run: toClient(`${OK}X: a \t \r\nContent-Length: 0\r\n\r\n`, 'GET', ({ messages }) => JSON.stringify(messages[0]?.rawHeaders[1])) },
  response('CVE-2020-8201', 'CR in a name', `${OK}A\rB: c\r\nContent-Length: 0\r\n\r\n`, refusedHead('HPE_INVALID_HEADER_TOKEN')),
  response('CVE-2020-8201', 'CR in a value', `${OK}A: b\rc\r\nContent-Length: 0\r\n\r\n`, refusedHead('HPE_LF_EXPECTED')),
  // The last coding is not chunked, so the body ends with the connection (RFC 9112 section 6.3 (4)).
  response('CVE-2020-8287', 'a second Transfer-Encoding', `${OK}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked-false\r\n\r\n0\r\n\r\n`, 'no error, open, 200 OK "0\\r\\n\\r\\n"'),
  response('CVE-2021-22959', 'a space before the colon', `${OK}Content-Length : 5\r\n\r\nhello`, refusedHead('HPE_INVALID_HEADER_TOKEN')),
  response('CVE-2024-27982', 'a space before a name', `${OK} Content-Length: 5\r\n\r\nhello`, refusedHead('HPE_UNEXPECTED_SPACE')),
  response('CVE-2022-32213', 'a folded Transfer-Encoding', `${OK}Transfer-Encoding: chunked\r\n , identity\r\n\r\n0\r\n\r\n`, refusedHead('HPE_INVALID_HEADER_TOKEN')),
  response('CVE-2022-32214', 'LF alone', `${OK}Dummy: x\nContent-Length: 0\r\n\r\n`, refusedHead('HPE_CR_EXPECTED')),
  response('CVE-2022-35256', 'CR alone', `${OK}Dummy: x\rContent-Length: 0\r\n\r\n`, refusedHead('HPE_LF_EXPECTED')),
  response('CVE-2023-30589', 'CR in front of a coding', `${OK}X-Abc: \rxTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, refusedHead('HPE_STRICT')),
  response('CVE-2025-23167', 'a head that ends with CR CR', `${OK}Content-Length: 5\r\n\rhello`, refusedHead('HPE_STRICT')),
  response('CVE-2021-22960', 'LF in a chunk line', `${CHUNKED}2;\nxx\r\n4c\r\n0\r\n\r\n`, refusedBody('HPE_CR_EXPECTED')),
  response('CVE-2025-23167', 'CR CR in a chunk line', `${CHUNKED}5\r\r;ABCD\r\n34\r\n0\r\n\r\n`, refusedBody('HPE_STRICT')),
  response('CVE-2024-22019', 'a chunk extension of 17,000 bytes', `${CHUNKED}2;${'A'.repeat(17_000)}=bar\r\nAA\r\n0\r\n\r\n`, refusedBody('HPE_CHUNK_EXTENSIONS_OVERFLOW')),
  response('llhttp 9.4.2', 'a status line that ends with CR CR', 'HTTP/1.1 200 OK\r\r\nContent-Length: 0\r\n\r\n', refusedHead('HPE_STRICT')),
  response('llhttp 9.4.2', 'a status line without CRLF', 'HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n', refusedHead('HPE_CR_EXPECTED')),
  response('llhttp 9.4.2', 'HTAB after Connection: close', `${OK}Connection: close\t\r\nContent-Length: 5\r\n\r\nhello`, 'no error, closed, 200 OK "hello"'),
  response('llhttp 9.4.3', 'an empty Transfer-Encoding', `${OK}Transfer-Encoding:\r\n\r\n0\r\n\r\n`, refusedHead('HPE_INVALID_TRANSFER_ENCODING')),
  {
    id: 'CVE-2026-58044',
    side: 'client',
    what: 'a Content-Length after 1001 fields',
    // The fields above the limit are dropped, and the length counts all the same.
    expected: 'free, "hello", 1000 fields',
    run: toClient(`${OK}${'a:b\r\n'.repeat(1001)}Content-Length: 5\r\n\r\nhello`, 'GET', ({ connection, messages }) => `${connection}, ${JSON.stringify(messages[0]?.body)}, ${(messages[0]?.rawHeaders.length ?? 0) / 2} fields`),
  },
]
