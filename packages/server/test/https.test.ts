/** A server over TLS: under load, with slow readers, at its end, and its options beyond Node. https-matrix/ tests what node:https has too. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import https from 'node:https'
import net from 'node:net'
import { buffer } from 'node:stream/consumers'
import tls, { type TLSSocket } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { CA, listen, SERVER } from '@layered-http/test-kit'
import { createServer, Server, type ServerOptions } from '../src/https.js'
import type { IncomingMessage, RequestListener, ServerResponse } from '../src/index.js'

/** Returns the number of open sockets and servers of any kind. */
const openHandles = (): number => process.getActiveResourcesInfo().filter((name) => /TLS|TCP|Server/.test(name)).length
/** Sockets and servers of the test runner. */
const HANDLES_BEFORE = openHandles()

const KB = 1024
const MB = 1024 * KB

let running: Server | undefined
afterEach(() => {
  running?.closeAllConnections()
  running?.close()
  running = undefined
})

async function start(listener: RequestListener, options: ServerOptions<IncomingMessage, ServerResponse, boolean> = {}): Promise<number> {
  running = createServer({ ...SERVER, ...options }, listener)
  return await listen(running)
}

async function connect(port: number): Promise<TLSSocket> {
  const socket = tls.connect({ port, host: '127.0.0.1', ca: CA, servername: 'localhost' })
  await once(socket, 'secureConnect')
  return socket
}

/** Sends `requests` in one write and returns everything received until the server closes. */
async function exchange(port: number, requests: string): Promise<string> {
  const socket = await connect(port)
  socket.write(requests)
  return (await buffer(socket)).toString('latin1')
}

const get = (path: string, fields = ''): string => `GET ${path} HTTP/1.1\r\nHost: a\r\n${fields}\r\n`
const CLOSE = 'Connection: close\r\n'
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
/** Every byte differs from its neighbours, and the period of the pattern is not the length of a buffer. */
const LARGE = Buffer.from(Array.from({ length: 5 * MB }, (_, i) => (i * 31 + (i >> 8)) % 251))

describe('bodies', () => {
  test('a large body arrives unchanged in both directions', async () => {
    const port = await start((req, res) => void buffer(req).then((body) => res.setHeader('x-hash', hashOf(body)).end(body)))
    const request = https.request({ port, ca: CA, host: 'localhost', method: 'POST', agent: false })
    request.end(LARGE)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    expect(response.headers['x-hash']).toBe(hashOf(LARGE))
    expect(hashOf(await buffer(response as never))).toBe(hashOf(LARGE))
  })

  test('thousands of small writes arrive in order', async () => {
    const port = await start((_req, res) => {
      for (let i = 0; i < 5000; i++) res.write(`${i},`)
      res.end('end')
    })
    const request = https.get({ port, ca: CA, host: 'localhost', agent: false })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    const text = String(await buffer(response as never))
    expect(text).toBe(`${Array.from({ length: 5000 }, (_, i) => `${i},`).join('')}end`)
  })

  test("'drain' follows each write that returned false, with a slow reader", async () => {
    let refused = 0
    let drained = 0
    const port = await start((_req, res) => {
      let left = 200
      const writeMore = (): void => {
        while (left-- > 0) {
          if (res.write(LARGE.subarray(0, 64 * KB))) continue
          refused++
          res.once('drain', () => {
            drained++
            writeMore()
          })
          return
        }
        res.end()
      }
      writeMore()
    })
    const request = https.get({ port, ca: CA, host: 'localhost', agent: false })
    const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage]
    let received = 0
    response.on('data', (chunk: Buffer) => {
      received += chunk.length
      response.pause()
      setImmediate(() => response.resume())
    })
    await once(response, 'end')
    expect(received).toBe(200 * 64 * KB)
    expect(refused).toBeGreaterThan(0)
    expect(drained).toBe(refused)
  })
})

test('responses to a hundred pipelined requests come in order', async () => {
  const port = await start((req, res) => (Number(req.url!.slice(1)) % 3 === 0 ? setImmediate(() => res.end(`<${req.url}>`)) : res.end(`<${req.url}>`)))
  const text = await exchange(port, Array.from({ length: 100 }, (_, i) => get(`/${i}`, i === 99 ? CLOSE : '')).join(''))
  expect(text.match(/<[^>]*>/g)).toEqual(Array.from({ length: 100 }, (_, i) => `</${i}>`))
})

describe('async context', () => {
  test.each([
    ['one request', 1],
    ['five pipelined requests', 5],
  ])("%s: 'finish', 'close' and the callback of end() have the context of the handler", async (_title, count) => {
    const context = new AsyncLocalStorage<string>()
    const seen: string[] = []
    const port = await start((req, res) =>
      context.run(req.url!, () => {
        for (const event of ['finish', 'close']) res.on(event, () => seen.push(`${event} ${context.getStore()}`))
        res.end('ok', () => seen.push(`end ${context.getStore()}`))
      }),
    )
    await exchange(port, Array.from({ length: count }, (_, i) => get(`/${i}`, i === count - 1 ? CLOSE : '')).join(''))
    expect(seen.sort()).toEqual(['close', 'end', 'finish'].flatMap((event) => Array.from({ length: count }, (_, i) => `${event} /${i}`)))
  })
})

describe('the end', () => {
  test('close() lets a response finish, and leaves nothing behind', async () => {
    const responses: ServerResponse[] = []
    const port = await start((req, res) => {
      if (req.url === '/wait') responses.push(res)
      else res.end('ok')
    })
    const idle = await connect(port)
    idle.write(get('/'))
    await once(idle, 'data')
    const busy = await connect(port)
    busy.write(get('/wait', CLOSE))
    await once(running!, 'request')
    const closed = once(running!, 'close')
    running!.close()
    await once(idle.resume(), 'close')
    responses[0]!.end('late')
    expect(String(await buffer(busy))).toMatch(/\r\n\r\nlate$/)
    await closed
    running = undefined
    // Sockets of clients, also of earlier tests, close in the next turns. With a leak, this test does not end.
    while (openHandles() > HANDLES_BEFORE) await new Promise((resolve) => setImmediate(resolve))
  })

  test('a hundred clients that disconnect leave no connection', async () => {
    const port = await start((_req, res) => void res.write('part'))
    running!.on('clientError', (_error, socket: TLSSocket) => socket.destroy())
    const clients = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        if (i % 3 === 0) {
          const plain = net.connect(port, '127.0.0.1').on('error', () => {})
          plain.write(i % 2 === 0 ? 'nonsense of some length' : '\x16\x03\x01\x02\x00\x01\x00')
          return plain
        }
        const socket = (await connect(port)).on('error', () => {})
        socket.write(get('/'))
        await once(socket, 'data')
        return socket
      }),
    )
    for (const [i, client] of clients.entries()) {
      if (i % 2 === 0) client.destroy()
      else client.end()
    }
    const closed = once(running!, 'close')
    running!.close()
    await closed
    expect(await new Promise((resolve) => running!.getConnections((_error, count) => resolve(count)))).toBe(0)
    running = undefined
  })

  test('await using', async () => {
    const port = await start((_req, res) => res.end('ok'))
    expect(await exchange(port, get('/', CLOSE))).toContain('ok')
    const server = running!
    running = undefined
    await server[Symbol.asyncDispose]()
    expect(server.listening).toBe(false)
  })
})

describe('beyond Node', () => {
  test('layered options work over TLS', async () => {
    const port = await start((req, res) => res.end((req as IncomingMessage & { pathname: string }).pathname), { layered: { urlParts: true } })
    expect(await exchange(port, get('/a/b?c', CLOSE))).toMatch(/\r\n\r\n\/a\/b$/)
  })

  test('a layered option that does not exist is an error', () => {
    expect(() => createServer({ layered: { nonsense: true } as never })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }) as Error)
  })
})

describe('the class', () => {
  test('can be extended by a class and by a function', async () => {
    class Mine extends Server {
      extra = 1
    }
    running = new Mine(SERVER, (_req, res) => res.end(String((running as Mine).extra)))
    expect(running).toBeInstanceOf(tls.Server)
    expect(running).toBeInstanceOf(Server)
    expect(await exchange(await listen(running), get('/', CLOSE))).toMatch(/1$/)
    const Old = function (this: Server): void {
      ;(Server as unknown as (this: Server, options: ServerOptions) => void).call(this, SERVER)
    } as unknown as new () => Server
    Object.setPrototypeOf(Old.prototype as object, Server.prototype)
    expect(new Old().getTicketKeys()).toHaveLength(48)
  })

  test('has the own fields of Node’s server; maxRequestsPerSocket and optimizeEmptyRequests are not own', () => {
    const later = ['maxRequestsPerSocket', 'optimizeEmptyRequests']
    const own = new Set(Object.keys(createServer({})))
    const missing = Object.keys(https.createServer({})).filter((key) => !own.has(key))
    expect(missing).toEqual([])
    expect(later.filter((key) => own.has(key))).toEqual([])
  })
})
