/** What a memory network does with names, connections, back-pressure and upgrades. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import nodeHttp from 'node:http'
import type { IncomingMessage, RequestOptions } from 'node:http'
import net, { type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import http from '../../src/index.js'
import https from '../../src/https.js'
import { MemoryAgent, memoryNetwork, type RequestHandler } from '../../src/testing.js'

const body = async (response: IncomingMessage): Promise<string> => {
  let all = ''
  for await (const piece of response.setEncoding('latin1')) all += piece as string
  return all
}

/** Makes a GET and resolves with the response, or rejects with the error of the request. */
const get = (url: string, options: RequestOptions): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => void (url.startsWith('https:') ? https : http).get(url, options, resolve).on('error', reject))

const text = async (url: string, options: RequestOptions): Promise<string> => body(await get(url, options))

/** Resolves with the code and the other fields of the error of a GET. */
const failure = (url: string, options: RequestOptions): Promise<object> => get(url, options).then(() => ({ code: 'none' }), (error: Error): object => Object.assign({ message: error.message }, error))

const hello: RequestHandler = (_request, response) => void response.end('hello')

test('a handler is served by its name, and the agent keeps the connection', async () => {
  const network = memoryNetwork()
  network.serve('http://api.test', (request, response) => response.end(`${request.method} ${request.url} ${request.headers.host}`))
  const agent = new MemoryAgent(network, { keepAlive: true })
  expect(await text('http://api.test/a', { agent })).toBe('GET /a api.test')
  expect(await text('http://api.test/b', { agent })).toBe('GET /b api.test')
  expect(agent.totals()).toMatchObject({ created: 1, reused: 1, requests: 2 })
  expect(network.connections.map(({ origin, isOpen }) => [origin, isOpen])).toEqual([['http://api.test:80', true]])
  await network.close()
  expect(network.connections).toEqual([])
})

test("a server of ours and one of Node's own, and requests of both, over one agent", async () => {
  const network = memoryNetwork()
  network.serve('http://ours.test', http.createServer(hello))
  network.serve('http://theirs.test', nodeHttp.createServer(hello))
  for (const module of [http, nodeHttp]) {
    for (const name of ['ours', 'theirs']) {
      const [response] = (await once(module.get(`http://${name}.test/`, { agent: network.agent }), 'response')) as [IncomingMessage]
      expect(await body(response)).toBe('hello')
    }
  }
})

test('an https: name has encrypted sockets on both sides, without certificate and handshake', async () => {
  const network = memoryNetwork()
  const seen: unknown[] = []
  const handler: RequestHandler = (request, response) => {
    seen.push((request.socket as { encrypted?: boolean }).encrypted)
    response.end('safe')
  }
  network.serve('https://a.test', https.createServer(handler))
  network.serve('https://b.test:8443', handler)
  for (const url of ['https://a.test/', 'https://b.test:8443/']) {
    const response = await get(url, { agent: network.httpsAgent })
    seen.push((response.socket as { encrypted?: boolean }).encrypted, (response.socket as { authorized?: boolean }).authorized)
    expect(await body(response)).toBe('safe')
  }
  expect(seen).toEqual([true, true, true, true, true, true])
  await expect(failure('http://b.test:8443/', { agent: network.agent })).resolves.toMatchObject({ code: 'EPROTO', message: 'https://b.test:8443 was asked for http:' })
  expect(() => network.serve('http://c.test', https.createServer())).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }))
})

test('an unknown name fails as a look-up does, an unknown port and a stopped server as a refused connection', async () => {
  const network = memoryNetwork()
  const { agent } = network
  const served = network.serve('http://api.test:8080', hello)
  expect(served.origin).toBe('http://api.test:8080')
  expect(network.knows('http://api.test:8080/path')).toBe(true)
  const unknown = await failure('http://other.test/', { agent })
  expect(unknown).toEqual({ message: 'getaddrinfo ENOTFOUND other.test', errno: -3008, code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: 'other.test' })
  const refused = { message: 'connect ECONNREFUSED 127.0.0.1:8080', code: 'ECONNREFUSED', syscall: 'connect', address: '127.0.0.1', port: 8080 }
  expect(await failure('http://api.test:81/', { agent })).toMatchObject({ code: 'ECONNREFUSED', port: 81 })
  expect(await text('http://api.test:8080/', { agent })).toBe('hello')
  await served.stop()
  expect(await failure('http://api.test:8080/', { agent })).toMatchObject(refused)
  expect(network.knows('http://api.test:8080/path')).toBe(false)
  network.serve('http://api.test:8080', hello)
  expect(await text('http://api.test:8080/', { agent })).toBe('hello')
})

test("these errors have the fields of node:net's", async () => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  const overTcp = await failure(`http://127.0.0.1:${port}/`, { agent: false })
  const network = memoryNetwork()
  await network.serve('http://127.0.0.1:1', hello).stop()
  expect(await failure(`http://127.0.0.1:${port}/`, { agent: network.agent })).toEqual(overTcp)
})

test('stop() lets the request under way end, and resolves when its connection has closed', async () => {
  const network = memoryNetwork()
  let finish!: () => void
  const served = network.serve('http://api.test', (_request, response) => {
    response.write('one ')
    finish = () => void response.end('two')
  })
  const response = await get('http://api.test/', { agent: network.agent })
  let isStopped = false
  const stopped = served.stop().then(() => (isStopped = true))
  finish()
  expect(isStopped).toBe(false)
  expect(await body(response)).toBe('one two')
  await stopped
  expect(network.connections).toEqual([])
})

test('stop() closes a kept connection as soon as its request is served, without waiting for a timeout', async () => {
  const network = memoryNetwork()
  const agent = new MemoryAgent(network, { keepAlive: true })
  let finish!: () => void
  const server = http.createServer({ keepAliveTimeout: 1_000_000 }, (_request, response) => {
    response.write('one ')
    finish = () => void response.end('two')
  })
  const served = network.serve('http://api.test', server)
  const response = await get('http://api.test/', { agent })
  const stopped = served.stop()
  finish()
  expect(await body(response)).toBe('one two')
  await stopped
  expect(network.connections).toEqual([])
})

test('a name has one server at a time, and names are origins', () => {
  const network = memoryNetwork()
  network.serve('http://api.test', hello)
  expect(() => network.serve('http://api.test:80', hello)).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }))
  for (const wrong of ['http://api.test/path', 'ftp://api.test', 'http://user@api.test']) expect(() => network.serve(wrong, hello)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }))
  expect(() => network.serve('http://b.test', 5 as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
})

test('closing a server by its own method stops its name', async () => {
  const network = memoryNetwork()
  const server = http.createServer(hello)
  network.serve('http://api.test', server)
  expect(await text('http://api.test/', { agent: network.agent })).toBe('hello')
  server.close()
  await once(server, 'close')
  expect(await failure('http://api.test/', { agent: network.agent })).toMatchObject({ code: 'ECONNREFUSED' })
})

test('a reader that does not read stalls the writer: no more is written than the high-water marks of both ends allow', async () => {
  const network = memoryNetwork()
  const PIECE = Buffer.alloc(4096)
  const HIGH_WATER_MARK = 16_384
  let written = 0
  let sent!: Socket
  network.accept('http://api.test', (socket) => {
    sent = socket
    const more = (): void => {
      while (socket.write(PIECE)) written += PIECE.length
      written += PIECE.length
      socket.once('drain', more)
    }
    more()
  }, { highWaterMark: HIGH_WATER_MARK })
  const socket = network.connect('http://api.test', { highWaterMark: HIGH_WATER_MARK })
  await once(socket, 'connect')
  for (let i = 0; i < 100; i++) await new Promise((resolve) => setImmediate(resolve))
  // The reader's buffer and the bytes under way, each with a piece more than the mark, and the writer's.
  expect(written).toBeLessThanOrEqual(3 * (HIGH_WATER_MARK + PIECE.length))
  expect(written).toBeGreaterThanOrEqual(2 * HIGH_WATER_MARK)
  const before = written
  socket.on('data', () => {})
  while (written < before + 100_000) await once(sent, 'drain')
  await network.close()
})

test('accept() and connect() pass exact bytes, for a server or a client that is not of HTTP', async () => {
  const network = memoryNetwork()
  network.accept('http://raw.test', (socket) => void socket.once('data', (bytes: Buffer) => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n${bytes.toString('latin1', 0, 4)}`)))
  expect(await text('http://raw.test/', { agent: network.agent })).toBe('GET ')
  network.serve('http://api.test', http.createServer({ keepAliveTimeout: 0 }, (_request, response) => void response.end('ok')))
  const socket = network.connect('http://api.test')
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  let all = ''
  for await (const piece of socket) all += piece as string
  expect(all.match(/HTTP\/1.1 200 OK/g)).toHaveLength(2)
})

test('an upgrade and CONNECT hand the sockets over', async () => {
  const network = memoryNetwork()
  const server = http.createServer()
  for (const event of ['upgrade', 'connect'] as const) {
    server.on(event, (_request: IncomingMessage, socket: Socket) => {
      socket.write(event === 'upgrade' ? 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n' : 'HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(socket)
    })
  }
  network.serve('http://api.test', server)
  for (const [event, options] of [['upgrade', { headers: { Connection: 'upgrade', Upgrade: 'echo' } }], ['connect', { method: 'CONNECT', path: 'other.test:443' }]] as const) {
    const request = http.request({ host: 'api.test', agent: network.agent, ...options }).end()
    const [, socket] = (await once(request, event)) as [IncomingMessage, Socket]
    socket.write('ping')
    expect(String((await once(socket, 'data'))[0])).toBe('ping')
    socket.end()
    await once(socket, 'close')
  }
})

test('a socket has the members of a net.Socket', async () => {
  const network = memoryNetwork()
  let server!: Socket
  network.accept('http://api.test:8080', (socket) => (server = socket))
  const client = network.connect('http://api.test:8080')
  expect([client.connecting, client.pending, client.readyState, client.remoteAddress]).toEqual([true, true, 'opening', undefined])
  await once(client, 'connect')
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  expect(client).toBeInstanceOf(net.Socket)
  expect([client.connecting, client.pending, client.readyState, client.allowHalfOpen]).toEqual([false, false, 'open', false])
  expect([client.remoteAddress, client.remotePort, client.remoteFamily, client.localAddress]).toEqual(['127.0.0.1', 8080, 'IPv4', '127.0.0.1'])
  expect([server.localPort, server.remotePort, server.address()]).toEqual([8080, client.localPort, { address: '127.0.0.1', family: 'IPv4', port: 8080 }])
  expect(client.setNoDelay().setKeepAlive(true, 5).ref().unref()).toBe(client)
  client.cork()
  client.write('ab')
  client.write('cd')
  expect(client.bytesWritten).toBe(4)
  client.uncork()
  expect(String((await once(server, 'data'))[0])).toBe('abcd')
  expect([client.bytesWritten, server.bytesRead]).toEqual([4, 4])
  expect(() => client.setTimeout(-1)).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }))
  expect(() => client.connect(80)).toThrow(expect.objectContaining({ code: 'ERR_SOCKET_BAD_CONNECT' }))
  client.end('bye')
  expect(client.readyState).toBe('readOnly')
  await once(server.resume(), 'end')
  server.destroySoon()
  await Promise.all([once(client.resume(), 'close'), once(server, 'close')])
  expect([client.readyState, client.destroyed]).toEqual(['closed', true])
})

test('a server runs in the async context in which its name was served, the client in that of its request', async () => {
  const storage = new AsyncLocalStorage<string>()
  const network = memoryNetwork()
  const seen: (string | undefined)[] = []
  storage.run('server', () => network.serve('http://api.test', (request, response) => {
    seen.push(storage.getStore())
    request.resume().on('end', () => {
      seen.push(storage.getStore())
      response.end('ok')
    })
  }))
  await storage.run('client', async () => {
    expect(await text('http://api.test/', { agent: network.agent })).toBe('ok')
    seen.push(storage.getStore())
  })
  expect(seen).toEqual(['server', 'server', 'client'])
})

test('no socket and no port is opened: the process has no more handles than before', async () => {
  const isNetwork = (name: string): boolean => /TCP|Pipe|UDP|TLS|GETADDRINFO|QUERY/i.test(name)
  const before = process.getActiveResourcesInfo().filter(isNetwork).length
  const lookUps: string[] = []
  const network = memoryNetwork()
  const connect = vi.spyOn(net, 'connect')
  const createConnection = vi.spyOn(net, 'createConnection')
  const listen = vi.spyOn(net.Server.prototype, 'listen')
  let during = 0
  network.serve('https://api.test', (request, response) => {
    during = process.getActiveResourcesInfo().filter(isNetwork).length
    request.pipe(response)
  })
  const request = https.request('https://api.test/', { method: 'POST', agent: network.httpsAgent, lookup: (name: string) => void lookUps.push(name) } as RequestOptions)
  request.end('x'.repeat(100_000))
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  expect(await body(response)).toHaveLength(100_000)
  expect([during, lookUps, connect.mock.calls, createConnection.mock.calls, listen.mock.calls]).toEqual([before, [], [], [], []])
  vi.restoreAllMocks()
})

test('what a listener writes arrives after the immediates that the listener sets, as over TCP', async () => {
  const network = memoryNetwork()
  const order: string[] = []
  network.accept('http://api.test', (socket) => void socket.on('data', () => order.push('arrived')))
  const socket = network.connect('http://api.test')
  socket.once('connect', () => {
    socket.write('a')
    setImmediate(() => order.push('immediate'))
  })
  while (!order.includes('arrived')) await new Promise((resolve) => setImmediate(resolve))
  expect(order).toEqual(['immediate', 'arrived'])
})

test('a socket that is destroyed with unread bytes resets its peer', async () => {
  const network = memoryNetwork()
  network.accept('http://api.test', (socket) => {
    setImmediate(() => {
      socket.pause()
      setImmediate(() => setImmediate(() => setImmediate(() => socket.destroy())))
    })
  }, { highWaterMark: 1 })
  const socket = network.connect('http://api.test')
  for (let i = 0; i < 10; i++) socket.write('some bytes')
  const [error] = (await once(socket.resume(), 'error')) as [NodeJS.ErrnoException]
  expect([error.code, error.syscall]).toEqual(['ECONNRESET', 'read'])
})

test('an agent needs a network', () => {
  expect(() => new MemoryAgent({} as never)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }))
})

test('networks do not know the names of each other, and a network is made by either form', async () => {
  const one = memoryNetwork()
  one.serve('http://api.test', hello)
  expect(await failure('http://api.test/', { agent: memoryNetwork().agent })).toMatchObject({ code: 'ENOTFOUND' })
})

test('a connection does not keep a timer: nothing is left when all has closed', async () => {
  const network = memoryNetwork()
  network.serve('http://api.test', hello)
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  expect(await text('http://api.test/', { agent: network.agent, timeout: 60_000 })).toBe('hello')
  await network.close()
  await wait(0)
  expect(timers()).toBeLessThanOrEqual(before)
})

test('times above the longest delay of a timer do not fire at once', async () => {
  const { setTimeout } = globalThis
  const delays: unknown[] = []
  globalThis.setTimeout = ((callback: () => void, delay: number) => {
    delays.push(delay)
    return setTimeout(callback, delay)
  }) as typeof setTimeout
  onTestFinished(() => void (globalThis.setTimeout = setTimeout))
  const network = memoryNetwork()
  network.serve('http://slow.test', hello)
  const client = network.connect('http://slow.test')
  client.setTimeout(2 ** 31)
  expect(delays).toEqual([2 ** 31 - 1])
  client.destroy()
})
