/** Pipelined requests of one packet: their responses are sent, whatever the handler of a later one does (P-28, SV-13). */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { Duplex } from 'node:stream'
import { duplexPair } from '@layered-http/test-kit'
import type { ServerResponse } from '../src/index.js'
import { MAX_WAITING_RESPONSES } from '../src/limits.js'
import { closed, exchange, get, make } from './support/running-server.js'

const CONNECT = 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n'

test.each<[string, (socket: Duplex) => void]>([
  ['destroys', (socket) => socket.destroy()],
  ['ends', (socket) => socket.end()],
])('a response is sent before the next handler %s the socket', async (_how, stop) => {
  const server = make({}, (req, res) => {
    if (req.url === '/2') stop(req.socket)
    else res.end(req.url)
  })
  expect(await exchange(server, get('/1') + get('/2') + get('/3'))).toMatch(/\r\n\r\n\/1$/)
})

test('responses are sent before a CONNECT without a listener destroys the socket', async () => {
  const server = make({}, (req, res) => void res.end(req.url))
  expect(await exchange(server, get('/1') + get('/2') + CONNECT)).toMatch(/\r\n\r\n\/1HTTP[^]*\r\n\r\n\/2$/)
})

test("unsent responses emit 'close' when a CONNECT after them has no listener", async () => {
  const closes: Promise<void>[] = []
  const server = make({}, (_req, res) => void closes.push(closed(res)))
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.resume().write(get('/1') + get('/2') + CONNECT)
  await once(server, 'request')
  await Promise.all(closes)
  expect(closes).toHaveLength(2)
})

test('a response after one whose callback ends the socket is dropped', async () => {
  const waiting: ServerResponse[] = []
  const server = make({}, (_req, res) => {
    waiting.push(res)
    if (waiting.length < 2) return
    waiting[1]!.end('two')
    waiting[0]!.end('one', () => waiting[0]!.req.socket.end())
  })
  const errors: Error[] = []
  server.on('connection', (socket: Duplex) => socket.on('error', (error) => errors.push(error)))
  await exchange(server, [get('/1') + get('/2')])
  expect(errors).toEqual([])
})

test("after a program has emitted 'close' on a socket, it serves no further request, and ends with its client", async () => {
  let requests = 0
  const server = make({}, (req, res) => {
    requests++
    req.socket.emit('close')
    res.end()
  })
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.resume().end(get('/1') + get('/2'))
  await once(theirs, 'end')
  expect(requests).toBe(1)
})

test('SV-11 a request without Host is the last one of its connection, also if an earlier response is not finished', async () => {
  const served: string[] = []
  let respond: (() => void) | undefined
  const server = make({}, (req, res) => {
    served.push(req.url!)
    respond = () => void res.end('one')
  })
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  let received = ''
  theirs.setEncoding('latin1').on('data', (text: string) => (received += text))
  const bad = 'POST /2 HTTP/1.1\r\nContent-Length: 1\r\n\r\nx'
  theirs.write(get('/1') + bad + get('/3'))
  theirs.write(get('/4'))
  await once(server, 'request')
  respond!()
  await once(theirs, 'end')
  expect(served).toEqual(['/1'])
  expect(received).toMatch(/^HTTP\/1.1 200 [^]*\r\n\r\noneHTTP\/1.1 400 Bad Request\r\nConnection: close\r\n[^]*\r\n\r\n(?:0\r\n\r\n)?$/)
})

test('with httpAllowHalfOpen, the response to a client that has closed its side has the usual headers (SV-18)', async () => {
  const server = make({}, (_req, res) => void setImmediate(() => res.end('late')))
  server.httpAllowHalfOpen = true
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.end(get())
  let received = ''
  for await (const chunk of theirs) received += String(chunk)
  expect(received).toContain('Connection: keep-alive\r\n')
})

test('P-28 while a thousand responses wait for the first, none of which was written, no more requests are read; all are answered in the end', async () => {
  const ALL = 5000
  let served = 0
  let waiting: ServerResponse[] | null = []
  const server = make({}, (req, res) => {
    served++
    if (waiting === null) res.end(req.url)
    else waiting.push(res)
  })
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  const received: Buffer[] = []
  theirs.on('data', (data: Buffer) => received.push(data))
  for (let i = 0; i < ALL; i += 100) theirs.write(Array.from({ length: 100 }, (_, at) => get(`/${i + at}`)).join(''))
  // Nothing is read any more when some turns bring no request.
  for (let turn = 0, before = -1; turn < 20 || served !== before; turn++) {
    before = served
    await new Promise((resolve) => setImmediate(resolve))
  }
  // The requests of the chunk in which the limit was reached were read.
  expect(served).toBeGreaterThanOrEqual(MAX_WAITING_RESPONSES)
  expect(served).toBeLessThanOrEqual(MAX_WAITING_RESPONSES + 100)
  const held = waiting
  waiting = null
  for (const res of held) res.end(res.req.url)
  const answers = (): string[] => [...Buffer.concat(received).toString().matchAll(/\r\n\r\n\/(\d+)/g)].map(([, number]) => number!)
  while (answers().length < ALL) await new Promise((resolve) => setImmediate(resolve))
  expect(answers()).toEqual(Array.from({ length: ALL }, (_, i) => String(i)))
})

test('a response that has not ended when a CONNECT takes the socket closes with the socket', async () => {
  // The client has all of the body that Content-Length announces, so it sends its next request.
  const server = make({}, (_req, res) => void res.writeHead(200, { 'Content-Length': 2 }).write('ok'))
  server.on('connect', (_req, socket) => socket.destroy())
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  const response = once(server, 'request').then(([, res]) => res as ServerResponse)
  theirs.resume().write(get('/'))
  const res = await response
  const end = closed(res)
  theirs.write(CONNECT)
  await end
  expect(res.writableFinished).toBe(false)
  res.end()
})
