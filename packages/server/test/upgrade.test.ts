/** Upgrades with and without a body, shouldUpgradeCallback, CONNECT, and pending responses (SV-16, SV-22, SV-23). */
import { once } from 'node:events'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { duplexPair, listen } from '@layered-http/test-kit'
import type { IncomingMessage } from '@layered-http/streams'
import { closed, exchange, get, make } from './support/running-server.js'

const OFFER = 'Connection: upgrade\r\nUpgrade: x\r\n'

test.each([
  ['true', () => true, true],
  ['truthy', () => 1 as never, true],
  ['false', () => false, false],
  ['falsy', () => 0 as never, false],
])('shouldUpgradeCallback returns %s (SV-16)', async (_what, shouldUpgradeCallback, upgrades) => {
  const asked: unknown[] = []
  const server = make(
    {
      shouldUpgradeCallback(this: unknown, req: IncomingMessage) {
        asked.push(this === server, req.upgrade, req.headers['upgrade'])
        return shouldUpgradeCallback()
      },
    },
    (req, res) => {
      res.shouldKeepAlive = false
      res.end(`request ${req.upgrade}`)
    },
  )
  server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    expect(socket).toBe(req.socket)
    socket.end(`upgrade ${req.upgrade} ${head.toString()}`)
  })
  const received = await exchange(server, get('/', OFFER) + (upgrades ? 'raw' : ''))
  expect(received.slice(received.lastIndexOf('\n') + 1)).toBe(upgrades ? 'upgrade true raw' : 'request false')
  expect(asked).toEqual([true, true, 'x'])
})

test('an accepted upgrade without a listener ends the connection; shouldUpgradeCallback is not called for CONNECT (SV-16, SV-22)', async () => {
  const server = make({ shouldUpgradeCallback: () => true }, () => expect.unreachable())
  expect(await exchange(server, get('/', OFFER))).toBe('')
  server.shouldUpgradeCallback = () => expect.unreachable()
  expect(await exchange(server, 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n')).toBe('')
  server.on('connect', (req: IncomingMessage, socket: Duplex, head: Buffer) => void socket.end(`${req.url} ${head.toString()}`))
  expect(await exchange(server, 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\nraw')).toBe('a:1 raw')
})

test('after a declined upgrade the connection serves the next request (SV-16)', async () => {
  const server = make({}, (req, res) => void res.end(req.url))
  const received = await exchange(server, get('/1', OFFER) + get('/2', 'Connection: close\r\n'))
  expect(received.match(/\/\d(?=H|$)/g)).toEqual(['/1', '/2'])
})

const BODIES = [
  ['counted', 'Content-Length: 5\r\n\r\n', 'hello'],
  ['chunked', 'Transfer-Encoding: chunked\r\n\r\n', '5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n'],
] as const

test.each(BODIES)('a %s body in the same chunk is complete when the handler is called, and is delivered (SV-23)', async (_framing, rest, body) => {
  const server = make()
  server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    expect(socket).toBe(req.socket)
    expect(req.complete).toBe(true)
    let text = ''
    req.on('data', (chunk: Buffer) => (text += chunk.toString()))
    req.on('end', () => socket.end(`${text}|${head.toString()}`))
  })
  expect(await exchange(server, `POST / HTTP/1.1\r\nHost: a\r\n${OFFER}${rest}${body}RAW`)).toBe('hello|RAW')
})

test.each(BODIES)('a %s body that arrives later is delivered before the bytes of the other protocol (SV-23)', async (_framing, rest, body) => {
  const server = make()
  const [ours, theirs] = duplexPair()
  const log: string[] = []
  server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    expect(req.complete).toBe(false)
    expect(head).toHaveLength(0)
    req.on('data', (chunk: Buffer) => log.push(`body ${chunk.toString()}`)).on('end', () => log.push('body end'))
    socket.on('data', (chunk: Buffer) => {
      log.push(`raw ${chunk.toString()}`)
      if (chunk.toString() === 'MORE') socket.end('bye')
    })
    socket.on('end', () => log.push('raw end'))
    socket.write('101')
  })
  server.emit('connection', ours)
  theirs.write(`POST / HTTP/1.1\r\nHost: a\r\n${OFFER}${rest}`)
  expect(String((await once(theirs, 'data'))[0])).toBe('101')
  const half = body.indexOf('l')
  theirs.write(body.slice(0, half))
  theirs.write(`${body.slice(half)}RAW`)
  await new Promise(setImmediate)
  theirs.write('MORE')
  expect(String((await once(theirs, 'data'))[0])).toBe('bye')
  theirs.end()
  await closed(ours)
  expect(log.filter((entry) => entry.startsWith('raw'))).toEqual(['raw RAW', 'raw MORE', 'raw end'])
  expect(log.slice(0, 2)).toEqual(['body he', 'body llo'])
  expect(log).toContain('body end')
})

test.each(['before its body is complete', 'after its body'])("the stream of an upgrade emits 'end' without a reader, when the other side ends %s (SV-23)", async (when) => {
  const server = make()
  const [ours, theirs] = duplexPair()
  const ended = new Promise<void>((resolve) => {
    server.on('upgrade', (_req: IncomingMessage, socket: Duplex) => {
      socket.on('end', resolve)
      socket.end('no')
    })
  })
  server.emit('connection', ours)
  theirs.resume()
  theirs.write(`POST / HTTP/1.1\r\nHost: a\r\n${OFFER}Content-Length: 5\r\n\r\n`)
  await once(server, 'upgrade')
  theirs.end(when.startsWith('before') ? 'he' : 'hello')
  await ended
})

test('a body without a reader does not delay the other protocol (SV-23)', async () => {
  const server = make()
  const [ours, theirs] = duplexPair()
  const size = 1 << 20
  server.on('upgrade', (_req: IncomingMessage, socket: Duplex) => void socket.on('data', (chunk: Buffer) => socket.end(chunk)))
  server.emit('connection', ours)
  theirs.write(`POST / HTTP/1.1\r\nHost: a\r\n${OFFER}Content-Length: ${size}\r\n\r\n`)
  await once(server, 'upgrade')
  theirs.write(Buffer.alloc(size))
  theirs.write('RAW')
  expect(String((await once(theirs, 'data'))[0])).toBe('RAW')
  theirs.destroy()
})

test.each([
  ['ends', (theirs: Duplex) => theirs.end('4'), 'Content-Length: 9'],
  ['is no longer HTTP', (theirs: Duplex) => theirs.write('zz\r\n'), 'Transfer-Encoding: chunked'],
])('if a connection %s in the body of an upgrade, request and socket close without an unhandled error', async (_what, break_, framing) => {
  const server = make()
  server.on('clientError', () => expect.unreachable())
  const [ours, theirs] = duplexPair()
  const endings: Promise<unknown>[] = []
  server.on('upgrade', (req: IncomingMessage, socket: Duplex) => {
    endings.push(closed(req), closed(socket))
    req.resume()
    socket.resume()
  })
  server.emit('connection', ours)
  theirs.resume()
  theirs.write(`POST / HTTP/1.1\r\nHost: a\r\n${OFFER}${framing}\r\n\r\n`)
  await once(server, 'upgrade')
  break_(theirs)
  await Promise.all(endings)
  expect(ours.destroyed).toBe(true)
})

test('bytes that arrive before the handler adds its listener are kept for it (SV-22, SV-23)', async () => {
  for (const [event, request] of [['upgrade', get('/', OFFER)], ['connect', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n']] as const) {
    const server = make()
    const [ours, theirs] = duplexPair()
    server.on(event, () => {})
    server.emit('connection', ours)
    theirs.write(request)
    await once(server, event)
    theirs.write('early')
    await new Promise(setImmediate)
    expect(String((await once(ours, 'data'))[0])).toBe('early')
    ours.destroy()
    theirs.destroy()
  }
})

test('a response that was ready is sent before the upgrade; one that ends after the handler has ended the socket has no effect', async () => {
  const late: (() => void)[] = []
  const server = make({}, (req, res) => {
    if (req.url === '/now') res.end('now')
    else late.push(() => res.end('late'))
  })
  const port = await listen(server)
  server.on('upgrade', (_req: IncomingMessage, socket: Duplex) => {
    socket.end('UP')
    for (const answer of late) answer()
  })
  const client = net.connect(port, '127.0.0.1')
  client.write(get('/now') + get('/late') + get('/', OFFER))
  let received = ''
  for await (const chunk of client) received += String(chunk)
  expect(received).toMatch(/\r\n\r\nnowUP$/)
})

test('closeAllConnections does not close upgraded sockets, unless their request is incomplete (SV-27)', async () => {
  const server = make()
  for (const [rest, isDestroyed] of [['\r\n', false], ['Content-Length: 3\r\n\r\n', true]] as const) {
    const [ours, theirs] = duplexPair()
    server.emit('connection', ours)
    theirs.write(`POST / HTTP/1.1\r\nHost: a\r\n${OFFER}${rest}`)
    await once(server.on('upgrade', () => {}), 'upgrade')
    server.closeAllConnections()
    expect(ours.destroyed).toBe(isDestroyed)
    theirs.destroy()
    ours.destroy()
  }
})

test('bytes of the other protocol that arrive while the body is read are the first of the stream', async () => {
  const server = make()
  const [ours, theirs] = duplexPair()
  let body = ''
  server.on('upgrade', (req: IncomingMessage, socket: Duplex) => {
    req.on('data', (chunk: Buffer) => (body += chunk.toString()))
    socket.on('data', (chunk: Buffer) => socket.write(chunk))
  })
  server.emit('connection', ours)
  theirs.write(`POST / HTTP/1.1\r\nHost: a\r\n${OFFER}Content-Length: 3\r\n\r\n`)
  await once(server, 'upgrade')
  // In one turn, while the rest of the first chunk waits for the reader of the body.
  theirs.write('abcR')
  theirs.write('A')
  theirs.write('W')
  let echo = ''
  for await (const chunk of theirs) if ((echo += String(chunk)).length === 3) break
  expect([body, echo]).toEqual(['abc', 'RAW'])
})

test.each([
  ['without a body', ''],
  ['whose body is complete', 'Content-Length: 1\r\n\r\nx'],
  ['whose body is incomplete', 'Content-Length: 9\r\n\r\nx'],
])('SV-23 an upgrade %s after a response that closes the connection: the connection ends, without a handler', async (_what, rest) => {
  const server = make({}, (_req, res) => void res.setHeader('Connection', 'close').end('last'))
  server.on('upgrade', () => expect.unreachable())
  const offer = get('/', OFFER)
  const received = await exchange(server, get() + (rest === '' ? offer : offer.slice(0, -2) + rest))
  expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nlast$/)
})

test('a response that is open when a later request upgrades closes with the socket (SV-23)', async () => {
  const events: string[] = []
  const server = make({}, (_req, res) => void res.on('close', () => events.push('response close')))
  const upgraded = once(server, 'upgrade') as Promise<[IncomingMessage, Duplex]>
  const client = net.connect(await listen(server), '127.0.0.1')
  client.on('error', () => {}).resume()
  client.end(`${get('/1')}GET /2 HTTP/1.1\r\nHost: a\r\n${OFFER}\r\n`)
  const [, socket] = await upgraded
  socket.on('end', () => socket.end()).resume()
  await once(socket, 'close')
  await new Promise(setImmediate)
  expect(events).toEqual(['response close'])
})
