/** Hello world: the least a request can ask for and a response can say. */

const BODY = 'Hello, World!'

/** What the process under test, the other side and the checks agree on. */
export default {
  path: '/',

  /** A handler as anybody would write it. */
  handle(request, response) {
    response.setHeader('Content-Type', 'text/plain')
    response.end(BODY)
  },

  /** The bytes that {@link handle} leads to, for sockets that know no HTTP. */
  rawResponse() {
    return [
      'HTTP/1.1 200 OK',
      'Content-Type: text/plain',
      `Date: ${new Date().toUTCString()}`,
      'Connection: keep-alive',
      'Keep-Alive: timeout=5',
      `Content-Length: ${BODY.length}`,
      '',
      BODY,
    ].join('\r\n')
  },

  /** The bytes of a client's request, for sockets that know no HTTP. */
  rawRequest(port) {
    return `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: keep-alive\r\n\r\n`
  },

  expected: {
    statusCode: 200,
    status: 'HTTP/1.1 200 OK',
    headers: {
      'content-type': 'text/plain',
      'content-length': String(BODY.length),
      date: /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/,
    },
    body: BODY,
  },
}
