/**
 * Hello world: a minimal request and response.
 *
 * This file also documents the form of a scenario. The process under test, the other side and the checks use the same scenario. One member is not here:
 * `readHeaders(headers)`, what a client does with the headers of each response, by name in lower case.
 */
import { HTTP_DATE } from '../lib/check.mjs'
import { responseText } from '../lib/wire.mjs'

const BODY = 'Hello, World!'

export default {
  /** The request: headers beside Host and Content-Length, and a body, if there are any. */
  request: { method: 'GET', path: '/', headers: {} },

  /** The handler of a server with the interface of `node:http`. */
  handle(request, response) {
    response.setHeader('Content-Type', 'text/plain')
    response.end(BODY)
  },

  /** The same for servers whose handler returns a Response. Optional. */
  fetch: () => new Response(BODY, { headers: { 'content-type': 'text/plain' } }),

  /** The bytes that {@link handle} sends, for servers without HTTP. */
  rawResponse: () => responseText({ headers: ['Content-Type: text/plain'], body: BODY }),

  /** The expected response: strings must be equal, patterns must match. */
  expected: {
    statusCode: 200,
    status: 'HTTP/1.1 200 OK',
    headers: { 'content-type': 'text/plain', 'content-length': String(BODY.length), date: HTTP_DATE },
    body: BODY,
  },
}
