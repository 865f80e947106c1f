/** `headerLines()`, `trailerLines()` and `pendingBytes` of messages, on both sides: over TCP, and header lines over TLS. */
import { once } from 'node:events'
import net from 'node:net'
import { expect, test } from 'vitest'
import http from '@layered-http/compat-node-http'
import https from '@layered-http/compat-node-http/https'
import { CA, exchangeBytes, listen, SERVER } from '@layered-http/test-kit'
import type { IncomingMessage, OutgoingMessage } from '@layered-http/streams'

const lines = (message: object): [string, string][] => (message as IncomingMessage).headerLines()
const trailers = (message: object): [string, string][] => (message as IncomingMessage).trailerLines()
const pending = (message: object): number => (message as OutgoingMessage).pendingBytes

const SENT: [string, string][] = [
  ['HOST', 'a'],
  ['x-B', '1'],
  ['X-b', '2'],
  ['Host2', ''],
  ['x-B', '1'],
]

test('a proxy passes header and trailer lines on as they came: order, case, duplicates', async () => {
  const seen: unknown[] = []
  const origin = http.createServer((req, res) => {
    seen.push(lines(req))
    req.resume().on('end', () => {
      seen.push(trailers(req))
      res.sendDate = false
      res.writeHead(200, [
        ['X-One', '1'],
        ['x-one', '2'],
        ['CONNECTION', 'close'],
        ['Transfer-Encoding', 'chunked'],
        ['Trailer', 'X-T'],
      ])
      res.addTrailers([
        ['X-T', '1'],
        ['x-t', '2'],
      ])
      res.end('body')
    })
  })
  const port = await listen(origin)
  const proxy = http.createServer((req, res) => {
    const request = http.request({ port, host: '127.0.0.1', method: req.method!, path: req.url!, headers: lines(req).flat() as never, agent: false }, (response) => {
      res.sendDate = false
      res.writeHead(200, lines(response).flat())
      response.on('data', (chunk) => res.write(chunk))
      response.on('end', () => {
        res.addTrailers(trailers(response))
        res.end()
      })
    })
    req.on('data', (chunk) => request.write(chunk))
    req.on('end', () => {
      request.addTrailers(trailers(req))
      request.end()
    })
  })
  const fields = [...SENT, ['transfer-Encoding', 'chunked']] as [string, string][]
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const received = await exchangeBytes(await listen(proxy), `POST / HTTP/1.1\r\n${head}\r\n1\r\nx\r\n0\r\nA-t: 1\r\na-T: 2\r\n\r\n`)
  expect(seen).toEqual([
    [...fields, ['Connection', 'close']],
    [
      ['A-t', '1'],
      ['a-T', '2'],
    ],
  ])
  expect(received).toBe('HTTP/1.1 200 OK\r\nX-One: 1\r\nx-one: 2\r\nCONNECTION: close\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n4\r\nbody\r\n0\r\nX-T: 1\r\nx-t: 2\r\n\r\n')
  origin.close()
  proxy.close()
})

test('lines are new with each call, and follow rawHeaders that a program has set', async () => {
  const server = https.createServer(SERVER, (req, res) => {
    const before = lines(req)
    const again = lines(req)
    again.pop()
    req.rawHeaders = ['A', '1']
    res.end(JSON.stringify([before, lines(req), trailers(req)]))
  })
  const port = await listen(server)
  const request = https.get({ port, host: '127.0.0.1', servername: 'localhost', ca: CA, headers: { Host: 'a', Connection: 'close' } as never, agent: false })
  const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage]
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk as string
  expect(JSON.parse(text)).toEqual([
    [
      ['Host', 'a'],
      ['Connection', 'close'],
    ],
    [['A', '1']],
    [],
  ])
  expect(lines(response).map(([name]) => name)).toEqual(['Date', 'Connection', 'Content-Length'])
  server.close()
})

test('pendingBytes counts head, framing and body until the operating system has them', async () => {
  const counts: [string, number][] = []
  const server = http.createServer((_req, res) => {
    const count = (what: string): void => void counts.push([what, pending(res)])
    count('new')
    res.sendDate = false
    res.writeHead(200, { Connection: 'close', 'Transfer-Encoding': 'chunked' })
    count('head')
    res.write('abc')
    count('write')
    res.end()
    count('end')
    res.on('finish', () => count('finish'))
  })
  const received = await exchangeBytes(await listen(server), 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  const head = received.indexOf('\r\n\r\n') + 4
  // A chunk of three bytes: `3\r\nabc\r\n`. A small response is taken at once.
  expect(counts).toEqual([
    ['new', 0],
    ['head', head],
    ['write', head + 8],
    ['end', 0],
    ['finish', 0],
  ])
  server.close()
})

test('pendingBytes of a response whose client does not read stays near what the program writes, and is 0 after it has closed', async () => {
  const PIECE = Buffer.alloc(64 * 1024)
  const server = http.createServer()
  const client = net.connect(await listen(server), '127.0.0.1').pause()
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  const [, res] = (await once(server, 'request')) as [unknown, import('node:http').ServerResponse]
  res.setHeader('Content-Length', 2 ** 40)
  let written = 0
  // Until the buffers of the operating system are full.
  while (pending(res) === 0) {
    res.write(PIECE)
    written += PIECE.length
    await new Promise(setImmediate)
  }
  expect(pending(res)).toBeGreaterThan(0)
  expect(pending(res)).toBeLessThanOrEqual(PIECE.length + 1024)
  expect(pending(res)).toBe(res.writableLength)
  res.end(PIECE)
  expect(pending(res)).toBeGreaterThan(PIECE.length)
  expect(written).toBeGreaterThan(0)
  client.destroy()
  await once(res, 'close')
  expect(pending(res)).toBe(0)
  server.close()
})

test('pendingBytes of a request counts what waits for its socket, and is 0 when it has finished', async () => {
  const server = http.createServer((req, res) => void req.resume().on('end', () => res.end()))
  const request = http.request({ port: await listen(server), host: '127.0.0.1', method: 'PUT', headers: { 'Content-Length': 3, Connection: 'close' }, agent: false })
  expect(pending(request)).toBe(0)
  request.end('abc')
  expect(pending(request)).toBeGreaterThan('PUT / HTTP/1.1\r\n'.length + 3)
  await once(request, 'finish')
  expect(pending(request)).toBe(0)
  await once(request, 'close')
  server.close()
})
