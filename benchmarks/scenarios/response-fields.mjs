/** A response with the 10 headers of `RESPONSE_FIELDS`. The client reads all of them. */
import hello from './hello.mjs'
import { headText, RESPONSE_FIELDS } from './messages.mjs'

const HEADERS = Object.fromEntries(RESPONSE_FIELDS.map(([name, value]) => [name.toLowerCase(), value]))
const NAMES = Object.keys(HEADERS)
const LENGTH = Object.values(HEADERS).join('').length

export default {
  ...hello,

  handle(request, response) {
    for (const [name, value] of RESPONSE_FIELDS) response.setHeader(name, value)
    response.end(hello.expected.body)
  },

  rawResponse: () => headText('HTTP/1.1 200 OK', RESPONSE_FIELDS) + hello.expected.body,

  /** Called by the client with the headers of each response. */
  readHeaders(headers) {
    let length = 0
    for (const name of NAMES) length += headers[name].length
    if (length !== LENGTH) throw new Error(`${length} characters of header values instead of ${LENGTH}`)
  },

  expected: { ...hello.expected, headers: HEADERS },
}
