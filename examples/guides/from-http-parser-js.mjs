/**
 * What a program with http-parser-js does in callbacks, with events.
 *
 *     node from-http-parser-js.mjs
 */
import { ParseError, RequestParser } from '@layered-http/parser'

const bytes = (text) => new TextEncoder().encode(text)
const text = (data) => new TextDecoder().decode(data)

const parser = new RequestParser()
// Chunks are cut anywhere.
for (const chunk of ['POST /notes HTTP/1.1\r\nHost: exam', 'ple\r\nContent-Length: 5\r\n\r\nhel', 'lo']) {
  for (const event of parser.parse(bytes(chunk))) {
    if (event.type === 'head') console.log('kOnHeadersComplete:', event.method, event.url, event.headers)
    if (event.type === 'body') console.log('kOnBody:', text(event.data))
    if (event.type === 'complete') console.log('kOnMessageComplete, keep-alive:', event.keepAlive)
  }
}

// An error is thrown; execute() of http-parser-js returns it.
try {
  for (const event of parser.parse(bytes('GET / HTTP/1.1\r\nBad header\r\n\r\n'))) console.log(event.type)
} catch (error) {
  console.log(error instanceof ParseError, error.code, 'at byte', error.bytesParsed)
}
