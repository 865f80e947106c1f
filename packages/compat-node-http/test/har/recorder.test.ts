/** HarRecorder on real sockets: every exchange of client and server is an entry that the schema of the format accepts. */
import { once, type EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' }
import { CA, SERVER } from '@layered-http/test-kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import http from '@layered-http/compat-node-http'
import https from '@layered-http/compat-node-http/https'
import { HarRecorder, type HarEntry, type HarOptions } from '@layered-http/compat-node-http/har-recorder'

type Handler = (req: InstanceType<typeof http.IncomingMessage>, res: InstanceType<typeof http.ServerResponse>) => void

/** It has no types. */
const schemas = createRequire(import.meta.url)('har-schema') as Record<string, object>
const errorsOf = validator()
let handler: Handler
let server: InstanceType<typeof http.Server>
let recorder: HarRecorder

beforeEach(async () => {
  handler = (_req, res) => res.end('hello')
  server = http.createServer((req, res) => handler(req, res))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})

afterEach(async () => {
  recorder.stop()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function validator(): (har: unknown) => string[] {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats(ajv)
  ajv.addMetaSchema(draft06)
  ajv.addSchema(Object.values(schemas))
  return (har) => {
    ajv.validate('har.json#', har)
    return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
  }
}

function record(options?: HarOptions): void {
  recorder = new HarRecorder(options).start()
}

interface Sending {
  method?: string
  path?: string
  headers?: Record<string, string | string[]>
  body?: string | Buffer
}

/** Sends a request, reads the response and waits until the server's side is recorded too. */
async function exchange({ body, ...options }: Sending = {}): Promise<{ sent: HarEntry; received: HarEntry }> {
  const before = recorder.size + recorder.dropped
  const { port } = server.address() as AddressInfo
  const request = http.request({ port, host: '127.0.0.1', agent: false, ...options }, (response) => response.resume())
  request.on('error', () => {})
  request.end(body)
  await closed(request)
  while (recorder.size + recorder.dropped < before + 2) await new Promise(setImmediate)
  const latest = parsed().slice(-2)
  return { sent: latest.find(({ pageref }) => pageref === 'sent')!, received: latest.find(({ pageref }) => pageref === 'received')! }
}

/** Waits for 'close', with or without an error before it. */
function closed(emitter: EventEmitter): Promise<unknown> {
  return new Promise((resolve) => emitter.on('close', resolve))
}

/** Returns the entries as a reader of the file gets them. */
function parsed(): HarEntry[] {
  const har = JSON.parse(JSON.stringify(recorder))
  expect(errorsOf(har)).toEqual([])
  return har.log.entries
}

test('an exchange has both sides, with sizes and timings', async () => {
  record()
  handler = (req, res) => req.resume().on('end', () => res.setHeader('X-A', 'b').end('hello'))
  const { sent, received } = await exchange({ method: 'POST', path: '/a?b=c%20d', headers: { 'Content-Type': 'text/plain' }, body: 'four' })
  const { port } = server.address() as AddressInfo
  for (const { request, response } of [sent, received]) {
    expect(request).toMatchObject({ method: 'POST', url: `http://127.0.0.1:${port}/a?b=c%20d`, httpVersion: 'HTTP/1.1', bodySize: 4, queryString: [{ name: 'b', value: 'c d' }] })
    expect(request.postData).toBeUndefined()
    expect(response).toMatchObject({ status: 200, statusText: 'OK', bodySize: 5, content: { size: 5, mimeType: 'x-unknown' } })
    expect(response.headers).toContainEqual({ name: 'X-A', value: 'b' })
  }
  expect(received.request.headers).toEqual(sent.request.headers)
  expect(received.response.headers).toEqual(sent.response.headers)
  expect([received.request.headersSize, received.response.headersSize]).toEqual([sent.request.headersSize, sent.response.headersSize])
  expect(sent.serverIPAddress).toBe('127.0.0.1')
  for (const { time, timings } of [sent, received]) {
    expect(time).toBeGreaterThan(0)
    expect(Math.min(timings.send, timings.wait, timings.receive)).toBeGreaterThanOrEqual(0)
  }
  expect(sent.timings.connect).toBeGreaterThan(0)
})

test('a received request has the method and the target of its head, whatever a framework makes of them', async () => {
  record()
  handler = (req, res) => {
    req.method = 'DELETE'
    req.url = '/x'
    res.end()
  }
  const { sent, received } = await exchange({ path: '/proxy/x?a=1' })
  expect([received.request.method, received.request.url, received.request.queryString, received.request.headersSize]).toEqual([
    'GET',
    sent.request.url,
    [{ name: 'a', value: '1' }],
    sent.request.headersSize,
  ])
})

test('bodies are kept if that is asked for: text, decoded text, other bytes', async () => {
  record({ maxBodySize: 1000 })
  handler = (_req, res) => res.setHeader('Content-Type', 'application/json').setHeader('Content-Encoding', 'gzip').end(gzipSync('{"answer":42}'))
  const { sent } = await exchange({ method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: Buffer.from([1, 2]) })
  expect(sent.request.postData).toEqual({ mimeType: 'application/octet-stream', params: [], text: 'AQI=', _encoding: 'base64' })
  expect(sent.response.content).toMatchObject({ text: '{"answer":42}', size: 13 })
})

test('secrets are replaced, and shown if that is asked for', async () => {
  const sending = { path: '/?token=abc', headers: { Authorization: 'Bearer abc', Cookie: 'a=abc; b=abc' } }
  handler = (_req, res) => res.setHeader('Set-Cookie', ['s=abc; HttpOnly', 't=abc']).end()
  record()
  await exchange(sending)
  expect(JSON.stringify(recorder)).not.toContain('abc')
  expect(parsed()[0]!.response.cookies).toEqual(['s', 't'].map((name) => ({ name, value: '(redacted)' })))
  recorder.stop()
  record({ secrets: true })
  const { sent } = await exchange(sending)
  expect(sent.request.cookies).toEqual(['a', 'b'].map((name) => ({ name, value: 'abc' })))
  expect(sent.request.headers).toContainEqual({ name: 'Authorization', value: 'Bearer abc' })
})

test('HEAD, 204 and 304 have no body, whatever the handler writes', async () => {
  record()
  handler = (req, res) => {
    res.statusCode = Number(req.url!.slice(1))
    res.end('written')
  }
  for (const [method, status] of [
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
  ] as const) {
    const { sent, received } = await exchange({ method, path: `/${status}` })
    expect([sent, received].map(({ response }) => [response.status, response.bodySize])).toEqual([
      [status, 0],
      [status, 0],
    ])
  }
})

test('trailers, chunks and a response until the end of the connection', async () => {
  record({ maxBodySize: 100 })
  handler = (_req, res) => {
    res.writeHead(200, { Trailer: 'Sum' })
    res.write('a')
    res.addTrailers({ Sum: '1' })
    res.end('b')
  }
  const { sent } = await exchange()
  expect(sent.response).toMatchObject({ bodySize: 2, content: { size: 2 }, _trailers: [{ name: 'Sum', value: '1' }] })
  handler = (_req, res) => {
    res.useChunkedEncodingByDefault = false
    res.write('abc')
    res.end()
  }
  expect((await exchange()).sent.response).toMatchObject({ bodySize: 3 })
})

test('a lost connection and a refused one are entries with their error', async () => {
  record()
  handler = (req) => req.socket.destroy()
  const { sent, received } = await exchange()
  expect(sent.response).toMatchObject({ status: 0, bodySize: -1, _error: 'ECONNRESET: socket hang up' })
  expect(received.response.status).toBe(0)
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  await closed(http.get({ port, host: '127.0.0.1', agent: false }).on('error', () => {}))
  while (recorder.size < 3) await new Promise(setImmediate)
  expect(parsed()[2]!.response._error).toMatch(/^ECONNREFUSED: /)
})

test('https: the URL has its scheme, and the handshake its time', async () => {
  record()
  const secure = https.createServer({ key: SERVER.key, cert: SERVER.cert }, (_req, res) => void res.end('x'))
  secure.listen(0, '127.0.0.1')
  await once(secure, 'listening')
  const { port } = secure.address() as AddressInfo
  const request = https.get({ port, host: 'localhost', family: 4, ca: CA, agent: false, path: '/s' }, (response) => response.resume())
  await closed(request)
  while (recorder.size < 2) await new Promise(setImmediate)
  for (const entry of parsed()) expect(entry.request.url).toBe(`https://localhost:${port}/s`)
  const { timings } = parsed().find(({ pageref }) => pageref === 'sent')!
  expect(timings.ssl).toBeGreaterThan(0)
  expect(timings.connect).toBeGreaterThan(timings.ssl)
  await new Promise((resolve) => secure.close(resolve))
})

test('memory is bounded: the oldest exchanges are dropped, and the archive says so', async () => {
  record({ maxEntries: 3 })
  for (let i = 0; i < 3; i++) await exchange({ path: `/${i}` })
  expect([recorder.size, recorder.dropped]).toEqual([3, 3])
  expect(recorder.toJSON().log.comment).toBe('3 older exchanges were dropped')
  recorder.stop()
  record({ maxBodySize: 10, maxTotalBodySize: 25 })
  handler = (_req, res) => res.setHeader('Content-Type', 'text/plain').end('0123456789')
  const { port } = server.address() as AddressInfo
  for (let i = 0; i < 3; i++) await once(http.get({ port, host: '127.0.0.1', agent: false }, (response) => response.resume()), 'close')
  while (recorder.size + recorder.dropped < 6) await new Promise(setImmediate)
  expect(recorder.size).toBe(2)
})

test('after stop() nothing is recorded, and nothing is left on the messages', async () => {
  record()
  recorder.stop()
  const { port } = server.address() as AddressInfo
  const request = http.get({ port, host: '127.0.0.1', agent: false }, (response) => response.resume())
  expect(Object.getOwnPropertyNames(request)).not.toContain('write')
  await closed(request)
  expect(recorder.size).toBe(0)
})

test.each([
  [{ maxEntries: 0 }, 'ERR_OUT_OF_RANGE', 'options.maxEntries'],
  [{ maxBodySize: '1' }, 'ERR_INVALID_ARG_TYPE', 'options.maxBodySize'],
  [{ secrets: 1 }, 'ERR_INVALID_ARG_TYPE', 'options.secrets'],
  [{ maxEntires: 1 }, 'ERR_INVALID_ARG_VALUE', 'options.maxEntires'],
])('options %j: %s', (options, code, name) => {
  recorder = new HarRecorder()
  expect(() => new HarRecorder(options as HarOptions)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(name) }))
})
