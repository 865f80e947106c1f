/** `req.signal` (SI-12): it aborts if the exchange ends before its response was sent, and never later. */
import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { Duplex } from 'node:stream'
import { duplexPair } from '@layered-http/test-kit'
import { IncomingMessage } from '@layered-http/streams'
import type { Server, ServerResponse } from '../src/index.js'
import { closed, get, make } from './support/running-server.js'

const UPLOAD = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab'

async function begin(bytes: string): Promise<{ req: IncomingMessage; res: ServerResponse; ours: Duplex; theirs: Duplex; server: Server }> {
  const server = make()
  const [ours, theirs] = duplexPair()
  ours.on('error', () => {})
  theirs.resume()
  server.emit('connection', ours)
  theirs.write(bytes)
  const [req, res] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  return { req, res, ours, theirs, server }
}

test('is created once, by an accessor on the prototype', async () => {
  const { req } = await begin(get())
  expect(req.signal).toBe(req.signal)
  expect(req.signal.aborted).toBe(false)
  expect(Object.hasOwn(req, 'signal')).toBe(false)
})

test.each([
  ['the client goes away', get(), (req: IncomingMessage) => void req.socket.destroy()],
  ['the client goes away during its upload', UPLOAD, (req: IncomingMessage) => void req.socket.destroy()],
  ['the request is destroyed', UPLOAD, (req: IncomingMessage) => void req.destroy()],
  ['the response is destroyed', get(), (_req: IncomingMessage, res: ServerResponse) => void res.destroy()],
])('aborts when %s; the order is aborted, signal, close events (event orders 3 to 8)', async (_how, bytes, end) => {
  const { req, res } = await begin(bytes)
  const log: string[] = []
  req.signal.addEventListener('abort', () => log.push(`signal ${(req.signal.reason as Error).name}`))
  req.on('aborted', () => log.push('aborted')).on('error', () => {})
  const ends = Promise.all([closed(req).then(() => log.push('req close')), closed(res).then(() => log.push('res close'))])
  end(req, res)
  await ends
  expect(log.slice(0, 2)).toEqual(['aborted', 'signal AbortError'])
  expect(log.slice(2).sort()).toEqual(['req close', 'res close'])
})

test('aborts after the close of the response if the request had been read (event order 4)', async () => {
  const { req, res, ours } = await begin(get())
  req.resume()
  await closed(req)
  const log: string[] = []
  const aborted = new Promise<void>((resolve) => req.signal.addEventListener('abort', () => (log.push('signal'), resolve())))
  res.on('close', () => log.push('res close'))
  ours.destroy()
  await aborted
  expect(log).toEqual(['res close', 'signal'])
})

test('is right if it is read for the first time after the exchange', async () => {
  const lost = await begin(get())
  lost.ours.destroy()
  await closed(lost.res)
  await new Promise(setImmediate)
  expect(lost.req.signal.aborted).toBe(true)

  const answered = await begin(get())
  answered.res.end('x')
  await once(answered.res, 'finish')
  answered.ours.destroy()
  await closed(answered.ours)
  await new Promise(setImmediate)
  expect(answered.req.signal.aborted).toBe(false)
})

test('does not abort after the response was sent, even if the rest of the upload never comes', async () => {
  const { req, res, ours } = await begin(UPLOAD)
  const { signal } = req
  req.on('error', () => {})
  res.end('enough')
  await once(res, 'finish')
  ours.destroy()
  await closed(ours)
  expect(signal.aborted).toBe(false)
})

test('of a message without a connection aborts when the message is destroyed', () => {
  const message = new IncomingMessage(duplexPair()[0])
  const { signal } = message
  message.destroy()
  expect(signal.aborted).toBe(true)
})
