/** `server.drain()`: what each kind of connection gets, and when the promise is fulfilled. The proof under load is `npm run reliability -- draining`. */
import { once } from 'node:events'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { CA, duplexPair, listen, SERVER } from '@layered-http/test-kit'
import { createServer, type RequestListener, type Server, type ServerOptions, type ServerResponse } from '../src/index.js'
import { createServer as createSecureServer } from '../src/https.js'

/** Milliseconds. Nothing in a test takes as long: what is fulfilled before has not waited for it. */
const LONG = 60_000
const CLOSES = /^connection: close\r$/im

let running: Pick<Server, 'closeAllConnections' | 'close'> | undefined
const clients: Client[] = []
afterEach(() => {
  for (const { socket } of clients.splice(0)) socket.destroy()
  running?.closeAllConnections()
  running?.close()
  running = undefined
})

/** A raw client that notes what it gets. */
class Client {
  text = ''
  error: string | undefined
  readonly closed: Promise<void>

  constructor(readonly socket: Duplex) {
    clients.push(this)
    socket.on('data', (data: Buffer) => (this.text += data.toString('latin1')))
    socket.on('error', (error: Error & { code?: string }) => (this.error = error.code))
    this.closed = new Promise((resolve) => void socket.once('close', () => resolve()))
  }

  /** Resolves when the text has `part`. */
  async until(part: string): Promise<void> {
    while (!this.text.includes(part)) await Promise.race([once(this.socket, 'data'), this.closed.then(() => Promise.reject(new Error(`closed after ${JSON.stringify(this.text)}`)))])
  }
}

const get = (path = '/', fields = ''): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`

/** The handler keeps each response, by the URL of its request, for the test to end. */
async function start(options: ServerOptions = {}, listener?: RequestListener): Promise<{ server: Server; open: () => Promise<Client>; responses: Map<string, ServerResponse>; request: (path: string) => Promise<ServerResponse> }> {
  const responses = new Map<string, ServerResponse>()
  const server = createServer(options, (req, res) => {
    responses.set(req.url, res)
    if (listener !== undefined) listener(req, res)
    else if (req.url === '/now') res.end('now;')
  })
  running = server
  const port = await listen(server)
  const open = async (): Promise<Client> => {
    const socket = net.connect({ port, host: '127.0.0.1' })
    await once(socket, 'connect')
    return new Client(socket)
  }
  const request = async (path: string): Promise<ServerResponse> => {
    while (!responses.has(path)) await once(server, 'request')
    return responses.get(path)!
  }
  return { server, open, responses, request }
}

/** Clients in another thread: they tell when all are connected and have sent a request, then the end of what each has received, or its error. */
const CROWD = `
  const { parentPort, workerData: { port, isConnected, count, request } } = require('node:worker_threads')
  const net = require('node:net')
  let connected = 0
  const clients = Array.from({ length: count }, () => new Promise((resolve) => {
    let text = '', failed
    const socket = net.connect({ port, host: '127.0.0.1' }, () => {
      socket.write(request, () => {
        if (++connected < count) return
        Atomics.store(isConnected, 0, 1)
        Atomics.notify(isConnected, 0)
      })
    })
    socket.on('data', (data) => (text += data)).on('error', (error) => (failed = error.code)).on('close', () => resolve(failed ?? text.slice(-4)))
  }))
  Promise.all(clients).then((results) => parentPort.postMessage(results))
`

/** Opens a connection that has served a request. */
async function openIdle(open: () => Promise<Client>): Promise<Client> {
  const client = await open()
  client.socket.write(get('/now'))
  await client.until('now;')
  client.text = ''
  return client
}

describe('a connection', () => {
  test('that is idle gets a FIN, and the server does not listen any more', async () => {
    const { server, open } = await start()
    const client = await openIdle(open)
    const closed = once(server, 'close')
    expect(await server.drain({ graceMs: LONG, idleMs: 0 })).toEqual({ completed: 0, forced: 0, upgraded: 0 })
    await Promise.all([client.closed, closed])
    expect([client.text, client.error, server.listening]).toEqual(['', undefined, false])
  })

  test('with a request under way finishes, tells its client that it closes, and is counted', async () => {
    const { server, open, request } = await start()
    const client = await open()
    client.socket.write(get('/later'))
    const res = await request('/later')
    const drained = server.drain({ graceMs: LONG })
    while (server.listening) await new Promise(setImmediate)
    res.end('later;')
    expect(await drained).toEqual({ completed: 1, forced: 0, upgraded: 0 })
    await client.closed
    expect(client.text).toMatch(CLOSES)
    expect([client.text.endsWith('\r\n\r\nlater;'), client.error]).toEqual([true, undefined])
  })

  test('whose head has left without that closes after its response, when the client sends nothing more', async () => {
    const { server, open, request } = await start()
    const client = await open()
    client.socket.write(get('/later'))
    const res = await request('/later')
    res.writeHead(200, { 'Content-Length': 6 }).flushHeaders()
    await client.until('\r\n\r\n')
    const drained = server.drain({ graceMs: LONG, idleMs: 1 })
    while (server.listening) await new Promise(setImmediate)
    res.end('later;')
    expect(await drained).toEqual({ completed: 1, forced: 0, upgraded: 0 })
    await client.closed
    expect(client.text).not.toMatch(CLOSES)
    expect([client.text.endsWith('\r\n\r\nlater;'), client.error]).toEqual([true, undefined])
  })

  test('that was in use a moment ago serves one more request, which tells the client that it closes', async () => {
    const { server, open } = await start()
    const client = await openIdle(open)
    const drained = server.drain({ graceMs: LONG, idleMs: LONG })
    while (server.listening) await new Promise(setImmediate)
    client.socket.write(get('/now'))
    await client.closed
    expect(client.text).toMatch(CLOSES)
    expect(client.error).toBeUndefined()
    expect(await drained).toEqual({ completed: 1, forced: 0, upgraded: 0 })
  })

  test('with half of a head is served when the rest comes', async () => {
    const { server, open } = await start()
    const client = await openIdle(open)
    const [first, rest] = [get('/now').slice(0, 10), get('/now').slice(10)]
    client.socket.write(first)
    const drained = server.drain({ graceMs: LONG, idleMs: 0 })
    while (server.listening) await new Promise(setImmediate)
    client.socket.write(rest)
    expect(await drained).toEqual({ completed: 1, forced: 0, upgraded: 0 })
    expect(client.text).toMatch(CLOSES)
  })

  test('with half of a head has its ordinary time: 408', async () => {
    const { server, open } = await start({ headersTimeout: 100 })
    const client = await openIdle(open)
    client.socket.write('GET / HTTP/1.1\r\n')
    expect(await server.drain({ graceMs: LONG, idleMs: 0 })).toEqual({ completed: 0, forced: 0, upgraded: 0 })
    expect(client.text).toContain('408')
  })

  test('with half of a body has its ordinary time: 408', async () => {
    const { server, open, request } = await start({ requestTimeout: 100, headersTimeout: 100 })
    const client = await open()
    client.socket.write('POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab')
    await request('/later')
    expect(await server.drain({ graceMs: LONG })).toEqual({ completed: 0, forced: 0, upgraded: 0 })
    expect(client.text).toContain('408')
  })

  test('with pipelined requests answers all of them, and only the last response says that it closes', async () => {
    const { server, open, request } = await start()
    const client = await open()
    client.socket.write(get('/1') + get('/2'))
    const [first, second] = [await request('/1'), await request('/2')]
    const drained = server.drain({ graceMs: LONG })
    while (server.listening) await new Promise(setImmediate)
    client.socket.write(get('/3'))
    const third = await request('/3')
    third.end('3;')
    second.end('2;')
    first.end('1;')
    expect(await drained).toEqual({ completed: 3, forced: 0, upgraded: 0 })
    await client.closed
    const heads = client.text.split(/(?=HTTP\/1.1 200)/)
    expect(heads.map((head) => CLOSES.test(head))).toEqual([false, false, true])
    expect(heads.map((head) => head.split('\r\n\r\n')[1])).toEqual(['1;', '2;', '3;'])
  })

  test('does not process a request after the response that says that it closes', async () => {
    const { server, open, request, responses } = await start()
    const [client, other] = [await open(), await openIdle(open)]
    client.socket.write(get('/1'))
    const first = await request('/1')
    const drained = server.drain({ graceMs: LONG, idleMs: LONG })
    while (server.listening) await new Promise(setImmediate)
    first.write('1')
    await client.until('\r\n\r\n')
    client.socket.write(get('/2'))
    // The server reads in the order in which bytes arrive.
    other.socket.write(get('/now'))
    await other.closed
    first.end(';')
    expect(await drained).toEqual({ completed: 2, forced: 0, upgraded: 0 })
    await client.closed
    expect([[...responses.keys()], client.error]).toEqual([['/now', '/1'], undefined])
  })

  test('that was upgraded is counted and stays open', async () => {
    const { server, open } = await start()
    server.on('upgrade', (_req, socket: Duplex) => void socket.resume().once('end', () => socket.end()).write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'))
    const client = await open()
    client.socket.write(get('/', 'Connection: upgrade\r\nUpgrade: x\r\n'))
    await client.until('\r\n\r\n')
    expect(await server.drain({ graceMs: LONG })).toEqual({ completed: 0, forced: 0, upgraded: 1 })
    expect(client.socket.destroyed).toBe(false)
    const closed = once(server, 'close')
    client.socket.destroy()
    await closed
  })

  test('that the operating system has accepted, and the server has not, is served', async () => {
    const { server } = await start()
    const { port } = server.address() as net.AddressInfo
    const isConnected = new Int32Array(new SharedArrayBuffer(4))
    const clients = new Worker(CROWD, { eval: true, workerData: { port, isConnected, count: 20, request: get('/now') } })
    const results = once(clients, 'message') as Promise<[string[]]>
    const exited = once(clients, 'exit')
    // This thread accepts nothing until drain() was called.
    Atomics.wait(isConnected, 0, 0)
    const drained = server.drain({ graceMs: LONG })
    expect((await results)[0]).toEqual(Array.from({ length: 20 }, () => 'now;'))
    expect(await drained).toEqual({ completed: 20, forced: 0, upgraded: 0 })
    await exited
  })

  test('whose client does not read its response is closed by force, and counted', async () => {
    const { server, open, request } = await start()
    const client = await open()
    client.socket.pause()
    client.socket.write(get('/later'))
    const res = await request('/later')
    res.end(Buffer.alloc(64 * 1024 * 1024))
    expect(await server.drain({ graceMs: 200 })).toEqual({ completed: 0, forced: 1, upgraded: 0 })
    expect(res.destroyed).toBe(true)
  })
})

describe('the time of a drain', () => {
  test('is over after graceMs: what is left is destroyed', async () => {
    const { server, open, request } = await start()
    const client = await open()
    client.socket.write(get('/never'))
    const res = await request('/never')
    const closed = once(server, 'close')
    expect(await server.drain({ graceMs: 100 })).toEqual({ completed: 0, forced: 1, upgraded: 0 })
    await Promise.all([client.closed, closed])
    expect([client.text, res.destroyed]).toEqual(['', true])
  })

  test('of 0 destroys at once, and counts what was under way', async () => {
    const { server, open, request } = await start()
    await openIdle(open)
    const client = await open()
    client.socket.write(get('/never'))
    await request('/never')
    const drained = server.drain({ graceMs: 0 })
    expect(server.listening).toBe(false)
    expect(await drained).toEqual({ completed: 0, forced: 1, upgraded: 0 })
    await client.closed
  })

  test('ends when the signal aborts, before or during it', async () => {
    const { server, open, request } = await start()
    const client = await open()
    client.socket.write(get('/never'))
    await request('/never')
    const controller = new AbortController()
    const drained = server.drain({ graceMs: LONG, signal: controller.signal })
    while (server.listening) await new Promise(setImmediate)
    controller.abort()
    expect(await drained).toEqual({ completed: 0, forced: 1, upgraded: 0 })
    const other = createServer()
    await listen(other)
    expect(await other.drain({ signal: AbortSignal.abort() })).toEqual({ completed: 0, forced: 0, upgraded: 0 })
    expect(other.listening).toBe(false)
  })

  test('does not depend on a Duplex that never closes', async () => {
    const { server } = await start()
    const [ours] = duplexPair()
    ours._destroy = () => {}
    server.emit('connection', ours)
    expect(await server.drain({ graceMs: 50 })).toEqual({ completed: 0, forced: 0, upgraded: 0 })
  })
})

describe('drain()', () => {
  test('returns the same promise when it is called again, also after it is over', async () => {
    const { server } = await start()
    const first = server.drain()
    expect(server.drain({ graceMs: 0 })).toBe(first)
    await first
    expect(server.drain()).toBe(first)
  })

  test('works again for a server that listens again', async () => {
    const { server, open } = await start()
    await server.drain()
    const port = await listen(server)
    const socket = net.connect({ port, host: '127.0.0.1' })
    const client = new Client(socket)
    socket.write(get('/now'))
    await client.until('now;')
    expect(client.text).not.toMatch(CLOSES)
    void open
    expect(await server.drain({ idleMs: 0 })).toEqual({ completed: 0, forced: 0, upgraded: 0 })
    await client.closed
  })

  test('of a server that does not listen drains its other connections', async () => {
    const server = createServer((_req, res) => void res.end('now;'))
    expect(await server.drain()).toEqual({ completed: 0, forced: 0, upgraded: 0 })
    const [ours, theirs] = duplexPair()
    const client = new Client(theirs)
    server.emit('connection', ours)
    theirs.write(get())
    const drained = server.drain({ graceMs: LONG, idleMs: LONG })
    await client.until('now;')
    theirs.end()
    expect(await drained).toEqual({ completed: 1, forced: 0, upgraded: 0 })
    expect(client.text).toMatch(CLOSES)
  })

  test('goes together with close() and await using', async () => {
    const { server, open } = await start()
    await openIdle(open)
    const closed = once(server, 'close')
    const drained = server.drain()
    server.close()
    expect(await drained).toEqual({ completed: 0, forced: 0, upgraded: 0 })
    await closed
    const other = createServer()
    await listen(other)
    await other[Symbol.asyncDispose]()
    expect(other.listening).toBe(false)
  })

  test.each<[object, string]>([
    [{ graceMs: -1 }, 'The value of "options.graceMs" is out of range. It must be >= 0. Received -1'],
    [{ graceMs: '1' }, 'The "options.graceMs" property must be of type number. Received type string (\'1\')'],
    [{ idleMs: NaN }, 'The value of "options.idleMs" is out of range. It must be >= 0. Received NaN'],
    [{ signal: {} }, 'The "options.signal" property must be an instance of AbortSignal. Received an instance of Object'],
    [{ grace: 1 }, "The property 'options.grace' is not an option here; the options are: 'graceMs', 'idleMs', 'signal'. Received 1"],
  ])('refuses %j', async (options, message) => {
    const { server } = await start()
    expect(() => void server.drain(options)).toThrow(expect.objectContaining({ message }) as Error)
    expect(server.listening).toBe(true)
    // The options of a second call have no effect, and are checked all the same.
    const drained = server.drain()
    expect(() => void server.drain(options)).toThrow(expect.objectContaining({ message }) as Error)
    await drained
  })
})

describe('over TLS', () => {
  test('requests under way finish, and a client in its handshake is served', async () => {
    let respond: (() => void) | undefined
    const server = createSecureServer(SERVER, (req, res) => {
      if (req.url === '/now') res.end('now;')
      else respond = () => res.end('later;')
    })
    running = server
    const port = await listen(server)
    const connect = (socket?: net.Socket): Client => new Client(tls.connect({ ...(socket === undefined ? { port, host: '127.0.0.1' } : { socket }), ca: CA, servername: 'localhost' }))
    const client = connect()
    client.socket.write(get('/later'))
    await once(server, 'request')
    // A connection without the first byte of its handshake.
    const raw = net.connect({ port, host: '127.0.0.1' })
    await once(server, 'connection')
    const drained = server.drain({ graceMs: LONG })
    while (server.listening) await new Promise(setImmediate)
    respond!()
    await client.closed
    const late = connect(raw)
    late.socket.write(get('/now'))
    await late.closed
    expect(await drained).toEqual({ completed: 2, forced: 0, upgraded: 0 })
    for (const { text } of [client, late]) expect(text).toMatch(CLOSES)
    expect([client.text.slice(-6), late.text.slice(-4)]).toEqual(['later;', 'now;'])
  })
})
