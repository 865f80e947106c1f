/**
 * The requests that every web framework gets. Each scenario writes these routes in the way of its framework:
 *
 * - GET /hello/:name?x= has JSON `{ name, x }`
 * - POST /echo answers 201 with the JSON that it gets, and the header `x-echo: yes`
 * - POST /upload has JSON `{ size, sha256 }` of a body of any type, which it reads as a stream
 * - GET /stream sends `line 0` to `line 99` in pieces
 * - GET /fail throws; the framework answers 500
 * - GET /cookie sets two cookies, GET /cookies has the Cookie field as text
 * - GET /redirect redirects with 302 to /hello/redirected
 * - GET /slow sends a piece, does not end, and calls `closed` when its connection is lost
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { deferred } from './context.mjs'

export const LINES = Array.from({ length: 100 }, (_, i) => `line ${i}\n`)
const MEGABYTE = Buffer.alloc(1 << 20, 'abcdefghijklm')

/** Returns a stream of {@link LINES}. */
export const lines = () => Readable.from(LINES)

/** Returns `{ size, sha256 }` of a stream of bytes. */
export async function digest(stream) {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    hash.update(chunk)
  }
  return { size, sha256: hash.digest('hex') }
}

/** Returns a fresh pair for the route /slow: `closed` is for the app, `promise` for {@link exerciseApp}. */
export function slowRoute() {
  const { promise, resolve } = deferred()
  return { promise, closed: () => resolve('closed') }
}

/**
 * Makes the requests and checks the answers.
 *
 * @param slow - of {@link slowRoute}; without it, /slow is left out
 */
export async function exerciseApp({ ask, check, tell, connect, makeAgent, module, raw }, base, { slow } = {}) {
  const json = (text) => JSON.parse(text)
  const hello = await ask(`${base}/hello/you?x=1`)
  check('a route with a parameter and a query', [hello.status, json(hello.text)], [200, { name: 'you', x: '1' }])
  tell('fields of a response', fields(hello))
  check('the same by fetch', await (await fetch(`${base}/hello/you?x=1`)).json(), { name: 'you', x: '1' })
  const head = await ask(`${base}/hello/you?x=1`, { method: 'HEAD' })
  check('HEAD has no body', [head.status, head.text], [200, ''])

  const body = { text: 'é\u{1F600}', list: [1, 2, { a: null }] }
  const echo = await ask(`${base}/echo`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  check('JSON both ways', [echo.status, echo.headers['x-echo'], json(echo.text)], [201, 'yes', body])
  tell('fields of an answer to POST', fields(echo))
  const invalid = await ask(`${base}/echo`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":' })
  check('JSON that is cut is 400', invalid.status, 400)

  const expected = await digest([MEGABYTE])
  const headers = { 'content-type': 'application/octet-stream' }
  const upload = await ask(`${base}/upload`, { method: 'POST', headers: { ...headers, 'content-length': MEGABYTE.length }, body: MEGABYTE })
  check('an upload with Content-Length', json(upload.text), expected)
  const pieces = Readable.from(Array.from({ length: 16 }, (_, i) => MEGABYTE.subarray(i << 16, (i + 1) << 16)))
  const chunked = await fetch(`${base}/upload`, { method: 'POST', headers, body: Readable.toWeb(pieces), duplex: 'half' })
  check('an upload in chunks', await chunked.json(), expected)
  check('an upload with Expect: 100-continue', await expectContinue(module, `${base}/upload`, MEGABYTE), [true, expected])

  const stream = await ask(`${base}/stream`)
  check('a stream', [stream.status, stream.text], [200, LINES.join('')])
  tell('fields of a stream', fields(stream))

  check('an error of a handler is 500', (await ask(`${base}/fail`)).status, 500)
  check('an unknown path is 404', (await ask(`${base}/missing`)).status, 404)
  const cookie = await ask(`${base}/cookie`)
  check('two cookies', cookie.headers['set-cookie'].map((text) => text.split(';')[0]), ['a=1', 'b=2'])
  check('cookies received', (await ask(`${base}/cookies`, { headers: { cookie: ['a=1', 'b=2'] } })).text, 'a=1; b=2')
  const redirect = await ask(`${base}/redirect`)
  check('a redirection', [redirect.status, redirect.headers.location], [302, '/hello/redirected'])
  const followed = await fetch(`${base}/redirect`)
  check('a redirection by fetch', [followed.redirected, (await followed.json()).name], [true, 'redirected'])

  const agent = makeAgent({ maxSockets: 1 })
  const ports = [await ask(`${base}/hello/a`, { agent }), await ask(`${base}/stream`, { agent }), await ask(`${base}/missing`, { agent }), await ask(`${base}/hello/b`, { agent })].map(({ localPort }) => localPort)
  check('requests of one connection', new Set(ports).size, 1)
  const many = await Promise.all(Array.from({ length: 30 }, (_, i) => ask(`${base}/hello/${i}`, { agent: makeAgent() })))
  check('30 requests at once', many.map(({ text }) => json(text).name), Array.from({ length: 30 }, (_, i) => String(i)))

  if (slow !== undefined) {
    const request = module.get(`${base}/slow`)
    const [response] = await once(request, 'response')
    await once(response, 'data')
    request.on('error', () => {})
    response.on('error', () => {})
    request.destroy()
    check('the handler notices that the client is gone', await slow.promise, 'closed')
  }

  const socket = await connect(base)
  socket.write('GET /hello/1 HTTP/1.1\r\nHost: localhost\r\n\r\nGET /hello/2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  const pipelined = String(Buffer.concat(await socket.toArray()))
  check('pipelined requests are answered in order', [...pipelined.matchAll(/"name":"(\d)"/g)].map(([, name]) => name), ['1', '2'])
  check('a request that is no HTTP is 400', (await raw(base, 'nonsense\r\n\r\n')).split('\r\n')[0], 'HTTP/1.1 400 Bad Request')
  check('a response to HTTP/1.0 ends the connection', /^HTTP\/1\.1 200 OK\r\n.*"name":"old"/s.test(await raw(base, 'GET /hello/old HTTP/1.0\r\nHost: localhost\r\n\r\n')), true)
}

/** Returns whether `'continue'` was emitted, and the response. */
async function expectContinue(module, url, body) {
  const request = module.request(url, { method: 'POST', headers: { 'content-type': 'application/octet-stream', 'content-length': body.length, expect: '100-continue' } })
  let continued = false
  request.on('continue', () => {
    continued = true
    request.end(body)
  })
  request.flushHeaders()
  const [response] = await once(request, 'response')
  return [continued, JSON.parse(Buffer.concat(await response.toArray()).toString())]
}

/** Returns the fields of a response in their order, without those whose value differs from run to run. */
export function fields({ status, rawHeaders }) {
  const pairs = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]
    pairs.push(/^(date|etag|last-modified|x-response-time|request-id)$/i.test(name) ? name : `${name}: ${rawHeaders[i + 1]}`)
  }
  return [status, ...pairs]
}
