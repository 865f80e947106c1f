/** Pipelined requests of one packet: their responses are sent, whatever the handler of a later one does (P-28, SV-13). */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { Duplex } from 'node:stream'
import { duplexPair } from '@layered-http/test-kit'
import type { ServerResponse } from '../src/index.js'
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
