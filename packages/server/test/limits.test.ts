/** Limits of a connection: requests on a socket (SV-09, E-30), fields in a head (SV-08, P-18), pipelined output (P-28). */
import { once } from 'node:events'
import net from 'node:net'
import { expect, test } from 'vitest'
import { listen } from '@layered-http/test-kit'
import { exchange, get, make, CLOSE } from './support/running-server.js'

const OK = (connection: string): string => `HTTP/1.1 200 OK\r\nDate: …\r\n${connection}Content-Length: 2\r\n\r\nok`
const DROPPED = `HTTP/1.1 503 Service Unavailable\r\nDate: …\r\n${CLOSE}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`
const KEEP = 'Connection: keep-alive\r\nKeep-Alive: timeout=5, max=2\r\n'

test.each([['in one chunk', (requests: string[]) => requests.join('')], ['one after the other', (requests: string[]) => requests]])(
  'requests over maxRequestsPerSocket are dropped with 503, and the socket stays open (SV-09, SV-24, E-30): %s',
  async (_how, form) => {
    const events: string[] = []
    const server = make({}, (req, res) => (events.push(`request ${req.url}`), void res.end('ok')))
    server.maxRequestsPerSocket = 2
    server.on('dropRequest', (req: { url: string; socket: unknown }, socket: unknown) => events.push(`drop ${req.url} ${socket === req.socket}`))
    const whole = OK(KEEP) + OK(CLOSE) + DROPPED + DROPPED
    const received = await exchange(server, form([get('/1'), get('/2'), get('/3'), get('/4')]), (text) => text.endsWith('0\r\n\r\n') && text.split('503').length === 3)
    expect(received).toBe(whole)
    expect(events).toEqual(['request /1', 'request /2', 'drop /3 true', 'drop /4 true'])
  },
)

test('the body of a dropped request is skipped, and it gets no 100 Continue; a missing Host is refused first (SV-09, SV-11)', async () => {
  const server = make({}, (_req, res) => void res.end('ok'))
  server.maxRequestsPerSocket = 1
  const post = 'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc'
  const received = await exchange(server, get() + post + 'GET / HTTP/1.1\r\n\r\n')
  expect(received.startsWith(OK(CLOSE) + DROPPED + 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n')).toBe(true)
})

test('a Connection header of the handler is sent, also on the last request (SV-09)', async () => {
  const server = make({}, (_req, res) => void res.setHeader('Connection', 'keep-alive').end('ok'))
  server.maxRequestsPerSocket = 1
  expect(await exchange(server, get(), (text) => text.endsWith('ok'))).toBe('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nDate: …\r\nContent-Length: 2\r\n\r\nok')
})

test.each([
  [null, 1000, true],
  [null, 1001, false],
  [2, 2, true],
  [2, 3, false],
  [0, 1500, true],
  [-1, 3, true],
  ['3', 5, true],
  ['3', 1001, false],
  [{}, 5, true],
  [3.7, 3, true],
  [3.7, 4, false],
  [Infinity, 1500, true],
])('maxHeadersCount %s with %i fields (SV-08, P-18)', async (limit, fields, passes) => {
  const server = make({ maxHeaderSize: 100_000 }, (req, res) => {
    res.shouldKeepAlive = false
    res.end(String(req.rawHeaders.length / 2))
  })
  server.maxHeadersCount = limit as number
  const received = await exchange(server, `GET / HTTP/1.1\r\nHost: a\r\n${'a:b\r\n'.repeat(fields - 1)}\r\n`)
  expect(received).toMatch(passes ? new RegExp(`\\r\\n\\r\\n${fields}$`) : /^HTTP\/1\.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n$/)
})

test('reading pauses while responses to pipelined requests accumulate, and continues when they are sent (P-28)', async () => {
  const size = 64 * 1024
  let answered = 0
  const server = make({}, (_req, res) => (answered++, void res.end(Buffer.alloc(size))))
  const port = await listen(server)
  const client = net.connect(port, '127.0.0.1')
  const [socket] = (await once(server, 'connection')) as [net.Socket]
  const requests = 4000
  const paused = once(socket, 'pause')
  client.write(get().repeat(requests))
  await paused
  expect(answered).toBeLessThan(requests)
  let bytes = 0
  for await (const chunk of client) {
    bytes += (chunk as Buffer).length
    if (bytes >= requests * size) break
  }
  expect(answered).toBe(requests)
})

test('connections over maxConnections are dropped (T-03)', async () => {
  const server = make({}, (_req, res) => void res.end())
  server.maxConnections = 1
  const port = await listen(server)
  const first = net.connect(port, '127.0.0.1').resume()
  await once(server, 'connection')
  const second = net.connect(port, '127.0.0.1').resume()
  second.on('error', () => {})
  const [dropped] = (await once(server, 'drop')) as [{ localPort: number }]
  expect(dropped.localPort).toBe(port)
  await once(second, 'close')
  first.destroy()
})
