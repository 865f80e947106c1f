/** Deadlines expire in time, each for its own connection. Other connections, listeners and the system's clock do not change them (SV-03 to SV-06). */
import { once } from 'node:events'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { mock } from 'node:test'
import { afterEach, describe, expect, test } from 'vitest'
import { duplexPair, listen } from '@layered-http/test-kit'
import { DEADLINE_GRANULARITY } from '../src/limits.js'
import type { Server, ServerOptions, ServerResponse } from '../src/index.js'
import { closed, get, make, onFakeClock } from './support/running-server.js'

const SECOND = 1000
const HEAD = 'GET / HTTP/1.1\r\nHost: a\r\n'
const UPLOAD = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\na'

/** Opens a connection to `server` in memory. Returns the server's end and the peer's. */
function connect(server: Server): [Duplex, Duplex] {
  const [ours, theirs] = duplexPair()
  ours.on('error', () => {})
  theirs.on('error', () => {}).resume()
  server.emit('connection', ours)
  return [ours, theirs]
}

/** Resolves when written bytes have arrived. */
const arrived = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('a peer that sends single bytes after its time is over does not postpone the deadlines of other connections', async () => {
  const server = make({ headersTimeout: SECOND, requestTimeout: SECOND }, (req) => void req.resume())
  const clock = onFakeClock(server)
  server.on('clientError', (_error: Error, socket: Duplex) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
  const [, attacker] = connect(server)
  attacker.write(UPLOAD)
  await arrived()
  clock.advance(SECOND + 100)
  const [ours, theirs] = connect(server)
  theirs.write('GET / HT')
  let waited = 0
  for (; !ours.writableEnded && waited < 3 * SECOND; waited += 40) {
    attacker.write('x')
    await arrived()
    clock.advance(40)
  }
  expect(waited).toBeLessThanOrEqual(SECOND + 2 * DEADLINE_GRANULARITY)
})

test.each([
  ["'clientError'", 'clientError', HEAD],
  ["'timeout' between two requests", 'timeout', get()],
])('an exception in a listener of %s does not delay the deadlines of other connections', async (_what, event, bytes) => {
  const server = make({ headersTimeout: SECOND, keepAliveTimeout: SECOND, keepAliveTimeoutBuffer: 0 }, (_req, res) => void res.end())
  const clock = onFakeClock(server)
  const heard: Duplex[] = []
  server.on(event, (...args: unknown[]) => {
    const socket = args.at(-1) as Duplex
    heard.push(socket)
    if (heard.length === 1) throw new Error('mine')
    socket.destroy()
  })
  const connections = [connect(server), connect(server), connect(server)]
  for (const [, theirs] of connections) theirs.write(bytes)
  await arrived()
  expect(() => clock.advance(2 * SECOND)).toThrow('mine')
  clock.advance(DEADLINE_GRANULARITY)
  expect(heard).toEqual(connections.map(([ours]) => ours))
  const [ours, theirs] = connect(server)
  theirs.write(bytes)
  await arrived()
  clock.advance(2 * SECOND)
  expect(ours.destroyed).toBe(true)
})

describe('changes of the clock, and fake timers', () => {
  const { setTimeout: setRealTimeout } = globalThis
  const realNow = Date.now
  afterEach(() => {
    mock.timers.reset()
    globalThis.setTimeout = setRealTimeout
    Date.now = realNow
  })

  /** Sends an incomplete head over a real socket and returns the reply. `change` is called before the connection. */
  async function refusedHead(change: () => void): Promise<string> {
    const server = make({ headersTimeout: 100, requestTimeout: 3_600_000 }, (req, res) => void req.resume().on('end', () => res.end('whole')))
    const port = await listen(server)
    change()
    const client = net.connect(port, '127.0.0.1')
    client.write(HEAD)
    let received = ''
    for await (const chunk of client) received += String(chunk)
    return received
  }

  test.each<[string, () => void]>([
    ['the clock goes back', () => void (Date.now = () => realNow() - 3_600_000)],
    ['the clock does not move', () => void (Date.now = () => 0)],
    ["node:test's timers do not move", () => mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] })],
    ['the global setTimeout returns numbers', () => void (globalThis.setTimeout = ((callback: () => void, delay: number) => Number(setRealTimeout(callback, delay))) as never)],
    ['the global setTimeout does nothing', () => void (globalThis.setTimeout = (() => 0) as never)],
  ])('a deadline expires when %s', async (_what, change) => {
    expect(await refusedHead(change)).toMatch(/^HTTP\/1\.1 408 /)
  })

  test.each<[string, () => void]>([
    ['the clock goes forward', () => void (Date.now = () => realNow() + 86_400_000)],
    ["node:test's timers move", () => {
      mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: realNow() + 86_400_000 })
      mock.timers.tick(86_400_000)
    }],
  ])('an upload continues when %s', async (_what, change) => {
    const server = make({ headersTimeout: 100 }, (req, res) => void req.resume().on('end', () => res.end('whole')))
    const port = await listen(server)
    const client = net.connect(port, '127.0.0.1')
    client.write('POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nab')
    await once(server, 'request')
    const stalled = net.connect(port, '127.0.0.1').resume()
    stalled.write(HEAD)
    await once(server, 'connection')
    change()
    // When this connection is refused, all deadlines have been checked.
    await closed(stalled)
    client.write('cd')
    let received = ''
    for await (const chunk of client) received += String(chunk)
    expect(received).toMatch(/\r\n\r\nwhole$/)
  })
})

describe('a request that offers an upgrade', () => {
  const OFFER = `POST / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\nContent-Length: 1000\r\n\r\nab`

  test('has requestTimeout for its body, also if bytes keep coming', async () => {
    const server = make({ requestTimeout: SECOND, headersTimeout: SECOND })
    const clock = onFakeClock(server)
    const errors: (string | undefined)[] = []
    server.on('upgrade', (req, stream: Duplex) => {
      req.on('error', () => {}).resume()
      stream.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code))
    })
    const [ours, theirs] = connect(server)
    let received = ''
    theirs.on('data', (chunk: Buffer) => (received += String(chunk)))
    theirs.write(OFFER)
    for (let waited = 0; waited < SECOND - 100; waited += 100) {
      await arrived()
      clock.advance(100)
      theirs.write('x')
    }
    expect(ours.destroyed).toBe(false)
    clock.advance(200)
    await closed(ours)
    await arrived()
    expect([received, errors]).toEqual(['HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n', ['ERR_HTTP_REQUEST_TIMEOUT']])
  })

  test('calls a clientError listener when the time is over, once', async () => {
    const server = make({ requestTimeout: SECOND, headersTimeout: SECOND })
    const clock = onFakeClock(server)
    const codes: (string | undefined)[] = []
    server.on('upgrade', (req) => void req.on('error', () => {}).resume())
    server.on('clientError', (error: NodeJS.ErrnoException) => codes.push(error.code))
    const [ours, theirs] = connect(server)
    theirs.write(OFFER)
    for (let waited = 0; waited < 5 * SECOND; waited += 100) {
      await arrived()
      clock.advance(100)
      theirs.write('x')
    }
    expect([codes, ours.destroyed]).toEqual([['ERR_HTTP_REQUEST_TIMEOUT'], false])
    ours.destroy()
    await closed(ours)
  })

  test('has no deadline after its body is complete', async () => {
    const server = make({ requestTimeout: SECOND, headersTimeout: SECOND })
    const clock = onFakeClock(server)
    server.on('upgrade', (req) => void req.resume())
    server.on('clientError', () => expect.unreachable())
    const [ours, theirs] = connect(server)
    theirs.write(OFFER.replace('1000', '4'))
    await arrived()
    theirs.write('cd')
    await arrived()
    clock.advance(10 * SECOND)
    expect([ours.destroyed, clock.pending]).toEqual([false, 0])
    ours.destroy()
  })
})

describe('timeouts that are set later', () => {
  /** Returns the milliseconds after which a connection with `bytes` is closed, at most 10 seconds. */
  async function closesAfter(property: keyof Server, value: unknown, bytes: string): Promise<number> {
    const server = make({ headersTimeout: 2 * SECOND, requestTimeout: 3 * SECOND, keepAliveTimeout: 4 * SECOND, keepAliveTimeoutBuffer: 0 }, (req, res) => {
      req.on('error', () => {}).resume()
      if (req.method === 'GET') res.end()
    })
    Object.assign(server, { [property]: value })
    const clock = onFakeClock(server)
    const [ours, theirs] = connect(server)
    theirs.write(bytes)
    await arrived()
    const start = clock.now()
    while (!ours.destroyed && clock.now() - start < 10 * SECOND) clock.advance(SECOND / 2)
    return clock.now() - start
  }
  const NEVER = 10 * SECOND
  const ODD = ['100', NaN, -1, null, undefined, Infinity, '', true, 'abc', {}, 100n]

  test.each(ODD)('headersTimeout = %s means no limit', async (value) => {
    expect(await closesAfter('headersTimeout', value, HEAD)).toBe(3 * SECOND)
  })
  test.each(ODD)('requestTimeout = %s means no limit', async (value) => {
    expect(await closesAfter('requestTimeout', value, UPLOAD)).toBe(NEVER)
    expect(await closesAfter('requestTimeout', value, HEAD)).toBe(2 * SECOND)
  })
  test.each(ODD.filter((value) => typeof value !== 'bigint'))('keepAliveTimeout = %s means no limit', async (value) => {
    expect(await closesAfter('keepAliveTimeout', value, get())).toBe(NEVER)
  })
  test.each(ODD)('keepAliveTimeoutBuffer = %s means the default', async (value) => {
    expect(await closesAfter('keepAliveTimeoutBuffer', value, get())).toBe(5 * SECOND)
  })
  test.each<[keyof Server, string]>([['headersTimeout', HEAD], ['requestTimeout', UPLOAD], ['keepAliveTimeout', get()]])('%s may have a fraction', async (property, bytes) => {
    expect(await closesAfter(property, 1499.5, bytes)).toBe(1.5 * SECOND)
  })
})

describe('a connection', () => {
  const OPTIONS: ServerOptions = { headersTimeout: SECOND, requestTimeout: 2 * SECOND, keepAliveTimeout: 5 * SECOND, keepAliveTimeoutBuffer: 0 }

  test('has headersTimeout from the first byte of a head, not from the start of the connection', async () => {
    const server = make(OPTIONS)
    const clock = onFakeClock(server)
    const [ours, theirs] = connect(server)
    await arrived()
    clock.advance(SECOND - 100)
    theirs.write(HEAD)
    await arrived()
    clock.advance(SECOND - 100)
    expect(ours.destroyed).toBe(false)
    clock.advance(200)
    expect(ours.destroyed).toBe(true)
  })

  test('that had pipelined requests is closed at the same time as any other', async () => {
    const server = make(OPTIONS, (req, res) => void (req.url === '/late' ? setImmediate(() => res.end()) : res.end()))
    const clock = onFakeClock(server)
    const [ours, theirs] = connect(server)
    theirs.write(get('/') + get('/late') + get('/'))
    for (let i = 0; i < 5; i++) await arrived()
    clock.advance(5 * SECOND - 100)
    expect(ours.destroyed).toBe(false)
    clock.advance(200)
    expect(ours.destroyed).toBe(true)
  })

  test('whose response is still being sent is not idle: neither keepAliveTimeout nor server.close() ends it', async () => {
    const server = make(OPTIONS, (_req, res) => void res.end('x'.repeat(1 << 20)))
    const clock = onFakeClock(server)
    const [ours, theirs] = duplexPair()
    server.emit('connection', ours)
    theirs.write(get())
    await arrived()
    server.close()
    server.closeIdleConnections()
    clock.advance(20 * SECOND)
    expect(ours.destroyed).toBe(false)
    let bytes = 0
    theirs.on('data', (chunk: Buffer) => (bytes += chunk.length))
    while (bytes < 1 << 20) await arrived()
    await arrived()
    clock.advance(5 * SECOND + 100)
    expect(ours.destroyed).toBe(true)
  })

  test('does not get more time for a body if its reader is slow', async () => {
    const server = make(OPTIONS, () => {})
    const clock = onFakeClock(server)
    const [ours, theirs] = connect(server)
    theirs.write(`${UPLOAD.replace('1000', '1000000')}${'x'.repeat(500_000)}`)
    await arrived()
    expect(ours.isPaused()).toBe(true)
    clock.advance(2 * SECOND + 100)
    expect(ours.destroyed).toBe(true)
  })

  test('that a listener has ended is destroyed, even if the peer does not close its side', async () => {
    const server = make(OPTIONS)
    const clock = onFakeClock(server)
    server.on('clientError', (_error: Error, socket: Duplex) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    for (const bytes of ['bad\r\n\r\n', HEAD]) {
      const [ours, theirs] = connect(server)
      theirs.write(bytes)
      await arrived()
      for (let waited = 0; waited < 4 * SECOND && !ours.destroyed; waited += 100) {
        clock.advance(100)
        theirs.write('x')
        await arrived()
      }
      expect(ours.destroyed).toBe(true)
    }
  })

  test('that was ended after its last response is destroyed, even if the other side of a Duplex does not close', async () => {
    const server = make(OPTIONS, (_req, res) => void res.end())
    const clock = onFakeClock(server)
    const [ours, theirs] = connect(server)
    theirs.write(get('/', 'Connection: close\r\n'))
    await once(theirs, 'end')
    expect(ours.destroyed).toBe(false)
    clock.advance(2 * SECOND + 100)
    expect(ours.destroyed).toBe(true)
  })
})

test.each([
  ['one request', get()],
  ['pipelined requests', get() + get() + get()],
])("after an exception in a 'finish' listener, the connection still has its deadline: %s", async (_what, bytes) => {
  const uncaught: unknown[] = []
  const finished: ServerResponse[] = []
  const server = make({ keepAliveTimeout: SECOND, keepAliveTimeoutBuffer: 0 }, (_req, res) => {
    res.on('finish', () => {
      finished.push(res)
      throw new Error('mine')
    })
    res.end('x')
  })
  const clock = onFakeClock(server)
  const client = net.connect(await listen(server), '127.0.0.1').resume()
  const [ours] = (await once(server, 'connection')) as [net.Socket]
  const others = process.rawListeners('uncaughtException')
  process.removeAllListeners('uncaughtException').on('uncaughtException', (error) => uncaught.push(error))
  const count = bytes.length / get().length
  try {
    client.write(bytes)
    while (uncaught.length < count) await arrived()
    client.write(get())
    while (uncaught.length < count + 1) await arrived()
    await arrived()
  } finally {
    process.removeAllListeners('uncaughtException')
    for (const other of others) process.on('uncaughtException', other as () => void)
  }
  expect(new Set(finished).size).toBe(count + 1)
  clock.advance(SECOND + 100)
  expect(ours.destroyed).toBe(true)
})
