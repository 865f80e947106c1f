/** Unusual sockets: handed over, read-only, destroyed in a listener, in memory. Also, what a request keeps of its socket. */
import { EventEmitter, once } from 'node:events'
import { createServer, Socket, type AddressInfo } from 'node:net'
import { Readable, type Duplex } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { duplexPair, uncaughtDuring } from '@layered-http/test-kit'
import { Agent } from '@layered-http/agent'
import { OutgoingMessage, type IncomingMessage } from '@layered-http/streams'
import { ClientRequest, get, request, type RequestOptions } from '../src/index.js'

const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanUp.splice(0)) clean()
})

const KB = 1024

/** Responds to each request on `socket` with the next of `answers`. A request ends with an empty line. */
function answerEach(socket: Duplex, answers: readonly string[]): void {
  const rest = [...answers]
  let received = ''
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1')
    for (let end = received.indexOf('\r\n\r\n'); end >= 0; end = received.indexOf('\r\n\r\n')) {
      received = received.slice(end + 4)
      socket.write(rest.shift()!)
    }
  })
}

async function textOf(req: ClientRequest): Promise<string> {
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  let text = `${res.statusCode} `
  for await (const chunk of res.setEncoding('latin1')) text += String(chunk)
  return text
}

test.each(['in the handler', 'in a later turn'])('a socket that CONNECT has handed over serves another request, made %s (CL-30)', async (when) => {
  const [ours, theirs] = duplexPair()
  answerEach(theirs, ['HTTP/1.1 200 OK\r\n\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'])
  const connect = request({ method: 'CONNECT', path: 'a:80', createConnection: () => ours }).end()
  const second = (socket: Duplex): Promise<string> => textOf(get({ host: 'a', createConnection: () => socket }))
  let answer: Promise<string> | undefined
  if (when === 'in the handler') connect.once('connect', (_res: IncomingMessage, socket: Duplex) => (answer = second(socket)))
  const [, socket] = (await once(connect, 'connect')) as [IncomingMessage, Duplex]
  expect(await (answer ?? second(socket))).toBe('200 ok')
})

test('a body that ends with the connection is not complete if the server resets the connection', async () => {
  let reset = (): void => {}
  const server = createServer((socket) => {
    socket.on('error', () => {}).once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\nhello'))
    reset = () => void socket.resetAndDestroy()
  }).listen(0, '127.0.0.1')
  cleanUp.push(() => server.close())
  await once(server, 'listening')
  const req = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  const events: string[] = []
  req.on('error', ({ code }: NodeJS.ErrnoException) => events.push(`request: ${code}`))
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  for (const event of ['end', 'aborted', 'error'] as const) res.on(event, () => events.push(event))
  res.once('data', () => reset())
  // events.once() would reject with the error.
  await new Promise((resolve) => res.once('close', resolve))
  expect(events).toEqual(['request: ECONNRESET', 'aborted', 'error'])
  expect(res.complete).toBe(false)
})

test('a socket that an upgrade has handed over serves another request', async () => {
  const [ours, theirs] = duplexPair()
  answerEach(theirs, ['HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'])
  const [, socket] = (await once(request({ headers: { Connection: 'upgrade', Upgrade: 'x' }, createConnection: () => ours }).end(), 'upgrade')) as [IncomingMessage, Duplex]
  expect(await textOf(get({ host: 'a', createConnection: () => socket }))).toBe('200 ok')
})

test('after an upgrade on a reused Duplex whose response is received during the write, the socket works for the other protocol', async () => {
  const [ours, theirs] = duplexPair()
  answerEach(theirs, ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'])
  const agent = new Agent({ keepAlive: true })
  cleanUp.push(() => agent.destroy())
  agent.createConnection = () => ours
  const free = once(agent, 'free')
  expect(await textOf(request({ agent, host: 'a', method: 'POST', headers: { 'Content-Length': 0 } }).end())).toBe('200 ok')
  await free
  const [, socket] = (await once(request({ agent, host: 'a', headers: { Connection: 'upgrade', Upgrade: 'x' } }).end(), 'upgrade')) as [IncomingMessage, Duplex]
  await new Promise(setImmediate)
  expect(socket.destroyed).toBe(false)
  theirs.removeAllListeners('data')
  const echo = once(theirs, 'data')
  socket.write('ping')
  expect(String((await echo)[0])).toBe('ping')
})

test('a read-only socket, with which proxy agents deliver a refusal: the response is received, without an error', async () => {
  const agent = new Agent()
  agent.createConnection = () => new Socket({ writable: false } as object)
  const errors: unknown[] = []
  const req = get({ host: 'a', agent }).on('error', (error) => errors.push(error))
  req.once('socket', (socket: Socket) => {
    socket.push('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno')
    socket.push(null)
  })
  const closed = once(req, 'close')
  expect(await textOf(req)).toBe('407 no')
  await closed
  expect(errors).toEqual([])
})

test("a socket destroyed in a 'socket' listener: one error, no callbacks of write and end, as in Node", async () => {
  const server = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
  cleanUp.push(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  for (const method of ['GET', 'POST']) {
    const log: string[] = []
    const req = request({ port, host: '127.0.0.1', method, agent: false })
    req.once('socket', (socket) => socket.destroy())
    for (const event of ['finish', 'close']) req.on(event, () => log.push(event))
    req.on('error', (error: Error & { code?: string }) => log.push(`error ${error.code}`))
    if (method === 'POST') req.write('a', () => log.push('write'))
    req.end(() => log.push('end'))
    await new Promise((resolve) => req.once('close', resolve))
    await new Promise(setImmediate)
    expect(log).toEqual(['error ECONNRESET', 'close'])
  }
})

test('objects that inherit from ClientRequest without its constructor can be destroyed', async () => {
  function Mock(this: OutgoingMessage): void {
    ;(OutgoingMessage as unknown as (this: OutgoingMessage) => void).call(this)
  }
  Object.setPrototypeOf(Mock.prototype, ClientRequest.prototype)
  const bare = Object.create(ClientRequest.prototype) as ClientRequest
  ;(EventEmitter as unknown as (this: EventEmitter) => void).call(bare)
  for (const req of [new (Mock as unknown as new () => ClientRequest)(), bare]) {
    const events: string[] = []
    req.on('error', () => events.push('error')).on('close', () => events.push('close'))
    req.destroy(new Error('on purpose'))
    await new Promise(setImmediate)
    expect([req.destroyed, events]).toEqual([true, []])
  }
})

/** Writes until `write` returns false and waits for `'drain'`, on a socket from `createConnection`. */
async function drains(createConnection: NonNullable<RequestOptions['createConnection']>, headers: Record<string, string>): Promise<number> {
  const req = request({ host: 'a', method: 'POST', headers, createConnection }).on('error', () => {})
  if (!req.write('x'.repeat(200 * KB))) await once(req, 'drain')
  // Once more, when the request has its socket.
  if (!req.write('x'.repeat(200 * KB))) await once(req, 'drain')
  const left = req.writableLength
  req.destroy()
  return left
}

test.each([
  ['chunked', { 'Transfer-Encoding': 'chunked' }],
  ['counted', { 'Content-Length': String(1000 * KB) }],
])("'drain' is emitted for a request body that is %s, in memory and over TCP", async (_framing, headers) => {
  const [ours, theirs] = duplexPair()
  theirs.resume()
  expect(await drains(() => ours, headers)).toBe(0)

  const server = createServer((socket) => socket.resume().on('error', () => {})).listen(0, '127.0.0.1')
  cleanUp.push(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  expect(await drains(() => new Socket().connect(port, '127.0.0.1'), headers)).toBe(0)
})

test('an idle socket has no parser, and a closed request has no timeout callback', async () => {
  const [ours, theirs] = duplexPair()
  answerEach(theirs, ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'])
  const agent = new Agent({ keepAlive: true })
  cleanUp.push(() => agent.destroy())
  agent.createConnection = () => Object.assign(ours, { setTimeout: () => ours })
  const free = once(agent, 'free')
  const req = get({ agent, host: 'a' })
  req.setTimeout(1000)
  await textOf(req)
  const [socket] = (await free) as [Socket & { parser?: unknown }]
  const { parser, timeoutCb } = req as { parser?: unknown; timeoutCb?: unknown }
  expect([socket.parser, parser, timeoutCb]).toEqual([null, null, null])
})

test.each(['close', 'end'])("after an exception in a '%s' listener, the socket still returns to the pool", async (event) => {
  const [ours, theirs] = duplexPair()
  answerEach(theirs, ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'])
  const agent = new Agent({ keepAlive: true })
  cleanUp.push(() => agent.destroy())
  agent.createConnection = () => ours
  const errors = await uncaughtDuring(async () => {
    const free = once(agent, 'free')
    const fail = (): never => {
      throw new Error('on purpose')
    }
    const req = get({ agent, host: 'a' }, (res) => {
      res.resume()
      if (event === 'end') res.on('end', fail)
    })
    if (event === 'close') req.on('close', fail)
    await free
    await new Promise(setImmediate)
  })
  expect(errors).toEqual(['on purpose'])
  expect(agent.freeSockets).toEqual({ 'a:80:': [ours] })
})

test("a request is destroyed with an error and has no listener: the error is uncaught, and 'close' is emitted", async () => {
  const [ours] = duplexPair()
  const errors = await uncaughtDuring(async () => {
    const req = get({ host: 'a', createConnection: () => ours })
    const closed = new Promise((resolve) => req.once('close', resolve))
    req.destroy(new Error('on purpose'))
    await closed
  })
  expect(errors).toEqual(['on purpose'])
})

test("a request that its signal aborts needs no listener for 'error', as in Node", async () => {
  const [ours] = duplexPair()
  const controller = new AbortController()
  const errors = await uncaughtDuring(async () => {
    const req = get({ host: 'a', createConnection: () => ours, signal: controller.signal })
    process.nextTick(() => controller.abort())
    await new Promise((resolve) => req.once('close', resolve))
  })
  expect(errors).toEqual([])
})

test("an upgrade whose response is received during the write: 'finish' is emitted", async () => {
  const [ours, theirs] = duplexPair()
  answerEach(theirs, ['HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'])
  const req = request({ headers: { Connection: 'upgrade', Upgrade: 'x' }, createConnection: () => ours })
  const finish = once(req, 'finish')
  req.on('upgrade', () => {}).end()
  await finish
})

test.each<[string, (req: ClientRequest) => void, string]>([
  ['one piece', (req) => void req.write('x'), '1\r\nx\r\n'],
  ['two pieces', (req) => void (req.write('x'), req.write('y')), '2\r\nxy\r\n'],
  ['only the head', (req) => req.flushHeaders(), ''],
])('a request that is corked before it has a socket is sent at uncork(): %s', async (_, write, body) => {
  const [ours, theirs] = duplexPair()
  const req = request({ createConnection: () => ours, method: 'POST', headers: ['Transfer-Encoding', 'chunked'] })
  req.on('error', () => {})
  req.cork()
  write(req)
  await once(req, 'socket')
  await new Promise(setImmediate)
  expect(theirs.read()).toBe(null)
  req.uncork()
  await once(theirs, 'readable')
  const received = (theirs.read() as Buffer).toString()
  expect(received.slice(received.indexOf('\r\n\r\n') + 4)).toBe(body)
  req.destroy()
})

test.each<[string, (options: object, callback: (error: Error | null, socket?: never) => void) => unknown, string]>([
  ['returns an object', () => ({}), 'an instance of Object'],
  ['returns a number', () => 1, 'type number (1)'],
  ['returns a stream that cannot be written', () => Readable.from([]), 'an instance of Readable'],
  ['resolves with an object', async () => ({}), 'an instance of Object'],
  ['passes an object to its callback', (_options, callback) => callback(null, {} as never), 'an instance of Object'],
  ['passes nothing to its callback', (_options, callback) => callback(null), 'undefined'],
])('a createConnection that %s: the request emits ERR_INVALID_RETURN_VALUE and close (CL-16)', async (_, createConnection, received) => {
  const req = request({ host: 'a', createConnection: createConnection as never }).end()
  const closed = new Promise((resolve) => req.once('close', resolve))
  const [error] = (await once(req, 'error')) as [Error]
  const message = `createConnection must return a Duplex or a promise of one, or pass a Duplex to its callback. Received ${received}`
  expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_RETURN_VALUE', message })
  await closed
})

test('createConnection may be an async function: its socket, its error, or its callback (CL-16)', async () => {
  const [ours, theirs] = duplexPair()
  theirs.once('data', () => theirs.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
  expect(await textOf(get({ host: 'a', createConnection: async () => ours }))).toBe('200 ok')

  const [error] = (await once(get({ host: 'a', createConnection: () => Promise.reject(new Error('mine')) }), 'error')) as [Error]
  expect(error.message).toBe('mine')

  const [late, other] = duplexPair()
  other.once('data', () => other.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
  expect(await textOf(get({ host: 'a', createConnection: async (_options, callback) => void setImmediate(callback, null, late) }))).toBe('200 ok')
})

test('a request that is destroyed while createConnection has a promise: its socket is destroyed', async () => {
  const [ours] = duplexPair()
  const req = request({ host: 'a', createConnection: async () => ours }).on('error', () => {})
  req.destroy()
  await once(ours, 'close')
  expect([req.destroyed, ours.destroyed]).toEqual([true, true])
})

test('destroy(error) before createConnection gives a socket: the error is emitted, then close (CL-35)', async () => {
  const events: string[] = []
  const req = request({ createConnection: () => undefined as never })
  req.on('error', (error) => events.push(error.message)).on('close', () => events.push('close'))
  req.destroy(new Error('mine'))
  await new Promise((resolve) => req.on('close', resolve))
  expect(events).toEqual(['mine', 'close'])
})

test('an aborted signal before createConnection gives a socket: ABORT_ERR, then close (CL-19)', async () => {
  const events: string[] = []
  const controller = new AbortController()
  const req = request({ createConnection: () => undefined as never, signal: controller.signal })
  req.on('error', (error: NodeJS.ErrnoException) => events.push(error.code!)).on('close', () => events.push('close'))
  controller.abort()
  await new Promise((resolve) => req.on('close', resolve))
  expect(events).toEqual(['ABORT_ERR', 'close'])
})

test.each([0, '', false, null])('a false value given to destroy() is no error: %j (CL-35)', async (value) => {
  for (const isSent of [false, true]) {
    const [ours] = duplexPair()
    const req = request({ createConnection: () => ours })
    if (isSent) {
      req.flushHeaders()
      await once(req, 'socket')
    }
    const failed = once(req, 'error')
    req.destroy(value as never)
    expect(await failed).toEqual([expect.objectContaining({ code: 'ECONNRESET', message: 'socket hang up' })])
  }
})
