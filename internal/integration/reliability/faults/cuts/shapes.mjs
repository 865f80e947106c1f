/** The messages that are cut: their bytes, where the head ends, where the message ends, and what body it has. */

const HELLO = 'hello, world'
const CHUNKED = '5\r\nhello\r\n7;x=1\r\n, world\r\n0\r\nX-Sum: 1\r\n\r\n'

/** `event`: what a server emits for it. `end`: where the message ends, if bytes of another protocol follow. */
export const REQUESTS = [
  { name: 'GET', head: 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n' },
  { name: 'HEAD', head: 'HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n' },
  { name: 'POST with a length', head: `POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: ${HELLO.length}\r\n\r\n`, rest: HELLO, body: HELLO },
  { name: 'chunks and trailers', head: 'POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n', rest: CHUNKED, body: HELLO },
  { name: 'Expect: 100-continue', head: `PUT /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ${HELLO.length}\r\n\r\n`, rest: HELLO, body: HELLO },
  { name: 'upgrade', head: 'GET /a HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n', rest: 'other bytes', event: 'upgrade' },
  { name: 'CONNECT', head: 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n', rest: 'other bytes', event: 'connect' },
].map(shape)

/** `request`: options of the request to which it is the response. `untilClose`: a FIN ends its body, and is no cut. */
export const RESPONSES = [
  { name: 'length', head: `HTTP/1.1 200 OK\r\nContent-Length: ${HELLO.length}\r\n\r\n`, rest: HELLO, body: HELLO },
  { name: 'chunks and trailers', head: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', rest: CHUNKED, body: HELLO },
  { name: 'to HEAD', head: 'HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n', request: { method: 'HEAD' } },
  { name: '204', head: 'HTTP/1.1 204 No Content\r\n\r\n' },
  { name: '100, 103, response', head: `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: ${HELLO.length}\r\n\r\n`, rest: HELLO, body: HELLO },
  { name: 'until the end of the connection', head: 'HTTP/1.1 200 OK\r\n\r\n', rest: HELLO, untilClose: true },
  { name: '101', head: 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n', rest: 'other bytes', event: 'upgrade', request: { headers: { Connection: 'Upgrade', Upgrade: 'echo' } } },
  { name: 'to CONNECT', head: 'HTTP/1.1 200 OK\r\n\r\n', rest: 'other bytes', event: 'connect', request: { method: 'CONNECT', path: 'a:1' } },
].map(shape)

function shape({ name, head, rest = '', body = '', event, untilClose = false, request = {} }) {
  const bytes = Buffer.from(head + rest, 'latin1')
  return { name, bytes, headEnd: head.length, end: event === undefined ? bytes.length : head.length, rest, body, event, untilClose, request }
}

/** Every position of `length` bytes, or every `step`th and the last. */
export function positions(length, step) {
  const all = []
  for (let at = 0; at < length; at += step) all.push(at)
  return [...all, length]
}
