/** `read-fields:N`: a request with N headers, Host included; the handler reads all others and responds with their total length. */
import hello from './hello.mjs'
import { requestFields } from './messages.mjs'
import { responseText } from '../lib/wire.mjs'

export default function readFields(parameter) {
  const headers = Object.fromEntries(fields(Number(parameter)))
  const names = Object.keys(headers).map((name) => name.toLowerCase())
  const body = String(Object.values(headers).join('').length)
  return {
    ...hello,
    request: { method: 'GET', path: '/', headers },

    handle(request, response) {
      let length = 0
      for (const name of names) length += request.headers[name].length
      response.setHeader('Content-Type', 'text/plain')
      response.end(String(length))
    },

    fetch(request) {
      let length = 0
      for (const name of names) length += request.headers.get(name).length
      return new Response(String(length), { headers: { 'content-type': 'text/plain' } })
    },

    rawResponse: () => responseText({ headers: ['Content-Type: text/plain'], body }),
    expected: { ...hello.expected, headers: { ...hello.expected.headers, 'content-length': String(body.length) }, body },
  }
}

/** The fields of a browser, then those that proxies add. No name is repeated, since load generators store headers by name. Connection is left out, since they set it. */
function fields(count) {
  const browser = requestFields(10).filter(([name]) => name !== 'Host' && name !== 'Connection')
  const proxies = Array.from({ length: count }, (_, index) => [`X-Proxy-Header-${index}`, `value of the header number ${index}`])
  return [...browser, ...proxies].slice(0, count - 1)
}
