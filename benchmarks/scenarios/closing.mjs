/** Hello world on a connection that serves one request and is closed. */
import hello from './hello.mjs'
import { responseText } from '../lib/wire.mjs'

export default {
  ...hello,
  request: { ...hello.request, headers: { Connection: 'close' } },
  /** Servers without HTTP end the connection after the response, and the checks do not expect keep-alive. */
  closes: true,
  /** Bun closes the connection as requested, but sends `Connection: close` only if the handler sets it. */
  fetch() {
    const response = hello.fetch()
    response.headers.set('connection', 'close')
    return response
  },
  rawResponse: () => responseText({ headers: ['Content-Type: text/plain'], body: hello.expected.body, keepAlive: false }),
  expected: { ...hello.expected, headers: { ...hello.expected.headers, connection: 'close' } },
}
