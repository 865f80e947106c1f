/** `large:N`: a response of N KiB, held in memory. */
import { HTTP_DATE } from '../lib/check.mjs'
import { responseText } from '../lib/wire.mjs'

/** Characters after which the text repeats: not a power of two, so that the checks notice a lost or repeated piece. */
const PERIOD = 61

export default function large(parameter) {
  const length = Number(parameter) * 1024
  const body = Array.from({ length: PERIOD }, (_, index) => String.fromCharCode(65 + index)).join('').repeat(Math.ceil(length / PERIOD)).slice(0, length)
  const bytes = Buffer.from(body, 'latin1')
  const type = 'application/octet-stream'
  return {
    request: { method: 'GET', path: '/', headers: {} },

    handle(request, response) {
      response.setHeader('Content-Type', type)
      response.end(bytes)
    },

    fetch: () => new Response(bytes, { headers: { 'content-type': type } }),

    rawResponse: () => responseText({ headers: [`Content-Type: ${type}`], body }),

    expected: {
      statusCode: 200,
      status: 'HTTP/1.1 200 OK',
      headers: { 'content-type': type, 'content-length': String(length), date: HTTP_DATE },
      body,
    },
  }
}
