/** A string that a program keeps from a message costs less than 1 KiB beyond its own length: it does not keep the whole head in memory. */
import net from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import http, { type IncomingMessage } from '@layered-http/compat-node-http'
import { duplexPair, keptBytes } from '@layered-http/test-kit'
import { createServer } from '@layered-http/server'
import { expect, it } from 'vitest'

const KIB = 1024
const COUNT = 400
/** Bytes for each value that the measurement itself keeps. */
const NOISE = 100
const PAD = 'p'.repeat(12_000)
const mark = (i: number): string => String(i).padStart(20, '0')

type Kept = (message: IncomingMessage) => string | undefined

const OF_REQUESTS: Record<string, Kept> = {
  'a header': (req) => req.headers['x-id'] as string,
  'a distinct header': (req) => req.headersDistinct['x-id']![0],
  'a raw header': (req) => req.rawHeaders[req.rawHeaders.indexOf('X-Id') + 1],
  'a raw name': (req) => req.rawHeaders.find((item) => item.startsWith('X-Long-Name')),
  'the URL': (req) => req.url,
  'the method': (req) => req.method!,
  'a trailer': (req) => req.trailers['x-trailer'] as string,
  'a raw trailer': (req) => req.rawTrailers.at(-1),
}

it.each(Object.entries(OF_REQUESTS))('%s of a request', async (_, kept) => {
  const server = http.createServer()
  const [client, socket] = duplexPair()
  server.emit('connection', socket)
  client.resume()
  const one = async (keep: (value: unknown) => void, i: number): Promise<void> => {
    const fields = `Host: a\r\nX-Id: ${mark(i)}\r\nX-Long-Name-${mark(i)}: ${PAD}\r\nTransfer-Encoding: chunked\r\n`
    const received = once(server, 'request') as Promise<[IncomingMessage, http.ServerResponse]>
    client.write(`PROPFIND /some/path/${mark(i)} HTTP/1.1\r\n${fields}\r\n0\r\nX-Pad: ${PAD}\r\nX-Trailer: ${mark(i)}\r\n\r\n`)
    const [req, res] = await received
    req.resume()
    await once(req, 'end')
    const value = kept(req)
    expect(value?.length).toBeGreaterThan(3)
    keep(value)
    res.end()
    await once(res, 'finish')
  }
  expect(await keptBytes(COUNT, one)).toBeLessThan(KIB + 40 + NOISE)
  client.destroy()
})

it('pathname and search of a request', async () => {
  const server = createServer({ layered: { urlParts: true } })
  for (const part of ['pathname', 'search'] as const) {
    const [client, socket] = duplexPair()
    server.emit('connection', socket)
    client.resume()
    const one = async (keep: (value: unknown) => void, i: number): Promise<void> => {
      const received = once(server, 'request') as Promise<[IncomingMessage & { pathname: string; search: string }, http.ServerResponse]>
      const target = part === 'pathname' ? `/path/${mark(i)}?${PAD}` : `/${PAD}?q=${mark(i)}`
      client.write(`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`)
      const [req, res] = await received
      expect(req[part]).toContain(mark(i))
      keep(req[part])
      res.end()
      await once(res, 'finish')
    }
    expect(await keptBytes(COUNT, one)).toBeLessThan(KIB + 40 + NOISE)
    client.destroy()
  }
})

const OF_RESPONSES: Record<string, Kept> = {
  'a header': (res) => res.headers.etag,
  'a raw header': (res) => res.rawHeaders[res.rawHeaders.indexOf('ETag') + 1],
  'the reason': (res) => res.statusMessage!,
}

it.each(Object.entries(OF_RESPONSES))('%s of a response', async (_, kept) => {
  let sent = 0
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => socket.write(`HTTP/1.1 200 Reason ${mark(sent)}\r\nX-Pad: ${PAD}\r\nETag: ${mark(sent++)}\r\nContent-Length: 0\r\n\r\n`))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const one = async (keep: (value: unknown) => void): Promise<void> => {
    const [res] = (await once(http.get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent }), 'response')) as [IncomingMessage]
    keep(kept(res))
    res.resume()
    await once(res, 'close')
  }
  expect(await keptBytes(COUNT, one)).toBeLessThan(KIB + 40 + NOISE)
  agent.destroy()
  server.close()
})

it('a header, the reason and a raw header of an interim response', async () => {
  let sent = 0
  const server = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => socket.write(`HTTP/1.1 103 Reason ${mark(sent)}\r\nX-Pad: ${PAD}\r\nETag: ${mark(sent++)}\r\n\r\nHTTP/1.1 204 No\r\n\r\n`))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const one = async (keep: (value: unknown) => void): Promise<void> => {
    const req = http.get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent })
    req.on('information', ({ headers, statusMessage, rawHeaders }) => keep(headers.etag! + statusMessage.length + rawHeaders[3]!.length))
    const [res] = (await once(req, 'response')) as [IncomingMessage]
    res.resume()
    await once(res, 'close')
  }
  expect(await keptBytes(COUNT, one)).toBeLessThan(KIB + 40 + NOISE)
  agent.destroy()
  server.close()
})
