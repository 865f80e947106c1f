/** Hello world on a connection that serves one request and is closed. */
import hello from './hello.mjs'
import { responseText } from '../lib/wire.mjs'

export default {
  ...hello,
  request: { ...hello.request, headers: { Connection: 'close' } },
  /** Tells servers without HTTP to end the connection, and checks not to expect it to be kept. */
  closes: true,
  /** Bun closes the connection as it is asked to, and says so only if it is told to. */
  fetch() {
    const response = hello.fetch()
    response.headers.set('connection', 'close')
    return response
  },
  rawResponse: () => responseText({ headers: ['Content-Type: text/plain'], body: hello.expected.body, keepAlive: false }),
  expected: { ...hello.expected, headers: { ...hello.expected.headers, connection: 'close' } },
}
