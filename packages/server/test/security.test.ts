/**
 * Attacks through a real server: each is refused before any handler runs, with `Connection: close`, and the server
 * continues. The titles name the advisories that describe them.
 */
import { once } from 'node:events'
import net from 'node:net'
import { expect, test, vi } from 'vitest'
import { ATTACKS_IN_BODIES, ATTACKS_IN_HEADS, duplexPair, listen } from '@layered-http/test-kit'
import { closed, exchange, get, make, onFakeClock, CLOSE } from './support/running-server.js'

const refusal = (status: string): string => `HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`
const REFUSALS = { 400: refusal('400 Bad Request'), 413: refusal('413 Payload Too Large'), 431: refusal('431 Request Header Fields Too Large') }
const POST = 'POST / HTTP/1.1\r\nHost: a\r\n'
const CHUNKED = `${POST}Transfer-Encoding: chunked\r\n\r\n`

test.each(ATTACKS_IN_HEADS)('$id: $what', async ({ bytes, status }) => {
  const handler = vi.fn()
  const server = make({}, handler)
  for (const pieces of [bytes, [...bytes]]) expect(await exchange(server, pieces)).toBe(REFUSALS[status])
  expect(handler).not.toHaveBeenCalled()
  handler.mockImplementation((_req, res: { end(text: string): void }) => res.end('alive'))
  expect(await exchange(server, get('/', CLOSE))).toMatch(/alive$/)
})

test.each(ATTACKS_IN_BODIES)('$id: $what: the request is aborted', async ({ bytes, status }) => {
  const reply = REFUSALS[status]
  const ends: string[] = []
  const server = make({}, (req, res) => {
    req.on('error', () => {}).on('aborted', () => ends.push('aborted')).on('end', () => ends.push('end'))
    req.resume()
    res.on('close', () => ends.push('close'))
  })
  expect(await exchange(server, bytes)).toBe(reply)
  expect(await exchange(server, [bytes.slice(0, 100), bytes.slice(100)])).toBe(reply)
  await vi.waitFor(() => expect(ends.filter((end) => end === 'close')).toHaveLength(ends.filter((end) => end === 'aborted').length))
  expect(ends).not.toContain('end')
})

test('CVE-2024-22019: the same extensions spread over many chunks are accepted', async () => {
  const server = make({}, (req, res) => void req.resume().on('end', () => res.end('whole')))
  const chunk = `1;${'A'.repeat(10_000)}=b\r\nx\r\n`
  expect(await exchange(server, `${POST}${CLOSE}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(3)}0\r\n\r\n`)).toMatch(/whole$/)
})

test('an endless head gets 431', async () => {
  const server = make({}, () => expect.unreachable())
  expect(await exchange(server, ['GET / HTTP/1.1\r\n', `A: ${'x'.repeat(16 * 1024)}`])).toBe(REFUSALS[431])
})

test('CVE-2019-15606: white space after a value is not part of it', async () => {
  const server = make({}, (req, res) => void res.end(`[${req.headers['x']}]`))
  expect(await exchange(server, get('/', `X: a \t \r\n${CLOSE}`))).toMatch(/\[a\]$/)
})

test('CVE-2026-21710: headers named __proto__ do not break any view of the headers', async () => {
  const server = make({}, (req, res) => {
    const { headers, headersDistinct, rawHeaders } = req
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype)
    res.end(JSON.stringify([Object.keys(headers), Object.entries(headersDistinct), rawHeaders.length, ({} as { a?: unknown }).a === undefined]))
  })
  const received = await exchange(server, get('/', `__proto__: a\r\n__proto__: b\r\nconstructor: c\r\n${CLOSE}`))
  expect(JSON.parse(received.slice(received.indexOf('\r\n\r\n')))).toEqual([
    ['host', 'constructor', 'connection'],
    [['host', ['a']], ['__proto__', ['a', 'b']], ['constructor', ['c']], ['connection', ['close']]],
    10,
    true,
  ])
})

test.each([
  ['CVE-2019-5737, CVE-2020-8251: an incomplete head', { headersTimeout: 1000 }, 'GET / HTTP/1.1\r\nHost: a\r\nX-'],
  ['no byte at all, with only requestTimeout', { headersTimeout: 0, requestTimeout: 1000 }, ''],
  ['an incomplete body', { requestTimeout: 1000, headersTimeout: 1000 }, `${POST}Content-Length: 9\r\n\r\na`],
])('%s: 408 in time, also while the server is closing', async (_name, options, bytes) => {
  for (const closes of [false, true]) {
    const server = make(options, (req) => void req.on('error', () => {}).resume())
    const clock = onFakeClock(server)
    await listen(server)
    const [ours, theirs] = duplexPair()
    ours.on('error', () => {})
    server.emit('connection', ours)
    let received = ''
    theirs.setEncoding('latin1').on('data', (text: string) => (received += text))
    theirs.write(bytes)
    await new Promise(setImmediate)
    // A connection that has sent nothing is idle, so close() does not wait for it.
    if (closes && bytes !== '') server.close()
    clock.advance(900)
    await new Promise(setImmediate)
    expect(received).toBe('')
    clock.advance(200)
    await new Promise(setImmediate)
    expect(received).toBe(refusal('408 Request Timeout'))
    server.close()
  }
})

test('the server continues after a peer resets the connection at any moment (E-24)', async () => {
  const server = make({}, (req, res) => void req.on('error', () => {}).resume().on('end', () => res.end('x')))
  const port = await listen(server)
  for (const bytes of ['', 'GET', get(), `${POST}Content-Length: 9\r\n\r\na`, `${CHUNKED}5\r\nhe`]) {
    const client = net.connect(port, '127.0.0.1')
    const [socket] = (await once(server, 'connection')) as [net.Socket]
    client.on('error', () => {})
    if (bytes !== '') client.write(bytes)
    const ended = closed(socket)
    client.resetAndDestroy()
    await ended
  }
  expect(await exchange(server, get('/', CLOSE))).toMatch(/x$/)
})
