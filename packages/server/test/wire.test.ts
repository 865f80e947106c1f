/** A server of this package and plain sockets: every reply is compared as a whole. */
import { afterEach, expect, test } from 'vitest'
import { exchangeBytes, listen, withoutDate } from '@layered-http/test-kit'
import { createServer, type RequestListener, type Server, type ServerOptions } from '../src/index.js'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function start(listener?: RequestListener, options: ServerOptions = {}): Promise<number> {
  server = createServer(options, listener)
  return listen(server)
}

const GET = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const KEEP_ALIVE = 'Date: …\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n'
const CLOSE = 'Date: …\r\nConnection: close\r\n'

interface Case {
  claim: string
  request: string
  handle: RequestListener
  reply: string
}

const cases: Case[] = [
  {
    claim: 'end() with a string sends its Content-Length (SR-12)',
    request: GET,
    handle: (_req, res) => void res.end('hello'),
    reply: `HTTP/1.1 200 OK\r\n${CLOSE}Content-Length: 5\r\n\r\nhello`,
  },
  {
    claim: 'end() without a body sends Content-Length: 0',
    request: GET,
    handle: (_req, res) => void res.end(),
    reply: `HTTP/1.1 200 OK\r\n${CLOSE}Content-Length: 0\r\n\r\n`,
  },
  {
    claim: 'an explicit writeHead without a length chunks the body (SR-04)',
    request: GET,
    handle: (_req, res) => void res.writeHead(201, 'Made', { 'X-A': '1' }).end('x'),
    reply: `HTTP/1.1 201 Made\r\nX-A: 1\r\n${CLOSE}Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`,
  },
  {
    claim: 'a list passed to writeHead replaces set headers; repeated names are appended (SR-05)',
    request: GET,
    handle: (_req, res) => void res.setHeader('A', '1').writeHead(200, ['a', '2', 'b', '3', 'b', '4', 'Content-Length', '1']).end('z'),
    reply: `HTTP/1.1 200 OK\r\na: 2\r\nb: 3\r\nb: 4\r\nContent-Length: 1\r\n${CLOSE}\r\nz`,
  },
  {
    claim: 'the response to HEAD has no body (SR-10)',
    request: 'HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    handle: (_req, res) => void res.end('hidden'),
    reply: `HTTP/1.1 200 OK\r\n${CLOSE}\r\n`,
  },
  {
    claim: '204 and 304 have no body and no automatic Content-Length (SR-10)',
    request: GET,
    handle: (_req, res) => void res.writeHead(304).end('hidden'),
    reply: `HTTP/1.1 304 Not Modified\r\n${CLOSE}\r\n`,
  },
  {
    claim: 'HTTP/1.0 gets a body that ends with the connection (SR-12)',
    request: 'GET / HTTP/1.0\r\n\r\n',
    handle(_req, res) {
      res.write('a')
      res.end('b')
    },
    reply: `HTTP/1.1 200 OK\r\n${CLOSE}\r\nab`,
  },
  {
    claim: 'responses to two requests in one chunk come in order',
    request: `GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    handle: (req, res) => void res.end(req.url),
    reply: `HTTP/1.1 200 OK\r\n${KEEP_ALIVE}Content-Length: 2\r\n\r\n/1HTTP/1.1 200 OK\r\n${CLOSE}Content-Length: 2\r\n\r\n/2`,
  },
  {
    claim: 'informational responses precede the final one (SR-06, SR-07, SR-08, SR-09)',
    request: GET,
    handle(_req, res) {
      res.writeContinue()
      res.writeProcessing()
      res.writeEarlyHints({ link: ['</a>; rel=preload', '</b>; rel=preload'], 'x-c': '1' })
      res.writeInformation(110, { d: '2' })
      res.end()
    },
    reply:
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n' +
      'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload, </b>; rel=preload\r\nx-c: 1\r\n\r\n' +
      `HTTP/1.1 110 unknown\r\nd: 2\r\n\r\nHTTP/1.1 200 OK\r\n${CLOSE}Content-Length: 0\r\n\r\n`,
  },
  {
    claim: 'HTTP/1.1 without Host is refused before the handler (SV-11, E-29)',
    request: 'GET / HTTP/1.1\r\n\r\n',
    handle: () => expect.unreachable(),
    reply: `HTTP/1.1 400 Bad Request\r\nConnection: close\r\nDate: …\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  },
  {
    claim: 'bytes that are not HTTP get 400 (E-25)',
    request: 'GIBBERISH\r\n\r\n',
    handle: () => expect.unreachable(),
    reply: 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n',
  },
  {
    claim: 'a head over the limit gets 431 (E-26)',
    request: `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(16 * 1024)}\r\n\r\n`,
    handle: () => expect.unreachable(),
    reply: 'HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n',
  },
]

for (const { claim, request, handle, reply } of cases) {
  test(claim, async () => {
    const port = await start(handle)
    expect(withoutDate(await exchangeBytes(port, request))).toBe(reply)
  })
}

test.each(['11\r\nExpect: 100-continue', '\r\nExpect: 100-continue', '100-continue\r\nExpect: b'])('Expect in several fields counts as one (%j, SV-19)', async (fields) => {
  const port = await start((_req, res) => void res.end('z'))
  const received = await exchangeBytes(port, `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: ${fields}\r\n\r\n`)
  expect(received).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/)
})

test('an unknown expectation gets 417 and keeps the connection (E-31)', async () => {
  const port = await start()
  const received = await exchangeBytes(port, 'GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n', { until: (text) => text.endsWith('0\r\n\r\n') })
  expect(withoutDate(received)).toBe(`HTTP/1.1 417 Expectation Failed\r\n${KEEP_ALIVE}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`)
})

test('a body with its trailers is received with every framing, wherever the bytes are cut', async () => {
  const port = await start((req, res) => {
    let body = ''
    req.setEncoding('latin1').on('data', (text: string) => (body += text))
    req.on('end', () => res.end(`${body}|${JSON.stringify(req.trailers)}`))
  })
  const framed = [
    ['Content-Length: 5\r\n\r\nhello', 'hello|{}'],
    ['Transfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nX-T: 1\r\n\r\n', 'hello|{"x-t":"1"}'],
  ] as const
  for (const [rest, body] of framed) {
    const request = `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${rest}`
    expect((await exchangeBytes(port, request)).endsWith(`\r\n\r\n${body}`)).toBe(true)
    expect((await exchangeBytes(port, [...request])).endsWith(`\r\n\r\n${body}`)).toBe(true)
  }
})

test('responses to pipelined requests keep their order, even if the first is the slowest (P-28)', async () => {
  const held: (() => void)[] = []
  const port = await start((req, res) => {
    held.push(() => res.end(req.url))
    if (held.length === 3) for (const answer of held.reverse()) answer()
  })
  const request = (path: string, last = ''): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n${last}\r\n`
  const received = await exchangeBytes(port, request('/1') + request('/2') + request('/3', 'Connection: close\r\n'))
  expect(received.match(/\/\d(?!\.)/g)).toEqual(['/1', '/2', '/3'])
})

test('an exception in a handler does not lose the requests after it', async () => {
  const failures: unknown[] = []
  const collect = (error: unknown): void => void failures.push(error)
  const listeners = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException').on('uncaughtException', collect)
  try {
    const port = await start((req, res) => {
      res.end(req.url)
      if (req.url === '/1') throw new Error('handler')
    })
    const received = await exchangeBytes(port, 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    expect(received.match(/\/\d$|\/1(?=HTTP)/g)).toEqual(['/1', '/2'])
    expect(failures).toMatchObject([{ message: 'handler' }])
  } finally {
    process.removeAllListeners('uncaughtException')
    for (const listener of listeners) process.on('uncaughtException', listener)
  }
})

test('a clientError listener gets the socket and decides about the reply (SV-21)', async () => {
  const port = await start()
  server!.on('clientError', (error: { code: string }, socket) => (socket as { end(text: string): void }).end(`mine: ${error.code}`))
  expect(await exchangeBytes(port, 'NOT HTTP\r\n\r\n')).toMatch(/^mine: HPE_/)
})
