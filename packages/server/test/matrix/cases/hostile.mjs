/** Hostile input: requests that two parsers could read differently, and input over the limits. */
export const kind = 'server'

/** Sends the parsed request back, so that a wrong reading is visible in the trace. */
function show(req, res) {
  let body = ''
  req.setEncoding('latin1')
  req.on('data', (text) => (body += text))
  req.on('end', () => res.end(`[${req.method} ${req.url} ${JSON.stringify(body)}]`))
}

/** Returns `text` with CRLF instead of each LF. */
const lines = (text) => text.replaceAll('\n', '\r\n')
const attack = (send) => ({ send, handle: show, events: false })
const post = (headers, body = '') => attack(`POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n\r\n${body}`)

export const cases = {
  'P-12 Content-Length and Transfer-Encoding (CVE-2019-15605)': post('Content-Length: 10\r\nTransfer-Encoding: eee, chunked', '0\r\n\r\n'),
  'P-12 Transfer-Encoding and Content-Length': post('Transfer-Encoding: chunked\r\nContent-Length: 5', '0\r\n\r\n'),
  'P-06 CR inside a value (CVE-2020-8201)': post('X: a\rb', ''),
  'P-11 Transfer-Encoding twice (CVE-2020-8287)': post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked-false', '0\r\n\r\n'),
  'P-07 white space before a colon (CVE-2021-22959)': post('Content-Length : 5', 'abcde'),
  'P-07 white space before a name (CVE-2024-27982)': post('X: 1\r\n Content-Length: 5', 'abcde'),
  'P-09 white space before the first name': attack('POST / HTTP/1.1\r\n Host: a\r\nContent-Length: 5\r\n\r\nabcde'),
  'P-13 a chunk size with an extension and a bare LF (CVE-2021-22960)': post('Transfer-Encoding: chunked', '2;\nxx\r\n0\r\n\r\n'),
  'P-11 chunkedchunked (CVE-2022-32213)': post('Transfer-Encoding: chunkedchunked', '0\r\n\r\n'),
  'P-09 a folded line (CVE-2022-32213)': post('Transfer-Encoding:\r\n chunked', '0\r\n\r\n'),
  'P-09 a folded line after a value (CVE-2022-32215)': post('Transfer-Encoding: chunked\r\n , chunked-false', '0\r\n\r\n'),
  'P-06 a bare LF between headers (CVE-2022-32214)': post('Dummy: x\nContent-Length: 23', 'x'),
  'P-06 a bare CR between headers (CVE-2022-35256)': post('Dummy: x\rContent-Length: 23', 'x'),
  'P-06 a bare CR that hides a header (CVE-2023-30589)': post('X-Abc: \rxTransfer-Encoding: chunked', '0\r\n\r\n'),
  'P-06 headers that end with CR LF CR and more (CVE-2025-23167)': attack('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\rZ\r\n\r\n'),
  'P-13 a chunk size with two CR (CVE-2025-23167)': post('Transfer-Encoding: chunked', '5\r\r;ABCD\r\nabcde\r\n0\r\n\r\n'),
  'P-14 an extension of 17,000 bytes (CVE-2024-22019)': post('Transfer-Encoding: chunked', `1;${'a'.repeat(17_000)}\r\nx\r\n0\r\n\r\n`),
  'P-14 an extension of 17,000 bytes in two writes': {
    send: [`POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;${'a'.repeat(8_500)}`, `${'a'.repeat(8_500)}\r\nx\r\n0\r\n\r\n`],
    handle: show,
    events: false,
  },
  'P-14 three extensions of 10,000 bytes': post('Transfer-Encoding: chunked', `${`1;${'a'.repeat(10_000)}\r\nx\r\n`.repeat(3)}0\r\n\r\n`),
  'P-18 1000 headers': attack(`GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${Array.from({ length: 998 }, (_, i) => `h${i}: 1\r\n`).join('')}\r\n`),
  'P-18 1001 headers (CVE-2026-58044)': attack(`GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${Array.from({ length: 999 }, (_, i) => `h${i}: 1\r\n`).join('')}\r\n`),
  'P-18 many headers that hide Content-Length': attack(`POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${Array.from({ length: 1100 }, () => `h: 1\r\n`).join('')}Content-Length: 2\r\n\r\nab`),
  'H-07 a header __proto__ and headersDistinct (CVE-2026-21710)': {
    send: 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n__proto__: x\r\nconstructor: y\r\n\r\n',
    events: false,
    handle(req, res, t) {
      t.log('distinct', Object.entries(req.headersDistinct), Object.keys(req.headers))
      res.end()
    },
  },
  'P-10 Content-Length twice, equal': post('Content-Length: 2\r\nContent-Length: 2', 'ab'),
  'P-10 Content-Length twice, different': post('Content-Length: 2\r\nContent-Length: 3', 'abc'),
  'P-10 Content-Length +2': post('Content-Length: +2', 'ab'),
  'P-10 Content-Length -1': post('Content-Length: -1', 'ab'),
  'P-10 Content-Length 0x2': post('Content-Length: 0x2', 'ab'),
  'P-10 Content-Length 1, 1': post('Content-Length: 1, 1', 'a'),
  'P-10 an empty Content-Length': post('Content-Length:', 'ab'),
  'P-10 Content-Length over 64 bits': post('Content-Length: 99999999999999999999', 'ab'),
  'P-11 Transfer-Encoding: gzip': post('Transfer-Encoding: gzip', 'ab'),
  'P-11 Transfer-Encoding: identity': post('Transfer-Encoding: identity', 'ab'),
  'P-11 Transfer-Encoding: chunked, gzip': post('Transfer-Encoding: chunked, gzip', '0\r\n\r\n'),
  'P-11 Transfer-Encoding: gzip, chunked': post('Transfer-Encoding: gzip, chunked', '1\r\nx\r\n0\r\n\r\n'),
  'P-11 Transfer-Encoding: xchunked': post('Transfer-Encoding: xchunked', '0\r\n\r\n'),
  'P-11 Transfer-Encoding with a vertical tab': post('Transfer-Encoding: \x0bchunked', '0\r\n\r\n'),
  'P-11 Transfer-Encoding, empty': post('Transfer-Encoding:', '0\r\n\r\n'),
  'P-13 a chunk size that is not a number': post('Transfer-Encoding: chunked', 'x\r\n\r\n'),
  'P-13 a chunk size with 0x': post('Transfer-Encoding: chunked', '0x2\r\nab\r\n0\r\n\r\n'),
  'P-13 a negative chunk size': post('Transfer-Encoding: chunked', '-1\r\nab\r\n0\r\n\r\n'),
  'P-13 a chunk size that overflows': post('Transfer-Encoding: chunked', 'fffffffffffffffff\r\nab\r\n0\r\n\r\n'),
  'P-13 a chunk size with a space': post('Transfer-Encoding: chunked', '2 \r\nab\r\n0\r\n\r\n'),
  'P-13 a chunk without CRLF after it': post('Transfer-Encoding: chunked', '2\r\nabc\r\n0\r\n\r\n'),
  'P-13 a chunk with a bare LF after its size': post('Transfer-Encoding: chunked', '2\nab\r\n0\r\n\r\n'),
  'P-13 a chunk with a bare LF after it': post('Transfer-Encoding: chunked', '2\r\nab\n0\r\n\r\n'),
  'P-13 an empty chunk size': post('Transfer-Encoding: chunked', '\r\nab\r\n0\r\n\r\n'),
  'P-06 lines that end with LF alone': attack(lines('GET / HTTP/1.1\nHost: a\nConnection: close\n\n').replaceAll('\r', '')),
  'P-08 NUL in a value': post('X: a\0b'),
  'P-08 DEL in a value': post('X: a\x7fb'),
  'P-07 NUL in a name': post('X\0Y: 1'),
  'P-07 a name with a colon first': post(': 1'),
  'P-07 a line without a colon': post('nothing'),
  'P-05 a target with a space': attack('GET /a b HTTP/1.1\r\nHost: a\r\n\r\n'),
  'P-05 a target with a tab': attack('GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n'),
  'P-05 a target with a byte over 0x7f': attack('GET /\xe9 HTTP/1.1\r\nHost: a\r\n\r\n'),
  'P-05 no target': attack('GET  HTTP/1.1\r\nHost: a\r\n\r\n'),
  'P-01 a method in small letters': attack('get / HTTP/1.1\r\nHost: a\r\n\r\n'),
  'P-01 a method that does not exist': attack('BREW / HTTP/1.1\r\nHost: a\r\n\r\n'),
  'P-01 a method of RTSP': attack('DESCRIBE / HTTP/1.1\r\nHost: a\r\n\r\n'),
  'P-03 HTTP/1.2': attack('GET / HTTP/1.2\r\nHost: a\r\n\r\n'),
  'P-03 HTTP/11.1': attack('GET / HTTP/11.1\r\nHost: a\r\n\r\n'),
  'P-03 http in small letters': attack('GET / http/1.1\r\nHost: a\r\n\r\n'),
  'P-04 the preface of HTTP/2': attack('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  'P-04 the ClientHello of TLS': attack('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'),
  'P-24 a response to a server': attack('HTTP/1.1 200 OK\r\n\r\n'),
  'P-12 a second request hidden in a body': attack('POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 35\r\n\r\nGET /hidden HTTP/1.1\r\nHost: a\r\n\r\n..GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
  'P-26 relaxed refuses CR': { ...post('X: a\rb'), options: { httpValidation: 'relaxed' } },
  'SV-11 Host twice': attack('GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'),
  'P-18 maxHeadersCount of the server': { ...attack('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nh1: 1\r\nh2: 2\r\n\r\n'), setup: (server) => (server.maxHeadersCount = 3) },
  'P-18 maxHeadersCount switched off': { ...attack(`GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${Array.from({ length: 1500 }, () => `h: 1\r\n`).join('')}\r\n`), setup: (server) => (server.maxHeadersCount = 0) },
  'P-25 insecureHTTPParser accepts invalid values and two framings': { ...post('X: a\x01b\r\nTransfer-Encoding: chunked\r\nContent-Length: 5', '1\r\nx\r\n0\r\n\r\n'), options: { insecureHTTPParser: true } },
  'P-26 relaxed accepts control characters in values': { ...post('X: a\x01b'), options: { httpValidation: 'relaxed' } },
}
