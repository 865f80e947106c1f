/** The end of a response (SO-20, SE-04): its events and callbacks agree with the bytes that the client receives. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Duplex, finished } from 'node:stream'
import { expect, test } from 'vitest'
import { duplexPair, listen, uncaughtDuring } from '@layered-http/test-kit'
import { IncomingMessage } from '@layered-http/streams'
import { ServerResponse, type RequestListener } from '../src/index.js'
import { plainSocket } from './support/plain-socket.js'
import { CLOSE, exchange, get, make } from './support/running-server.js'

/** Returns the code of an error, or its message if it has no code; 'ok' without an error. */
const outcome = (error?: (Error & { code?: string }) | null): string => (error ? (error.code ?? error.message) : 'ok')

/** Logs the events of a response, and the results of callbacks that `handle` makes with `note`. Resolves when the socket has closed. */
async function noted(handle: (req: IncomingMessage, res: ServerResponse, note: (what: string) => (error?: Error | null) => void) => void, bytes = get()): Promise<{ log: string[]; received: string }> {
  const log: string[] = []
  const note = (what: string) => (error?: Error | null) => void log.push(`${what}: ${outcome(error)}`)
  const server = make({}, (req, res) => {
    if (req.url !== '/') return
    for (const event of ['finish', 'close']) res.on(event, () => log.push(event))
    finished(res as never, note('finished()'))
    handle(req, res, note)
  })
  server.on('clientError', () => {})
  const client = connect(await listen(server), '127.0.0.1')
  let received = ''
  client.setEncoding('latin1').on('data', (text: string) => (received += text))
  client.on('error', () => {})
  client.write(bytes)
  const [, res] = (await once(server, 'request')) as [IncomingMessage, ServerResponse]
  // A reset is an error of the client, with which once() would reject.
  await Promise.all([new Promise((resolve) => client.on('close', resolve)), res.closed || once(res, 'close')])
  // finished() calls back a turn later.
  await new Promise(setImmediate)
  return { log, received: received.slice(received.indexOf('\r\n\r\n') + 4) }
}

test.each<[string, RequestListener]>([
  ['the response', (_req, res) => res.destroy()],
  ['the request', (req) => req.destroy()],
  ['the socket', (req) => req.socket.destroy()],
  ['the socket, with a reset', (req) => req.socket.resetAndDestroy()],
  ['all connections', (req) => (req.socket as Socket & { server: { closeAllConnections(): void } }).server.closeAllConnections()],
])('end(data), then destroying %s in the same tick: the bytes are sent, and events and callbacks report success', async (_what, destroy) => {
  const { log, received } = await noted((req, res, note) => {
    res.end('hello', note('end'))
    destroy(req, res)
  })
  expect(log).toEqual(['end: ok', 'finish', 'close', 'finished(): ok'])
  expect(received).toBe('hello')
})

test('end() and destroy() in a later turn, and in a prefinish listener: events and callbacks report success', async () => {
  const later = await noted((req, res, note) => {
    res.write('a')
    setImmediate(() => {
      res.end('b', note('end'))
      req.socket.destroy()
    })
  })
  expect(later.log).toEqual(['end: ok', 'finish', 'close', 'finished(): ok'])
  const prefinish = await noted((_req, res, note) => void res.on('prefinish', () => res.destroy()).end('x', note('end')))
  expect(prefinish.log).toEqual(['end: ok', 'finish', 'close', 'finished(): ok'])
})

test.each(['hello', 'h\u00e9llo', '\u20acuro'])('end(%j) and destroy() on a transport that takes one write at a time: the bytes are sent in one write', async (text) => {
  const server = make({}, (_req, res) => void res.end(text).destroy())
  let written = ''
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, callback) {
      written += chunk.toString()
      setImmediate(callback)
    },
  })
  server.emit('connection', socket)
  socket.push(get())
  await once(socket, 'close')
  expect(written.endsWith(`\r\n\r\n${text}`)).toBe(true)
})

test('a socket destroyed with an error: end() and finished() report an error', async () => {
  const { log } = await noted((req, res, note) => {
    res.end('hello', note('end'))
    req.socket.destroy(new Error('on purpose'))
  })
  expect(log).toEqual(['end: on purpose', 'close', 'finished(): ERR_STREAM_PREMATURE_CLOSE'])
})

test('a response whose socket was destroyed before end(): no callback, no finish, as in Node', async () => {
  const { log } = await noted((req, res, note) => {
    req.socket.destroy()
    res.end('hello', note('end'))
  })
  expect(log).toEqual(['close', 'finished(): ERR_STREAM_PREMATURE_CLOSE'])
})

test('corked writes fail when the response is destroyed', async () => {
  const { log } = await noted((_req, res, note) => {
    res.cork()
    res.write('a', note('write'))
    res.destroy()
  })
  expect(log).toEqual(['write: ERR_STREAM_DESTROYED', 'close', 'finished(): ERR_STREAM_PREMATURE_CLOSE'])
})

test('bytes after a request with Connection: close: the callback of end() is called, and finish is emitted (SE-04)', async () => {
  const { log, received } = await noted((_req, res, note) => void res.end('hello', note('end')), get('/', CLOSE) + get('/2'))
  expect(log).toEqual(['end: ok', 'finish', 'close', 'finished(): ok'])
  expect(received).toBe('hello')
})

test.each(['end', 'destroySoon'] as const)('write(), then socket.%s() in the same tick: no byte is lost', async (how) => {
  const { received } = await noted((req, res) => {
    res.write('P')
    req.socket[how]()
  })
  expect(received).toBe('1\r\nP\r\n')
})

test('a corked write, then socket.end(): no byte is lost', async () => {
  const { received } = await noted((req, res) => {
    res.cork()
    res.write('P')
    res.write('Q')
    req.socket.end()
  })
  expect(received).toBe('2\r\nPQ\r\n')
})

test("write() in a 'finish' listener is not an error event of the response", async () => {
  const { log } = await noted((_req, res, note) => {
    res.on('finish', () => res.write('late', note('write')))
    res.on('error', note('error'))
    res.shouldKeepAlive = false
    res.end('x')
  })
  expect(log).toEqual(['finish', 'write: ERR_STREAM_WRITE_AFTER_END', 'close', 'finished(): ok'])
})

test.each(['finish', 'end callback', 'close'])('an exception in a listener for %s: close is emitted, and the connection continues', async (where) => {
  const log: string[] = []
  const server = make({}, (req, res) => {
    const fail = (): never => {
      throw new Error(`in ${where}`)
    }
    res.on('close', () => log.push(`close ${req.url}`))
    if (req.url === '/1' && where !== 'end callback') res.on(where, fail)
    if (req.url === '/1' && where === 'end callback') res.end('1', fail)
    else res.end('2')
  })
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.resume()
  const errors = await uncaughtDuring(async () => {
    theirs.write(get('/1') + get('/2') + get('/3', CLOSE))
    await once(ours, 'finish')
  })
  expect(errors).toEqual([`in ${where}`])
  expect(log.sort()).toEqual(['close /1', 'close /2', 'close /3'])
})

for (const calls of ['at once', 'later'] as const) {
  test.each<[string, (res: ServerResponse) => void]>([
    ['end()', (res) => void res.end()],
    ['end(data)', (res) => void res.end('x')],
    ['write and end', (res) => void (res.write('a'), res.end('x'))],
    ['write, end in a later turn', (res) => void (res.write('a'), setImmediate(() => res.end('x')))],
    ['writeHead and end', (res) => void res.writeHead(201).end('x')],
    ['a callback for each', (res) => void res.write('a', () => res.end('x', () => {}))],
  ])(`a plain object that calls back ${calls}, %s: finish is emitted`, async (_what, act) => {
    const res = new ServerResponse(Object.assign(new IncomingMessage(duplexPair()[0]), { method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1 }))
    const { socket, bytes } = plainSocket(calls)
    res.assignSocket(socket)
    const finish = once(res, 'finish')
    act(res)
    await finish
    expect(res.writableFinished).toBe(true)
    expect(bytes()).toMatch(/^HTTP\/1\.1 20[01] /)
  })
}

test('after detachSocket() of a response, the next one gets the socket', async () => {
  const server = make({}, (req, res) => {
    if (req.url === '/1') res.detachSocket(req.socket)
    else res.end('second')
  })
  const [ours, theirs] = duplexPair()
  server.emit('connection', ours)
  theirs.write(get('/1'))
  await once(server, 'request')
  theirs.write(get('/2'))
  const [answer] = (await once(theirs, 'data')) as [Buffer]
  expect(answer.toString()).toMatch(/second$/)
})

test('a Duplex is ended after the last response, and closes when its other side ends', async () => {
  const server = make({}, (_req, res) => void res.end('x'))
  const [ours, theirs]: Duplex[] = duplexPair()
  server.emit('connection', ours)
  theirs!.write(get('/', CLOSE))
  theirs!.resume()
  await once(theirs!, 'end')
  expect([ours!.writableFinished, ours!.destroyed]).toEqual([true, false])
  theirs!.end()
  await once(ours!, 'close')
})

test('HEAD, chunked and Trailer in the head: the head is sent (SO-13)', async () => {
  const server = make({}, (_req, res) => void res.writeHead(200, { Trailer: 'X-Sum', 'Transfer-Encoding': 'chunked' }).end())
  const received = await exchange(server, `HEAD / HTTP/1.1\r\nHost: a\r\n${CLOSE}\r\n`)
  expect(received).toBe('HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\nDate: …\r\nConnection: close\r\n\r\n')
})

test('chunkedEncoding set to true applies if nothing else frames the body (SO-13)', async () => {
  const server = make({}, (_req, res) => {
    res.chunkedEncoding = true
    res.write('hel')
    res.end('lo')
  })
  expect(await exchange(server, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/\r\n\r\n5\r\nhello\r\n0\r\n\r\n$/)
})
