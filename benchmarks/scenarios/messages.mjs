/** The messages that parsers read, with the expected results. */

const BROWSER_FIELDS = [
  ['Host', 'www.example.com'],
  ['Connection', 'keep-alive'],
  ['Cache-Control', 'max-age=0'],
  ['Upgrade-Insecure-Requests', '1'],
  ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36'],
  ['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8'],
  ['Referer', 'https://www.example.com/catalogue/shoes/running?page=3'],
  ['Accept-Encoding', 'gzip, deflate, br, zstd'],
  ['Accept-Language', 'en-GB,en-US;q=0.9,en;q=0.8,de;q=0.7'],
  ['Cookie', 'session=6f1d9c0a2b7e4d8f9a3c5e7b1d2f4a6c; theme=dark; consent=analytics%3D0; _ga=GA1.2.1234567890.1700000000; cart=eyJpdGVtcyI6W119'],
]

export const RESPONSE_FIELDS = [
  ['Content-Type', 'text/plain; charset=utf-8'],
  ['Content-Length', '13'],
  ['Date', 'Sun, 06 Nov 1994 08:49:37 GMT'],
  ['Connection', 'keep-alive'],
  // Longer than a client waits for its turn.
  ['Keep-Alive', 'timeout=600'],
  ['Cache-Control', 'public, max-age=3600'],
  ['ETag', 'W/"d-1a2b3c4d5e6f"'],
  ['Last-Modified', 'Sat, 05 Nov 1994 12:00:00 GMT'],
  ['Vary', 'Accept-Encoding'],
  ['X-Request-Id', 'b4ff8a2e-5b1c-4f53-9f6e-2a9e0f8f0b1d'],
]

/** Returns `count` fields of a request: those of a browser, then those that proxies add; one name in ten is repeated. */
export function requestFields(count) {
  const more = Array.from({ length: Math.max(0, count - BROWSER_FIELDS.length) }, (_, index) =>
    index % 10 === 9 ? ['X-Forwarded-For', `192.0.2.${index}`] : [`X-Proxy-Header-${index}`, `value of the header number ${index}`],
  )
  return [...BROWSER_FIELDS, ...more].slice(0, count)
}

/** Returns the text of a head, from its first line and fields. */
export function headText(firstLine, fields) {
  return `${firstLine}\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
}

/**
 * @property chunks - the chunks that the parser gets, one after the other
 * @property heads - the texts of the heads in them, each at the start of a chunk or directly after the one before
 * @property expected - counts over all messages of the input, and the contents of the last one
 */
function input(name, { firstLine, fields, body = '', bodyLength = body.length, repeat = 1, separateBody = false }) {
  const head = headText(firstLine, fields)
  const [, method = null, url = ''] = /^(\w+) (\S+) HTTP/.exec(firstLine) ?? []
  const status = Number(/^HTTP\/1.1 (\d+)/.exec(firstLine)?.[1] ?? 0)
  return {
    name,
    isRequest: method !== null,
    head,
    messages: repeat,
    chunks: (separateBody ? [head, body] : [(head + body).repeat(repeat)]).map((text) => Buffer.from(text, 'latin1')),
    expected: { messages: repeat, fields: repeat * fields.length, bodyBytes: repeat * bodyLength, method, url, status, rawHeaders: fields.flat() },
  }
}

const SMALL = { firstLine: 'GET / HTTP/1.1', fields: [['Host', '127.0.0.1:8080']] }
const LARGE_BODY = 'x'.repeat(64 * 1024)
const KIBIBYTE_CHUNKS = 16
const CHUNKED_BODY = `${`400\r\n${'x'.repeat(1024)}\r\n`.repeat(KIBIBYTE_CHUNKS)}0\r\n\r\n`

const OK = 'HTTP/1.1 200 OK'
const SMALL_RESPONSE = { firstLine: OK, fields: RESPONSE_FIELDS, body: 'Hello, World!' }

/** Inputs for servers and clients. */
export default [
  input('40-byte request', SMALL),
  input('browser request, 10 fields', { firstLine: 'GET /catalogue/shoes/running?page=4 HTTP/1.1', fields: BROWSER_FIELDS }),
  input('request, 100 fields', { firstLine: 'GET / HTTP/1.1', fields: requestFields(100) }),
  input('response, 10 fields', SMALL_RESPONSE),
  input('64 KiB body', {
    firstLine: 'POST /upload HTTP/1.1',
    fields: [['Host', '127.0.0.1:8080'], ['Content-Length', String(LARGE_BODY.length)]],
    body: LARGE_BODY,
    separateBody: true,
  }),
  input('16 chunks of 1 KiB', {
    firstLine: 'POST /upload HTTP/1.1',
    fields: [['Host', '127.0.0.1:8080'], ['Transfer-Encoding', 'chunked']],
    body: CHUNKED_BODY,
    bodyLength: KIBIBYTE_CHUNKS * 1024,
  }),
  input('16 pipelined requests', { ...SMALL, repeat: 16 }),
]

/** Inputs for clients. */
export const responses = [
  input('10 fields', SMALL_RESPONSE),
  input('64 KiB body', { firstLine: OK, fields: [['Content-Length', String(LARGE_BODY.length)]], body: LARGE_BODY, separateBody: true }),
  input('16 chunks of 1 KiB', { firstLine: OK, fields: [['Transfer-Encoding', 'chunked']], body: CHUNKED_BODY, bodyLength: KIBIBYTE_CHUNKS * 1024 }),
]
