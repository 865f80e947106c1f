/** A response that ends before its request (SI-14), and a handler that writes after the end (SO-15). */
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { expect, test } from 'vitest'
import type { IncomingMessage } from '@layered-http/streams'
import { createServer, type Server } from '../src/index.js'

const BODY = Buffer.alloc(500_000, 'x')

/** Sends a POST of BODY and another request after it. Returns everything received until the server has closed the connection. */
async function exchange(server: Server): Promise<string> {
  server.listen(0)
  await once(server, 'listening')
  const socket = net.connect((server.address() as AddressInfo).port)
  let text = ''
  socket.setEncoding('latin1').on('data', (data) => (text += data))
  socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${BODY.length}\r\n\r\n`)
  socket.write(BODY)
  socket.write('GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  await once(socket, 'close')
  server.close()
  return text
}

test('SI-14: a reader that has begun to read a body gets all of it, also if it reads slowly', async () => {
  let received = 0
  let tellEnd: (bytes: number) => void
  const end = new Promise<number>((resolve) => (tellEnd = resolve))
  const text = await exchange(
    createServer((req, res) => {
      if (req.url === '/next') {
        res.end('next')
        return
      }
      req.on('data', (data: Buffer) => {
        received += data.length
        req.pause()
        setImmediate(() => req.resume())
        if (!res.headersSent) res.end('early')
      })
      req.on('end', () => tellEnd(received))
    }),
  )
  expect(text).toContain('early')
  expect(text).toContain('next')
  expect(await end).toBe(BODY.length)
})

test.each<[string, (req: IncomingMessage) => void]>([
  ['has no reader', () => undefined],
  ['was paused before it was read', (req) => void req.pause()],
  ['was paused, and then got a listener', (req) => void req.pause().on('data', () => {})],
])('SI-14: a body that %s is discarded, and the next request is served', async (_, look) => {
  const text = await exchange(
    createServer((req, res) => {
      if (req.url !== '/next') look(req)
      res.end(`answer to ${req.url}`)
    }),
  )
  expect(text.match(/answer to \/(?!next)/g)).toHaveLength(1)
  expect(text).toContain('answer to /next')
})

test.each<[string, (req: IncomingMessage) => Promise<unknown>]>([
  [
    'an exception in a loop',
    async (req) => {
      for await (const piece of req) throw new Error(`too large: ${String(piece)}`)
    },
  ],
  [
    'a break out of a loop',
    async (req) => {
      for await (const piece of req) {
        void piece
        break
      }
    },
  ],
  ['a target that fails', (req) => pipeline(req, new Writable({ write: (_piece, _encoding, callback) => callback(new Error('disk full')) }))],
  ['take()', (req) => req.take(1).toArray()],
  [
    'the cancel of a web stream',
    async (req) => {
      const reader = Readable.toWeb(req).getReader()
      await reader.read()
      await reader.cancel(new Error('enough'))
    },
  ],
])('SI-14: a reader that leaves a body by %s can answer, and the connection serves the next request', async (_, read) => {
  const server = createServer((req, res) => {
    if (req.url === '/next') res.end()
    else void read(req).catch(() => {}).then(() => res.writeHead(413).end())
  })
  server.listen(0)
  await once(server, 'listening')
  const socket = net.connect((server.address() as AddressInfo).port)
  let text = ''
  let isAnswered = false
  socket.on('data', (data) => {
    text += data.toString('latin1')
    if (isAnswered || !text.includes(' 413 ')) return
    isAnswered = true
    socket.write('5\r\nthere\r\n0\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  })
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n')
  await once(socket, 'close')
  server.close()
  expect(text.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200'])
})

test('SO-15: a write after the end is an error, also if the response finishes in the same turn', async () => {
  const codes: unknown[] = []
  const text = await exchange(
    createServer((req, res) => {
      res.on('error', (error: Error & { code?: string }) => codes.push(error.code))
      res.end(req.url)
      if (req.url === '/next') codes.push(res.write('late'))
    }),
  )
  expect(text).toContain('/next')
  expect(codes).toEqual([false, 'ERR_STREAM_WRITE_AFTER_END'])
})
