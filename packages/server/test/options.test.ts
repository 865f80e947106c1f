/** The options of a server (SV-01 to SV-16): their checks, with Node's codes and messages, and their effects. */
import { EventEmitter } from 'node:events'
import { Duplex, getDefaultHighWaterMark, setDefaultHighWaterMark } from 'node:stream'
import { expect, test } from 'vitest'
import { IncomingMessage, OutgoingMessage } from '@layered-http/streams'
import { duplexPair } from '@layered-http/test-kit'
import { createServer, Server, ServerResponse, type ServerOptions } from '../src/index.js'
import { connectionListener } from '../src/server.js'
import { exchange, get, make, CLOSE } from './support/running-server.js'

const MAX = Number.MAX_SAFE_INTEGER
const type = (message: string): object => ({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE', message })
const value = (message: string): object => ({ name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE', message })
const range = (message: string): object => ({ name: 'RangeError', code: 'ERR_OUT_OF_RANGE', message })

test.each(['connectionsCheckingInterval', 'headersTimeout', 'requestTimeout', 'keepAliveTimeout', 'keepAliveTimeoutBuffer', 'maxHeaderSize'])(
  '%s must be a whole number from 0 (SV-02 to SV-06, P-17)',
  (name) => {
    const using = (given: unknown) => () => createServer({ [name]: given })
    expect(using('x')).toThrow(expect.objectContaining(type(`The "${name}" argument must be of type number. Received type string ('x')`)))
    expect(using(null)).toThrow(expect.objectContaining(type(`The "${name}" argument must be of type number. Received null`)))
    expect(using(-1)).toThrow(expect.objectContaining(range(`The value of "${name}" is out of range. It must be >= 0 && <= ${MAX}. Received -1`)))
    expect(using(1.5)).toThrow(expect.objectContaining(range(`The value of "${name}" is out of range. It must be an integer. Received 1.5`)))
  },
)

test.each(['insecureHTTPParser', 'requireHostHeader', 'joinDuplicateHeaders', 'rejectNonStandardBodyWrites', 'optimizeEmptyRequests'])('%s must be a boolean', (name) => {
  for (const [given, received] of [[1, 'type number (1)'], [null, 'null'], ['x', "type string ('x')"]] as const) {
    expect(() => createServer({ [name]: given })).toThrow(
      expect.objectContaining(type(`The "options.${name}" property must be of type boolean. Received ${received}`)),
    )
  }
})

test.each<[string, object, object]>([
  ['shouldUpgradeCallback is a function (SV-16)', { shouldUpgradeCallback: {} }, type('The "options.shouldUpgradeCallback" property must be of type function. Received an instance of Object')],
  ['highWaterMark is a number (SV-12)', { highWaterMark: 'x' }, type('The "options.highWaterMark" property must be of type number. Received type string (\'x\')')],
  ['keepAliveInitialDelay is a number (SV-13)', { keepAliveInitialDelay: null }, type('The "options.keepAliveInitialDelay" property must be of type number. Received null')],
  ['headersTimeout is at most requestTimeout (SV-03)', { headersTimeout: 400_000 }, range('The value of "headersTimeout" is out of range. It must be <= requestTimeout. Received 400000')],
  [
    'httpValidation has three values (P-26)',
    { httpValidation: 'x' },
    value("The property 'options.httpValidation' must be one of: 'strict', 'relaxed', 'insecure'. Received 'x'"),
  ],
  [
    'httpValidation excludes insecureHTTPParser (P-26)',
    { httpValidation: 'strict', insecureHTTPParser: false },
    value("The property 'options.httpValidation' cannot be used together with options.insecureHTTPParser. Received 'strict'"),
  ],
  ['layered is an object', { layered: true }, type('The "options.layered" property must be of type object. Received type boolean (true)')],
  ['layered.urlParts is a boolean', { layered: { urlParts: 1 } }, type('The "options.layered.urlParts" property must be of type boolean. Received type number (1)')],
  ['layered.unknownMethodStatus has two values', { layered: { unknownMethodStatus: 500 } }, value("The property 'options.layered.unknownMethodStatus' must be one of: 400, 405. Received 500")],
  [
    'layered has no other names',
    { layered: { urlPart: true } },
    value("The property 'options.layered.urlPart' is not an option here; the options are: 'lenient', 'unknownMethodStatus', 'strict', 'minBodyRate', 'urlParts', 'timings', 'upgrades', 'stats'. Received true"),
  ],
])('%s', (_claim, options, error) => {
  expect(() => createServer(options)).toThrow(expect.objectContaining(error))
})

test('an unknown leniency is an error that names it', () => {
  expect(() => createServer({ layered: { lenient: ['EVERYTHING'] as never } })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE', message: expect.stringContaining("'HEADERS'") as string }))
})

test('options that Node does not check are not checked (SV-13, SV-14, SV-10)', () => {
  for (const options of [{ highWaterMark: NaN }, { noDelay: 'x' }, { keepAlive: null }, { uniqueHeaders: 'x' }, { IncomingMessage: null }, { ServerResponse: 0 }, { maxHeaderSize: 0 }]) {
    expect(() => createServer(options as unknown as ServerOptions)).not.toThrow()
  }
  expect(createServer({}, null as never)).toBeInstanceOf(Server)
})

test('options and listener of a wrong type are errors (SV-01)', () => {
  for (const options of ['x', 1, []]) expect(() => createServer(options as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
  expect(() => createServer({}, 'x' as never)).toThrow(expect.objectContaining(type('The "listener" argument must be of type function. Received type string (\'x\')')))
})

test('defaults are Node 26\'s on every Node (SV-02 to SV-13)', () => {
  expect(createServer()).toMatchObject({
    maxHeaderSize: undefined,
    requestTimeout: 300_000,
    headersTimeout: 60_000,
    keepAliveTimeout: 5000,
    keepAliveTimeoutBuffer: 1000,
    connectionsCheckingInterval: 30_000,
    requireHostHeader: true,
    joinDuplicateHeaders: undefined,
    rejectNonStandardBodyWrites: false,
    noDelay: true,
    keepAlive: false,
    keepAliveInitialDelay: 0,
    highWaterMark: 65_536,
    httpAllowHalfOpen: false,
    timeout: 0,
    maxHeadersCount: null,
    maxRequestsPerSocket: 0,
  })
  expect(createServer({ requestTimeout: 1000 }).headersTimeout).toBe(1000)
  expect(createServer({ requestTimeout: 0 }).headersTimeout).toBe(0)
  expect(createServer({ noDelay: false, keepAlive: true, keepAliveInitialDelay: 3000 })).toMatchObject({ noDelay: false, keepAlive: true, keepAliveInitialDelay: 3 })
})

test.each([[undefined, 64 * 1024], [1000, 1000], [-5, 64 * 1024], [0, 0]])('highWaterMark %s applies to socket, request and response (SV-12)', async (given, mark) => {
  const server = make(given === undefined ? {} : { highWaterMark: given }, (req, res) => {
    res.end(JSON.stringify([req.readableHighWaterMark, res.writableHighWaterMark, req.socket.readableHighWaterMark, req.socket.writableHighWaterMark]))
  })
  expect(await exchange(server, get('/', CLOSE))).toMatch(new RegExp(`\\r\\n\\r\\n\\[${[mark, mark, mark, mark].join(',')}\\]$`))
})

test('stream.setDefaultHighWaterMark applies to servers and messages that are made afterwards (SV-12, SO-01, SI-01)', async () => {
  const before = getDefaultHighWaterMark(false)
  setDefaultHighWaterMark(false, 5000)
  try {
    const server = make({}, (req, res) => {
      res.end(JSON.stringify([req.readableHighWaterMark, res.writableHighWaterMark, req.socket.writableHighWaterMark]))
    })
    expect(await exchange(server, get('/', CLOSE))).toMatch(/\[5000,5000,5000\]$/)
    expect(new OutgoingMessage().writableHighWaterMark).toBe(5000)
    expect(new IncomingMessage(null as never).readableHighWaterMark).toBe(5000)
  } finally {
    setDefaultHighWaterMark(false, before)
  }
})

test('joinDuplicateHeaders joins fields that occur once, and can be changed at any time (H-06)', async () => {
  const server = make({}, (req, res) => {
    server.joinDuplicateHeaders = true
    res.end(JSON.stringify([req.headers['from'], req.headers['cookie']]))
  })
  const fields = 'From: a\r\nFrom: b\r\nCookie: c\r\nCookie: d\r\n'
  const received = await exchange(server, get('/', fields) + get('/', fields + CLOSE))
  expect(received.match(/\["a.*?\]/g)).toEqual(['["a","c; d"]', '["a, b","c; d"]'])
})

test('uniqueHeaders are sent as one line, in headers and trailers, in every form (H-15)', async () => {
  const server = make({ uniqueHeaders: ['X-A', 'Set-Cookie'] }, (req, res) => {
    if (req.url === '/set') res.setHeader('x-a', ['1', '2']).setHeader('X-B', ['1', '2']).setHeader('Set-Cookie', ['1', '2']).end()
    else {
      res.writeHead(200, { 'x-a': ['1', '2'] })
      res.addTrailers({ 'X-A': ['3', '4'], 'X-B': ['5', '6'] as never })
      res.end()
    }
  })
  const received = await exchange(server, get('/set') + get('/written', CLOSE))
  expect(received).toContain('x-a: 1; 2\r\nX-B: 1\r\nX-B: 2\r\nSet-Cookie: 1; 2\r\n')
  expect(received).toContain('200 OK\r\nx-a: 1; 2\r\n')
  expect(received.endsWith('0\r\nX-A: 3; 4\r\nX-B: 5\r\nX-B: 6\r\n\r\n')).toBe(true)
})

test('rejectNonStandardBodyWrites is also an option of new ServerResponse() (SR-01, E-08)', () => {
  const req = Object.assign(new IncomingMessage(new Duplex()), { method: 'HEAD' })
  expect(() => new ServerResponse(req, { rejectNonStandardBodyWrites: true }).write('x')).toThrow(expect.objectContaining({ code: 'ERR_HTTP_BODY_NOT_ALLOWED' }) as Error)
  expect(new ServerResponse(req).write('x')).toBe(true)
})

test('rejectNonStandardBodyWrites: end() with an empty string has no body, with empty bytes it has one (SV-15)', () => {
  const req = Object.assign(new IncomingMessage(new Duplex()), { method: 'HEAD' })
  const make = (): ServerResponse => new ServerResponse(req, { rejectNonStandardBodyWrites: true })
  expect(() => make().end(Buffer.alloc(0))).toThrow(expect.objectContaining({ code: 'ERR_HTTP_BODY_NOT_ALLOWED' }) as Error)
  expect(make().end('').writableEnded).toBe(true)
})

test.each(['HEAD', '204', '304', '101'])('rejectNonStandardBodyWrites: a body for %s is an error (SV-15, E-08)', async (which) => {
  const error = { code: 'ERR_HTTP_BODY_NOT_ALLOWED', message: 'Adding content for this request method or response status is not allowed.' }
  const server = make({ rejectNonStandardBodyWrites: true }, (_req, res) => {
    res.statusCode = which === 'HEAD' ? 200 : Number(which)
    expect(() => res.write('')).toThrow(expect.objectContaining(error))
    expect(() => res.write('x')).toThrow(expect.objectContaining(error))
    expect(() => res.end('x')).toThrow(expect.objectContaining(error))
    res.shouldKeepAlive = false
    res.end('')
  })
  const request = which === 'HEAD' ? `HEAD / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n` : get('/', CLOSE)
  expect(await exchange(server, request)).toMatch(/^HTTP\/1\.1 \d+ [^\r]+\r\n(?:[^\r]+\r\n)*\r\n$/)
})

test('without rejectNonStandardBodyWrites such a body is dropped (SV-15)', async () => {
  const server = make({}, (_req, res) => void res.writeHead(204).end('x'))
  expect(await exchange(server, get('/', CLOSE))).toBe(`HTTP/1.1 204 No Content\r\nDate: …\r\n${CLOSE}\r\n`)
})

test('optimizeEmptyRequests: a request that announces no body has ended when the handler is called (SI-17)', async () => {
  const seen: Record<string, unknown> = {}
  const server = make({ optimizeEmptyRequests: true }, (req, res) => {
    const events: string[] = []
    seen[req.url] = [req.readableEnded, req.destroyed, events]
    for (const event of ['data', 'end', 'close']) req.on(event, () => events.push(event))
    // A response that ends early would discard the body.
    if (req.url === '/some') req.on('end', () => res.end())
    else res.end()
  })
  await exchange(
    server,
    get('/none') + 'POST /zero HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n' + `POST /some HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n${CLOSE}\r\nx`,
  )
  expect(seen).toEqual({ '/none': [true, true, []], '/zero': [false, false, ['end', 'close']], '/some': [false, false, ['data', 'end', 'close']] })
})

test.each<[string, object]>([
  ['IncomingMessage', class {}],
  ['IncomingMessage', class Request extends EventEmitter {}],
  ['IncomingMessage', () => {}],
  ['ServerResponse', class {}],
  ['ServerResponse', class Response extends OutgoingMessage {}],
])('a class that cannot be used is an error that names the option: %s, %s (SV-14)', (name, value) => {
  expect(() => createServer({ [name]: value })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE', message: expect.stringMatching(`^The property 'options.${name}' must be a class that extends ${name}. Received `) as string }))
})

test('a function or a class that returns another message is accepted, as in Node (SV-14)', async () => {
  const made: string[] = []
  class Returning {
    constructor(socket: Duplex) {
      made.push('request')
      return new IncomingMessage(socket)
    }
  }
  const returning = function (req: IncomingMessage): ServerResponse {
    made.push('response')
    return new ServerResponse(req as never) as never
  }
  const server = make({ IncomingMessage: Returning as never, ServerResponse: returning as never }, (_req, res) => void res.end('ok'))
  expect(await exchange(server, get('/', CLOSE))).toMatch(/ok$/)
  expect(made).toEqual(['request', 'response'])
})

test('classes of the user are accepted without checks (SV-14)', async () => {
  const { IncomingMessage, ServerResponse } = make()
  class Request extends IncomingMessage {
    shout = 'hey'
  }
  class Response extends ServerResponse {
    answer(text: string): void {
      this.end(text)
    }
  }
  const server = make({ IncomingMessage: Request, ServerResponse: Response }, (req, res) => (res as Response).answer((req as Request).shout))
  expect(await exchange(server, get('/', CLOSE))).toMatch(/hey$/)
})

test('an emitter that becomes a server keeps its settings, and gets defaults for the others', async () => {
  const [client, socket] = duplexPair()
  const emitter = Object.assign(new EventEmitter(), { requestTimeout: 1234, maxHeadersCount: 2 })
  emitter.on('request', (req: IncomingMessage, res: ServerResponse) => void res.end(`${req.url}`))
  connectionListener.call(emitter as never, socket)
  client.write(get('/ours', CLOSE))
  let received = ''
  for await (const chunk of client) received += String(chunk)
  expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\/ours$/)
  expect(emitter).toMatchObject({ requestTimeout: 1234, maxHeadersCount: 2, keepAliveTimeout: 5000 })
})
