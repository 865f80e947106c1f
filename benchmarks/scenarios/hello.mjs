/**
 * Hello world: the least a request can ask for and a response can say.
 *
 * This is also where the form of a scenario is told, on which the process under test, the other side and the checks agree.
 */
import { HTTP_DATE } from '../lib/check.mjs'
import { responseText } from '../lib/wire.mjs'

const BODY = 'Hello, World!'

export default {
  /** The request: headers beside Host and Content-Length, and a body, if there are any. */
  request: { method: 'GET', path: '/', headers: {} },

  /** A handler as a program would have it. */
  handle(request, response) {
    response.setHeader('Content-Type', 'text/plain')
    response.end(BODY)
  },

  /** The same for servers in which a handler gives a Response. Optional. */
  fetch: () => new Response(BODY, { headers: { 'content-type': 'text/plain' } }),

  /** The bytes that {@link handle} leads to, for sockets that know no HTTP. */
  rawResponse: () => responseText({ headers: ['Content-Type: text/plain'], body: BODY }),

  /** What a response must be: strings exactly, or patterns. */
  expected: {
    statusCode: 200,
    status: 'HTTP/1.1 200 OK',
    headers: { 'content-type': 'text/plain', 'content-length': String(BODY.length), date: HTTP_DATE },
    body: BODY,
  },
}
