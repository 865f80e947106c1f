/** Families of classes (`./port`): each has its own prototypes and defaults, and `instanceof` accepts all. */
import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { duplexPair } from '@layered-http/test-kit'
import { IncomingMessage, OutgoingMessage } from '@layered-http/streams'
import { defineIncomingMessage, defineOutgoingMessage } from '@layered-http/streams/port'
import * as https from '../src/https.js'
import { defineHttpsServer } from '../src/https-port.js'
import { createServer, Server, ServerResponse } from '../src/index.js'
import { defineServer, defineServerResponse, watchesDeadlines, type ServerFamily } from '../src/port.js'

function makeFamily(defaults = {}): ServerFamily {
  return defineServer({ IncomingMessage: defineIncomingMessage(), ServerResponse: defineServerResponse(defineOutgoingMessage()), defaults })
}

/** Sends `bytes` to a connection of `server` and returns all that comes back. */
async function exchange(server: EventEmitter, bytes: string, serve = (socket: unknown): unknown => server.emit('connection', socket)): Promise<string> {
  const [client, socket] = duplexPair()
  serve(socket)
  client.write(bytes)
  let received = ''
  for await (const chunk of client) received += String(chunk)
  return received
}

const GET = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'

test('members that are added to one family are not in another', () => {
  const family = makeFamily()
  for (const [name, ours, others] of [
    ['Server', family.Server, Server],
    ['HTTPS', defineHttpsServer(family).Server, https.Server],
  ] as const) {
    Object.assign(ours.prototype, { added: name })
    expect([Reflect.get(new ours(), 'added'), Reflect.get(new others(), 'added')]).toEqual([name, undefined])
  }
})

test('instanceof accepts servers and responses of every family; a server over TLS has another class', async () => {
  const family = makeFamily()
  const request = new IncomingMessage(duplexPair()[0])
  const response = new (defineServerResponse(defineOutgoingMessage()))(request)
  expect([response instanceof ServerResponse, response instanceof OutgoingMessage, new ServerResponse(request) instanceof ServerResponse]).toEqual([true, true, true])
  expect([family.createServer() instanceof Server, createServer() instanceof family.Server, new EventEmitter() instanceof Server]).toEqual([true, true, false])
  const secure = https.createServer()
  expect([secure instanceof Server, secure instanceof https.Server, createServer() instanceof https.Server]).toEqual([false, true, false])
  class Mine extends Server {}
  expect([new Mine() instanceof Server, createServer() instanceof Mine, new Mine() instanceof Mine]).toEqual([true, false, true])
})

test('Server works without new', () => {
  const family = makeFamily()
  expect([Server() instanceof Server, family.Server() instanceof family.Server, https.Server() instanceof https.Server]).toEqual([true, true, true])
})

test('a server makes messages of its family', async () => {
  const family = makeFamily()
  const seen: boolean[] = []
  const server = family.createServer((req, res) => {
    seen.push(Object.getPrototypeOf(req) === server.IncomingMessage.prototype, req instanceof IncomingMessage, req.constructor === IncomingMessage)
    res.end()
  })
  await exchange(server, GET)
  expect(seen).toEqual([true, true, false])
})

test('defaults of a family apply if an option is not given (P-25)', async () => {
  const control = GET.replace('\r\n\r\n', '\r\nX: a\x01b\r\n\r\n')
  const long = GET.replace('\r\n\r\n', `\r\nX: ${'x'.repeat(200)}\r\n\r\n`)
  const family = makeFamily({ insecureHTTPParser: true, maxHeaderSize: 150 })
  const status = async (options: object, bytes: string): Promise<string> => (await exchange(family.createServer(options, (_req, res) => void res.end()), bytes)).slice(9, 12)
  expect([await status({}, control), await status({ insecureHTTPParser: false }, control), await status({ httpValidation: 'strict' }, control)]).toEqual(['200', '400', '400'])
  expect([await status({}, long), await status({ maxHeaderSize: 1000 }, long)]).toEqual(['431', '200'])
  expect(await exchange(createServer((_req, res) => void res.end()), control)).toMatch(/^HTTP\/1\.1 400 /)
})

test('connectionListener turns any emitter into a server of its family', async () => {
  const family = makeFamily()
  const emitter = new EventEmitter()
  emitter.on('request', (_req, res: ServerResponse) => void res.end('ours'))
  expect(watchesDeadlines(emitter)).toBe(false)
  expect(await exchange(emitter, GET, (socket) => family.connectionListener.call(emitter as never, socket as never))).toMatch(/ours$/)
  expect(Reflect.get(emitter, 'ServerResponse')).toBe(Reflect.get(family.createServer(), 'ServerResponse'))
})

test('setOptions keeps the connections of a server', async () => {
  const family = makeFamily()
  const server = family.createServer()
  const [, socket] = duplexPair()
  server.emit('connection', socket)
  family.setOptions(server, { requestTimeout: 5 })
  expect(server.requestTimeout).toBe(5)
  server.closeAllConnections()
  expect(socket.destroyed).toBe(true)
})

test('an object that inherits from a server serves with its own settings and lists its connections with the server', async () => {
  const server = createServer((_req, res) => void res.end('x'))
  const derived = Object.assign(Object.create(server) as Server, { requireHostHeader: false })
  const withoutHost = GET.replace('Host: a\r\n', '')
  expect(await exchange(derived, withoutHost)).toMatch(/^HTTP\/1\.1 200 /)
  expect(await exchange(server, withoutHost)).toMatch(/^HTTP\/1\.1 400 /)
  const [, socket] = duplexPair()
  derived.emit('connection', socket)
  server.closeAllConnections()
  expect(socket.destroyed).toBe(true)
})

test.each(['IncomingMessage', 'ServerResponse'])('SV-14 an option %s that is not a class is an error; a falsy one has no effect', (name) => {
  expect(() => createServer({ [name]: 5 } as object)).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE', message: `The "options.${name}" property must be of type function. Received type number (5)` }) as Error,
  )
  expect(Reflect.get(createServer({ [name]: null } as object), name)).toBe(Reflect.get(createServer(), name))
})
