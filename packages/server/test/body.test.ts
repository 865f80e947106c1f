/** Bodies and their readers (SI-05, SI-14, SI-16): what a reader receives before and after the response, and the fate of a body without a reader. */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { duplexPair } from '@layered-http/test-kit'
import type { IncomingMessage } from '@layered-http/streams'
import type { RequestListener } from '../src/index.js'
import { exchange, get, make } from './support/running-server.js'

const CHUNKED = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n'
const COUNTED = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc'
const HTTP_1_0 = 'POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc'

type Log = string[]

function listen(req: IncomingMessage, log: Log): void {
  req.on('data', (chunk: Buffer) => log.push(`${chunk.toString()} ${req.complete}`))
  for (const event of ['aborted', 'error', 'end']) req.on(event, () => log.push(event))
}

/** Returns the entries that `handle` logs until the request has ended. */
async function noted(bytes: string, handle: (req: IncomingMessage, log: Log, answer: () => void) => void): Promise<Log> {
  const log: Log = []
  const server = make({}, (req, res) => handle(req, log, () => void res.end('x')))
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.resume().write(bytes)
  const [req] = (await once(server, 'request')) as [IncomingMessage]
  await once(req, 'end')
  theirs.destroy()
  return log
}

test.each([
  ['in chunks', CHUNKED, ['ab false', 'c false', 'end']],
  ['counted', COUNTED, ['abc false', 'end']],
  ['of the last request', HTTP_1_0, ['abc false', 'end']],
])('a body %s reaches its reader, although the response was sent at once', async (_what, bytes, expected) => {
  const heard = await noted(bytes, (req, log, answer) => {
    listen(req, log)
    answer()
  })
  expect(heard).toEqual(expected)
})

test('chunks of one packet are delivered separately (SI-16)', async () => {
  const pieces = await noted(CHUNKED, (req, log) => {
    const read = async (): Promise<void> => {
      for await (const chunk of req) log.push(`${String(chunk)} ${req.complete}`)
    }
    void read()
  })
  expect(pieces).toEqual(['ab false', 'c false'])
})

test('a body that is received after the response reaches its reader, and the next request is served', async () => {
  let body = ''
  const server = make({}, (req, res) => {
    req.on('data', (chunk: Buffer) => (body += chunk.toString())).on('end', () => (body += req.method === 'POST' ? ' end' : ''))
    res.end(req.method)
  })
  await exchange(server, [COUNTED.slice(0, -2), 'bc', get()], (received) => received.endsWith('GET'))
  expect(body).toBe('abc end')
})

test.each<[string, (req: IncomingMessage) => void]>([
  ['has no reader', () => {}],
  ['was only paused', (req) => void req.pause()],
])('a body that %s is discarded, and no later reader gets the rest (SI-14)', async (_how, begin) => {
  const server = make({}, (req, res) => {
    begin(req)
    res.end(req.method)
    if (req.method === 'POST') setImmediate(() => req.on('data', () => expect.unreachable()))
  })
  const received = await exchange(server, [COUNTED.slice(0, -2), 'bc', get()], (all) => all.endsWith('GET'))
  expect(received).toMatch(/POSTHTTP/)
})

test('a body with a paused reader is kept; the connection serves other requests', async () => {
  let kept: IncomingMessage | undefined
  const server = make({}, (req, res) => {
    if (req.method === 'POST') (kept = req).on('data', () => expect.unreachable()).pause()
    res.end(req.method)
  })
  await exchange(server, [COUNTED, get()], (received) => received.endsWith('GET'))
  expect(kept!.readableLength).toBe(3)
})

test.each([
  ['with a body: after the close of the response', COUNTED, ['finish', 'close', 'end']],
  ['without a body: before the close of the response', get(), ['finish', 'end', 'close']],
])("a request without a reader emits 'end', %s (SI-14)", async (_what, bytes, order) => {
  const log: Log = []
  const listener: RequestListener = (req, res) => {
    req.on('end', () => log.push('end'))
    res.on('finish', () => log.push('finish')).on('close', () => log.push('close'))
    res.end('x')
  }
  const server = make({}, listener)
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.resume().write(bytes)
  await once(server, 'request')
  while (log.length < order.length) await new Promise(setImmediate)
  expect(log).toEqual(order)
})

test('a request whose response was sent is not aborted when the server closes the connection', async () => {
  const log: Log = []
  const server = make({}, (req, res) => {
    listen(req, log)
    res.end('x')
  })
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.resume().write(HTTP_1_0.slice(0, -1))
  // The server only ends a Duplex, it does not destroy it.
  await once(theirs, 'end')
  ours.destroy()
  await once(ours, 'close')
  await new Promise(setImmediate)
  expect(log.filter((entry) => entry === 'aborted' || entry === 'error')).toEqual([])
})
