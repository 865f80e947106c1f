/** AsyncLocalStorage: the store in which a server and its messages emit their events. */
import { AsyncLocalStorage, AsyncResource, createHook } from 'node:async_hooks'
import { once, type EventEmitter } from 'node:events'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { duplexPair } from '@layered-http/test-kit'
import type { IncomingMessage } from '@layered-http/streams'
import type { Server, ServerResponse } from '../src/index.js'
import { closed, get, make, onFakeClock, CLOSE } from './support/running-server.js'

const storage = new AsyncLocalStorage<string>()

/** On older Nodes, a store set by `enterWith` stays with the async resource in which it runs. So it stays with the connection, as in Node's own http. */
const FORGETS_ENTERED_STORES = Number.parseInt(process.versions.node) >= 24

/** Calls `listen` in the store 'server' and returns the port. */
async function listening(server: Server): Promise<number> {
  storage.run('server', () => server.listen(0, '127.0.0.1'))
  await once(server, 'listening')
  return (server.address() as net.AddressInfo).port
}

const UPGRADE = 'Connection: upgrade\r\nUpgrade: x\r\n'
const events: [string, string][] = [
  ['request', get('/', CLOSE)],
  ['checkContinue', get('/', `Expect: 100-continue\r\n${CLOSE}`)],
  ['checkExpectation', get('/', `Expect: more\r\n${CLOSE}`)],
  ['upgrade', get('/', UPGRADE)],
  ['upgrade', get('/', `${UPGRADE}Content-Length: 5\r\n`)],
  ['connect', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['clientError', 'bad\r\n\r\n'],
  ['dropRequest', get() + get() + get('/', CLOSE)],
]

test.each(events)('%s is emitted in the store of listen()', async (event, bytes) => {
  const server = storage.run('created', () => make())
  if (event === 'dropRequest') {
    server.maxRequestsPerSocket = 1
    server.on('request', (_req, res) => void res.end())
  }
  const port = await listening(server)
  const store = new Promise((resolve) => server.on(event, () => resolve(storage.getStore())))
  const client = storage.run('client', () => net.connect(port, '127.0.0.1').resume())
  client.write(bytes)
  expect(await store).toBe('server')
  client.destroy()
  server.closeAllConnections()
})

test.each(events)('%s is emitted in the store in which a Duplex was passed to the server', async (event, bytes) => {
  const server = make()
  if (event === 'dropRequest') {
    server.maxRequestsPerSocket = 1
    server.on('request', (_req, res) => void res.end())
  }
  const store = new Promise((resolve) => server.on(event, () => resolve(storage.getStore())))
  const [ours, theirs] = duplexPair()
  ours.on('error', () => {})
  storage.run('emit', () => server.emit('connection', ours))
  // From now on, bytes arrive inside the call that writes them.
  await new Promise((resolve) => setImmediate(resolve))
  storage.run('writer', () => theirs.resume().write(bytes))
  expect(await store).toBe('emit')
  ours.destroy()
})

test.each<[string, string]>([
  ['clientError', 'GET / HT'],
  ['clientError', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\na'],
  ['timeout', get()],
])('a deadline expires in the store of its connection, not in that of a request: %s', async (event, bytes) => {
  const server = make({ requestTimeout: 1000, headersTimeout: 1000, keepAliveTimeout: 1000 }, (req, res) => {
    req.on('error', () => {}).resume()
    storage.run('request', () => void (req.method === 'GET' && res.end()))
  })
  const clock = onFakeClock(server)
  const stores: unknown[] = []
  server.on(event, (...args: unknown[]) => {
    stores.push(storage.getStore())
    ;(args.at(-1) as Duplex).destroy()
  })
  const connections = ['one', 'two'].map((name) => {
    const [ours, theirs] = duplexPair()
    storage.run(name, () => server.emit('connection', ours))
    theirs.resume().write(bytes)
    return ours
  })
  await new Promise((resolve) => setImmediate(resolve))
  storage.run('elsewhere', () => clock.advance(10_000))
  expect(stores).toEqual(['one', 'two'])
  expect(connections.map((ours) => ours.destroyed)).toEqual([true, true])
})

test('a later request does not see the store that a handler entered, if Node forgets it, in the same chunk or in another', async () => {
  const seen: unknown[] = []
  const server = make({}, (req, res) => {
    seen.push(storage.getStore())
    storage.enterWith(req.url!)
    req.resume().on('end', () => setImmediate(() => res.end()))
  })
  const port = await listening(server)
  const client = net.connect(port, '127.0.0.1').resume()
  client.write(get('/1') + get('/2') + 'POST /3 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc' + get('/4'))
  while (seen.length < 4) await once(server, 'request')
  client.write(get('/5', CLOSE))
  await closed(client)
  expect(seen).toEqual(FORGETS_ENTERED_STORES ? ['server', 'server', 'server', 'server', 'server'] : ['server', '/1', '/2', '/3', '/4'])
})

test('bytes that a handler emits on its socket are read in the context of the connection', async () => {
  const seen: unknown[] = []
  const server = make({}, (req, res) => {
    seen.push(storage.getStore())
    storage.enterWith(req.url!)
    if (req.url === '/1') req.socket.emit('data', Buffer.from(get('/2', CLOSE)))
    res.end()
  })
  const port = await listening(server)
  const client = net.connect(port, '127.0.0.1').resume()
  client.write(get('/1'))
  await closed(client)
  expect(seen).toEqual(FORGETS_ENTERED_STORES ? ['server', 'server'] : ['server', '/1'])
})

/** Returns a resource whose context has no store of any AsyncLocalStorage, those of the test runner included: that of bytes which arrive at an accepted socket. */
async function contextWithoutStores(): Promise<AsyncResource> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1')
  const context = new Promise<AsyncResource>((resolve) => server.on('connection', (socket) => socket.on('data', () => resolve(new AsyncResource('TEST')))))
  client.write('a')
  await context
  client.destroy()
  server.close()
  return context
}

describe('a server that listens without any store', async () => {
  const withoutStores = await contextWithoutStores()

  async function listeningWithout(server: Server): Promise<number> {
    withoutStores.runInAsyncScope(() => server.listen(0, '127.0.0.1'))
    await once(server, 'listening')
    return (server.address() as net.AddressInfo).port
  }

  /** Notes the store that each handler sees before it enters its own. */
  function noteStores(server: Server): unknown[] {
    const seen: unknown[] = []
    server.on('request', (req: IncomingMessage, res: ServerResponse) => {
      seen.push(storage.getStore())
      storage.enterWith(req.url!)
      if (req.url === '/emits') req.socket.emit('data', Buffer.from(get('/emitted')))
      res.end()
    })
    return seen
  }

  /** Sends `chunks`, each after the response to the one before. */
  async function send(client: net.Socket, chunks: string[]): Promise<void> {
    for (const chunk of chunks) {
      client.write(chunk)
      if (chunk !== chunks.at(-1)) await once(client, 'data')
    }
    await closed(client.resume())
  }

  test('no handler sees the store of another, in the same chunk or in another, if Node forgets it', async () => {
    const server = make()
    const seen = noteStores(server)
    const client = net.connect(await listeningWithout(server), '127.0.0.1')
    await send(client, [get('/1') + get('/2'), get('/emits'), 'POST /4 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc', get('/5', CLOSE)])
    const kept = [undefined, '/1', '/2', '/emits', '/emitted', '/4']
    expect(seen).toEqual(FORGETS_ENTERED_STORES ? kept.map(() => undefined) : kept)
  })

  test('a socket that was opened in a store is served in the context in which it was passed to the server', async () => {
    const server = make()
    const seen = noteStores(server)
    const peer = net.createServer().listen(0, '127.0.0.1')
    await once(peer, 'listening')
    const socket = storage.run('opened', () => net.connect((peer.address() as net.AddressInfo).port, '127.0.0.1'))
    const [client] = (await once(peer, 'connection')) as [net.Socket]
    withoutStores.runInAsyncScope(() => server.emit('connection', socket))
    await send(client, [get('/1'), get('/2', CLOSE)])
    peer.close()
    expect(seen).toEqual([undefined, FORGETS_ENTERED_STORES ? undefined : '/1'])
  })

  test('its handlers run in the context of the socket itself on Node 24 and later, and the context of the connection is entered once for each chunk elsewhere', async () => {
    const server = make({}, (_req, res) => void res.end())
    const client = net.connect(await listeningWithout(server), '127.0.0.1')
    const connections = new Set<number>()
    let entered = 0
    const hook = createHook({
      init: (id, type) => void (type === 'HTTPINCOMINGMESSAGE' && connections.add(id)),
      before: (id) => void (connections.has(id) && entered++),
    }).enable()
    await send(client, [get('/1'), get('/2'), get('/3', CLOSE)])
    hook.disable()
    expect(connections.size).toBe(1)
    expect(entered).toBe(FORGETS_ENTERED_STORES ? 0 : 3)
  })
})

/** Logs the store of each event of the messages. */
function stores(log: string[], req: IncomingMessage, res: ServerResponse): void {
  const note = (what: string) => (): void => void log.push(`${req.url} ${what} ${storage.getStore()}`)
  for (const event of ['finish', 'close']) (res as EventEmitter).on(event, note(`response ${event}`))
  res.end('x', note('callback'))
}

test.each([
  ['one request', get('/a', CLOSE), ['/a']],
  ['pipelined requests', get('/a') + get('/b') + get('/c', CLOSE), ['/a', '/b', '/c']],
])("'finish', 'close' and the callback of end() have the store in which the response was ended: %s", async (_what, bytes, urls) => {
  const log: string[] = []
  const server = make({}, (req, res) => storage.run(req.url!, () => stores(log, req, res)))
  const port = await listening(server)
  const client = net.connect(port, '127.0.0.1').resume()
  client.write(bytes)
  await closed(client)
  while (log.length < 3 * urls.length) await new Promise((resolve) => setImmediate(resolve))
  expect(log.sort()).toEqual(urls.flatMap((url) => [`${url} callback ${url}`, `${url} response close ${url}`, `${url} response finish ${url}`]))
})
