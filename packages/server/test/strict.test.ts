/** `layered.strict`: requests that RFC 9112 tells a server to refuse get an error response, no handler is called, and nothing after them is served. */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { duplexPair } from '@layered-http/test-kit'
import { createServer } from '../src/index.js'
import { exchange, get, make } from './support/running-server.js'

const REFUSED = (status: string): string => `HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`
const BAD = REFUSED('400 Bad Request')
const UNSUPPORTED = REFUSED('505 HTTP Version Not Supported')

const cases: [what: string, bytes: string, received: string, withoutStrict: RegExp | string][] = [
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', BAD, /^HTTP\/1.1 400 /],
  ['two Host fields', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', BAD, /^HTTP\/1.1 200 /],
  ['an invalid Host', 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n', BAD, /^HTTP\/1.1 200 /],
  ['a coding in HTTP/1.0', 'POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', BAD, /^HTTP\/1.1 200 /],
  ['a last coding other than chunked', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n', BAD, /^HTTP\/1.1 200 /],
  ['HTTP/0.9', 'GET /\r\n\r\n', UNSUPPORTED, /^HTTP\/1.1 200 /],
  ['HTTP/2.0', 'GET / HTTP/2.0\r\nHost: a\r\n\r\n', UNSUPPORTED, /^HTTP\/1.1 200 /],
  ['HTTP/1.2', 'GET / HTTP/1.2\r\nHost: a\r\n\r\n', UNSUPPORTED, BAD],
  ['two spaces in the request line', 'GET  / HTTP/1.1\r\nHost: a\r\n\r\n', BAD, /^HTTP\/1.1 200 /],
  ['a fragment', 'GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n', BAD, /^HTTP\/1.1 200 /],
  ['an asterisk with GET', 'GET * HTTP/1.1\r\nHost: a\r\n\r\n', BAD, /^HTTP\/1.1 200 /],
]

test.each(cases)('%s', async (_what, bytes, received, withoutStrict) => {
  const served: string[] = []
  const strict = make({ layered: { strict: true } }, (req, res) => (served.push(req.url!), void res.end()))
  const after = get('/after')
  expect(await exchange(strict, bytes + after)).toBe(received)
  // In pieces, the rest of the connection may have come already, or not.
  expect(await exchange(strict, [bytes.slice(0, 3), bytes.slice(3), after])).toBe(received)
  expect(served).toEqual([])
  strict.close()

  const usual = make({}, (req, res) => (served.push(req.url!), void res.writeHead(200, { Connection: 'close' }).end()))
  const answer = await exchange(usual, bytes)
  if (typeof withoutStrict === 'string') expect(answer).toBe(withoutStrict)
  else expect(answer).toMatch(withoutStrict)
})

test('requests before a refused one are answered first', async () => {
  const urls: string[] = []
  const server = make({ layered: { strict: true } }, (req, res) => (urls.push(req.url!), void res.end('ok')))
  const received = await exchange(server, `${get('/1')}GET /2 HTTP/1.1\r\n\r\n${get('/3')}`)
  expect(urls).toEqual(['/1'])
  expect(received).toContain('HTTP/1.1 200 OK')
  expect(received.slice(received.indexOf('ok') + 2)).toBe('')
})

test("a listener for 'clientError' gets the error, and later requests on a socket that it keeps are not served", async () => {
  const errors: unknown[] = []
  const server = make({ layered: { strict: true } }, () => expect.unreachable())
  server.on('clientError', (error: NodeJS.ErrnoException & { reason?: string }, socket) => {
    errors.push([error.code, error.reason])
    if (errors.length === 1) socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')
    else socket.end()
  })
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.write('GET / HTTP/1.1\r\n\r\n')
  await once(theirs, 'data')
  theirs.resume().write(get('/after'))
  await once(theirs, 'end')
  expect(errors).toEqual([
    ['HPE_INVALID_HOST', 'Missing Host'],
    ['HPE_INVALID_HOST', 'Missing Host'],
  ])
})

test('an ordinary request is served as before', async () => {
  const server = make({ layered: { strict: true } }, (req, res) => void req.on('data', (data: Buffer) => res.end(data)))
  const received = await exchange(server, 'POST /?a|b HTTP/1.1\r\nHost: a:80\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n')
  expect(received).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*\r\n\r\nhi$/)
})

test.each([
  [{ insecureHTTPParser: true }, 'insecureHTTPParser'],
  [{ httpValidation: 'relaxed' as const }, 'httpValidation'],
  [{ layered: { lenient: ['HEADERS'] as const } }, 'layered.lenient'],
])('together with %j it is an error', (options, name) => {
  const message = `The property 'options.layered.strict' cannot be used together with options.${name}. Received true`
  expect(() => createServer({ ...options, layered: { ...(options as { layered?: object }).layered, strict: true } })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE', message }))
})

test('a leniency that the program sets later does not weaken it', async () => {
  const server = make({ layered: { strict: true } }, () => expect.unreachable())
  server.insecureHTTPParser = true
  expect(await exchange(server, 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n')).toBe(BAD)
  expect(await exchange(server, 'GET / HTTP/1.1\r\nHost: a\r\nX: a\nY: b\r\n\r\n')).toBe(BAD)
})
