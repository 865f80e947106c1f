/** Members with an underscore, which libraries read, set and override (X-01…X-08, M-04). */
import { EventEmitter, once } from 'node:events'
import { Duplex, PassThrough } from 'node:stream'
import { inherits } from 'node:util'
import net, { type AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { duplexPair } from '@layered-http/test-kit'
import http from '@layered-http/compat-node-http'
import https from '@layered-http/compat-node-http/https'
import common from '../src/_http_common.js'
import legacyServer from '../src/_http_server.js'

interface Legacy extends http.ServerResponse {
  _header: string | null
  _headerSent: boolean
  outputData: { data: string; encoding: string }[]
  outputSize: number
  _contentLength: number | null
  _hasBody: boolean
  _trailer: string
  _last: boolean
  _removedConnection: boolean
  _removedContLen: boolean
  _removedTE: boolean
  _implicitHeader(): void
  _storeHeader(firstLine: string, headers: object): void
  _send(data: string): boolean
  _writeRaw(data: string): boolean
  _renderHeaders(): object
}

const REQUEST = { method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1 } as http.IncomingMessage

function response(): Legacy {
  const res = new http.ServerResponse(REQUEST) as Legacy
  res.sendDate = false
  return res
}

/** Calls `act` with a response on a socket in memory, and returns the bytes that it writes. */
function written(act: (res: Legacy) => void): string {
  const res = response()
  const socket = new PassThrough()
  res.assignSocket(socket as never)
  act(res)
  return String(socket.read() ?? '')
}

describe('X-03: the head', () => {
  test('_header is null until the head is built, and is the head afterwards', () => {
    const res = response()
    expect(res._header).toBe(null)
    res.setHeader('a', '1')
    res.writeHead(200)
    expect(res._header).toBe('HTTP/1.1 200 OK\r\na: 1\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n')
    expect(res._headerSent).toBe(false)
    res.flushHeaders()
    expect(res._headerSent).toBe(true)
  })

  test('a head that is set to null is built again, with the headers set in between', () => {
    const text = written((res) => {
      res.writeHead(200)
      res._header = null
      res.setHeader('b', '2')
      res._implicitHeader()
      res.end('x')
    })
    expect(text).toContain('\r\nb: 2\r\n')
    expect(text.match(/HTTP\/1.1/g)).toHaveLength(1)
  })

  test('an agent can rebuild the head of a waiting request in outputData, as proxy agents do', async () => {
    const request = http.request({ createConnection: () => undefined, method: 'POST', setHost: false }) as unknown as Legacy & http.ClientRequest
    request.on('error', () => undefined)
    request.end('body')
    const { data } = request.outputData[0]!
    request._header = null
    request.setHeader('Proxy-Authorization', 'Basic x')
    request._implicitHeader()
    request.outputData[0]!.data = request._header! + data.slice(data.indexOf('\r\n\r\n') + 4)
    const text = await new Promise<string>((resolve) => {
      request.onSocket(new Duplex({ read() {}, write: (chunk: Buffer) => resolve(String(chunk)) }) as never)
    })
    request.destroy()
    expect(text).toMatch(/^POST \/ HTTP\/1.1\r\n[^]*Proxy-Authorization: Basic x\r\n[^]*\r\n\r\nbody$/)
  })

  test('a head that a program sets is sent instead', () => {
    expect(
      written((res) => {
        res._header = 'HTTP/1.1 299 Mine\r\n\r\n'
        res.end('x')
      }),
    ).toBe('HTTP/1.1 299 Mine\r\n\r\nx')
  })

  test('_headerSent = true: the head is not sent', () => {
    expect(
      written((res) => {
        res.writeHead(200, { 'Content-Length': 1 })
        res._headerSent = true
        res.end('x')
      }),
    ).toBe('x')
  })

  test('_storeHeader sets the head, _send and _writeRaw write', () => {
    expect(
      written((res) => {
        res._storeHeader('HTTP/1.1 200 OK\r\n', { 'Content-Length': 2, Connection: 'close' })
        res._send('a')
        res._writeRaw('b')
      }),
    ).toBe('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab')
  })

  test('_renderHeaders returns the names in the case in which they were set, and throws after the head is built', () => {
    const res = response()
    res.setHeader('X-Case', 'y')
    expect(res._renderHeaders()).toEqual({ 'X-Case': 'y' })
    res.writeHead(200)
    expect(() => res._renderHeaders()).toThrow(expect.objectContaining({ code: 'ERR_HTTP_HEADERS_SENT' }))
  })

  test('end() calls an overridden writeHead', () => {
    const text = written((res) => {
      const { writeHead } = res
      res.writeHead = function (this: Legacy, ...args: never[]) {
        this.setHeader('on-headers', 'ran')
        return (writeHead as (...all: never[]) => Legacy).apply(this, args)
      } as never
      res.end('x')
    })
    expect(text).toContain('\r\non-headers: ran\r\n')
  })
})

test('SR-05: writeHead merges its headers into the message if any header was ever set, as mocks of responses expect', () => {
  const res = response()
  res.writeHead(200, { a: '1' })
  expect(res.getHeader('a')).toBe(undefined)
  const touched = response()
  touched.setHeader('x', 'y')
  touched.removeHeader('x')
  touched.writeHead(200, { a: '1' })
  expect(touched.getHeader('a')).toBe('1')
})

test('AG-11: a subclass of Agent may have an accessor for protocol that works only after its constructor', () => {
  const ready = new WeakSet<object>()
  const Base = http.Agent as unknown as new (options: object) => object
  class Mine extends Base {
    constructor() {
      super({ keepAlive: true })
      ready.add(this)
    }
    get protocol(): string {
      if (!ready.has(this)) throw new Error('too early')
      return 'mine:'
    }
    set protocol(_protocol: string) {
      // Ignored: the getter decides.
    }
  }
  expect(new Mine().protocol).toBe('mine:')
})

describe('X-03: flags', () => {
  test('each flag shows the state, and setting it changes what is sent', () => {
    expect(written((res) => void ((res._hasBody = false), res.end('x')))).toMatch(/\r\n\r\n$/)
    expect(written((res) => void ((res._last = true), res.end('x')))).toContain('Connection: close')
    expect(written((res) => void ((res._removedConnection = true), res.end('x')))).not.toContain('Connection')
    expect(written((res) => void ((res._removedContLen = true), res.end('x')))).toContain('Transfer-Encoding: chunked')
    const res = response()
    res.removeHeader('Transfer-Encoding')
    expect(res._removedTE).toBe(true)
    res.addTrailers({ a: 'b' })
    expect(res._trailer).toBe('a: b\r\n')
    res.end('four')
    expect(res._contentLength).toBe(4)
    expect(res.outputSize).toBe(res.outputData.reduce((sum, { data }) => sum + data.length, 0))
  })
})

test('X-02: members that newer Nodes removed do not exist', () => {
  for (const name of ['_headers', '_headerNames', 'writeHeader']) expect(name in response()).toBe(false)
})

test('X-04 X-06: a socket has its server, its parser and its message; setEncoding throws until the socket is upgraded', async () => {
  const server = http.createServer((req, res) => {
    const socket = req.socket as unknown as { server: unknown; parser: unknown; _httpMessage: unknown; setEncoding(name: string): void }
    expect(socket.server).toBe(server)
    expect(socket._httpMessage).toBe(res)
    expect(socket.parser).toEqual(expect.any(Object))
    expect(() => socket.setEncoding('utf8')).toThrow(expect.objectContaining({ code: 'ERR_HTTP_SOCKET_ENCODING' }))
    res.end()
  })
  server.on('upgrade', (_req, socket) => {
    expect((socket as unknown as { parser: unknown }).parser).toBe(null)
    socket.setEncoding('utf8')
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n')
  })
  server.listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const [plain] = (await once(http.get({ port, agent: false }), 'response')) as [http.IncomingMessage]
  plain.resume()
  await once(plain, 'close')
  const [, socket] = (await once(http.get({ port, agent: false, headers: { Connection: 'Upgrade', Upgrade: 'x' } }), 'upgrade')) as [unknown, { destroy(): void }]
  socket.destroy()
  await new Promise((resolve) => server.close(resolve))
})

test('X-05: _addHeaderLines fills headers, and trailers when the message is complete', () => {
  const message = new http.IncomingMessage(new PassThrough() as never) as http.IncomingMessage & { _addHeaderLines(lines: string[], count: number): void }
  message._addHeaderLines(['A', '1', 'a', '2'], 4)
  expect([message.headers, message.headersDistinct, message.rawHeaders]).toEqual([{ a: '1, 2' }, { a: ['1', '2'] }, ['A', '1', 'a', '2']])
  message.complete = true
  message._addHeaderLines(['T', '3'], 2)
  expect(message.trailers).toEqual({ t: '3' })
})

describe('M-04 X-08: constructors', () => {
  test('constructors work with .call on an inherited object, as mocks of responses use them', () => {
    function Mock(this: object): void {
      ;(http.ServerResponse as unknown as (this: object, request: object) => void).call(this, REQUEST)
    }
    inherits(Mock as never, http.ServerResponse as never)
    const mock = new (Mock as unknown as new () => Legacy)()
    mock.setHeader('a', 'b')
    mock.writeHead(201)
    expect(mock).toBeInstanceOf(http.OutgoingMessage)
    expect(mock._header).toMatch(/^HTTP\/1.1 201 Created\r\na: b\r\n/)
  })

  test('classes can be extended, and Object.create works on a message', () => {
    class Mine extends http.IncomingMessage {
      extra = 1
    }
    expect(new Mine(new PassThrough() as never)).toMatchObject({ extra: 1, complete: false })
    const over = Object.create(response()) as Legacy
    over.setHeader('a', 'b')
    expect(over.getHeader('a')).toBe('b')
  })

  test('SR-01: a response to a request without a version is an HTTP/1.1 response', () => {
    for (const request of [{ method: 'GET' }, { method: 'GET', httpVersionMajor: 1 }]) {
      const res = new http.ServerResponse(request as http.IncomingMessage)
      expect([res.shouldKeepAlive, res.useChunkedEncodingByDefault]).toEqual([true, true])
    }
    expect(new http.ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 0 } as http.IncomingMessage).useChunkedEncodingByDefault).toBe(false)
  })

  test('Server and Agent work without new', () => {
    expect((http.Server as unknown as () => unknown)()).toBeInstanceOf(http.Server)
    expect((http.Agent as unknown as () => unknown)()).toBeInstanceOf(http.Agent)
  })
})

test('X-01 P-30: HTTPParser calls back in order, with the numbers and arguments of Node', () => {
  const { HTTPParser, methods } = common
  const parser = new HTTPParser()
  const calls: unknown[] = []
  for (const number of [0, 1, 2, 3, 4]) Reflect.set(parser, number, (...args: unknown[]) => calls.push([number, ...args.map((arg) => (Buffer.isBuffer(arg) ? String(arg) : arg))]))
  parser.initialize(HTTPParser.REQUEST, {})
  const bytes = Buffer.from('QUERY /q HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nT: 1\r\n\r\n')
  expect(parser.execute(bytes)).toBe(bytes.length)
  expect(calls).toEqual([[0], [2, 1, 1, ['Transfer-Encoding', 'chunked'], methods.indexOf('QUERY'), '/q', undefined, undefined, false, true], [3, 'hi'], [1, ['T', '1'], ''], [4]])
  parser.initialize(HTTPParser.RESPONSE, {})
  expect(parser.execute(Buffer.from('nonsense'))).toMatchObject({ code: 'HPE_INVALID_CONSTANT' })
})

test('X-03: the headers are under the symbol kOutHeaders, as in Node', () => {
  const ofNode = Object.getOwnPropertySymbols(new (process.getBuiltinModule('http').OutgoingMessage)())
  const kOutHeaders = ofNode.find(({ description }) => description === 'kOutHeaders')!
  const res = response() as Legacy & Record<symbol, Record<string, [string, unknown]> | null>
  expect(res[kOutHeaders]).toBe(null)
  res.setHeader('Content-Type', 'text/plain')
  expect({ ...res[kOutHeaders] }).toEqual({ 'content-type': ['Content-Type', 'text/plain'] })
  res[kOutHeaders] = { origin: ['Origin', 'a'] }
  expect(res._renderHeaders()).toEqual({ Origin: 'a' })
  res[kOutHeaders] = null
  expect(res._renderHeaders()).toEqual({})
})

interface ForeignServer extends EventEmitter {
  keepAliveTimeout?: number
  requestTimeout?: number
}

/** Passes a connection to `server`, sends `text` on it, and returns the response. */
async function answerOf(server: ForeignServer, text: string): Promise<string> {
  const front = net.createServer({ allowHalfOpen: true }, (socket) => legacyServer._connectionListener.call(server as never, socket))
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  const client = net.connect((front.address() as AddressInfo).port, '127.0.0.1').setEncoding('latin1')
  client.write(text)
  let received = ''
  for await (const chunk of client) received += chunk as string
  front.close()
  return received.replaceAll(/Date: .*\r\n/g, '')
}

const TWO = 'GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

describe('X-01, M-11: a server of another class serves HTTP', () => {
  test.each([
    ['after storeHTTPOptions', (server: ForeignServer) => legacyServer.storeHTTPOptions.call(server as never, { keepAliveTimeout: 7000 }), 7],
    ['without storeHTTPOptions', () => undefined, 5],
  ])('%s', async (_, prepare, seconds) => {
    const server: ForeignServer = new EventEmitter()
    prepare(server)
    const seen: unknown[] = []
    server.on('request', (req: http.IncomingMessage, res: http.ServerResponse) => {
      seen.push(req.url, (req.socket as unknown as { server: unknown }).server === server, res instanceof http.ServerResponse)
      res.end('hi')
    })
    expect(await answerOf(server, TWO)).toBe(
      `HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=${seconds}\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi`,
    )
    expect(seen).toEqual(['/a', true, true, '/b', true, true])
  })

  test('a server of another class emits clientError', async () => {
    const server = new EventEmitter()
    const codes: unknown[] = []
    server.on('clientError', (error: { code: string }, socket: Duplex) => (codes.push(error.code), socket.destroy()))
    expect(await answerOf(server, 'bad\r\n\r\n')).toBe('')
    expect(codes).toEqual(['HPE_INVALID_METHOD'])
  })

  test('storeHTTPOptions checks options as the constructor does, and sets only their fields, with defaults', () => {
    const server = Object.assign(new EventEmitter() as ForeignServer, { timeout: 1 })
    legacyServer.storeHTTPOptions.call(server as never, { keepAliveTimeout: 1234 })
    expect(server).toMatchObject({ timeout: 1, keepAliveTimeout: 1234, requestTimeout: 300_000, headersTimeout: 60_000, keepAliveTimeoutBuffer: 1000, requireHostHeader: true })
    expect(() => legacyServer.storeHTTPOptions.call(server as never, { requestTimeout: -1 })).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }))
    expect(() => legacyServer.storeHTTPOptions.call(server as never, undefined as never)).toThrow(TypeError)
  })
})

test('X-04: _sent100 is false until 100 Continue was sent, and can be set', async () => {
  const server = http.createServer()
  const seen: unknown[] = []
  const sent = (res: http.ServerResponse): unknown => (res as unknown as { _sent100: unknown })._sent100
  server.on('request', (_req, res) => (seen.push(sent(res)), res.end()))
  server.on('checkContinue', (_req: http.IncomingMessage, res: http.ServerResponse) => {
    seen.push(sent(res))
    res.writeContinue()
    seen.push(sent(res))
    res.end()
  })
  const expecting = 'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
  await answerOf(server, expecting)
  await answerOf(server, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  server.removeAllListeners('checkContinue')
  await answerOf(server, expecting)
  expect(seen).toEqual([false, true, false, true])
  const res = response() as unknown as { _sent100: boolean }
  res._sent100 = true
  expect(res._sent100).toBe(true)
})

test('X-06: socket._paused is true while pipelined requests wait until responses are sent', async () => {
  const ANSWER = Buffer.alloc(50_000)
  const paused: unknown[] = []
  let first: http.ServerResponse | undefined
  const of = (res: http.ServerResponse): unknown => (res.req.socket as unknown as { _paused: unknown })._paused
  const server = http.createServer((_req, res) => {
    paused.push(of(res))
    if (first === undefined) first = res
    else res.end(ANSWER)
  })
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.resume()
  for (let i = 0; i < 4; i++) {
    theirs.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await new Promise(setImmediate)
  }
  expect(paused).toEqual([false, false, false, true])
  const socket = ours as unknown as { _paused: boolean }
  first!.end('x')
  while (socket._paused) await once(theirs, 'data')
  ours.destroy()
})

test('the timer of the connections is there on servers of http and https, and is destroyed when they close', async () => {
  for (const server of [http.createServer(), https.createServer()]) {
    const timer = (): { _destroyed: boolean } => (server as unknown as Record<symbol, { _destroyed: boolean }>)[legacyServer.kConnectionsCheckingInterval]!
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    expect(timer()._destroyed).toBe(false)
    server.close()
    await once(server, 'close')
    expect(timer()._destroyed).toBe(true)
  }
})
