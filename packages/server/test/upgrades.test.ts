/** `layered.upgrades`: which offers of other protocols emit `'upgrade'`. */
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { CLOSE, exchange, get, make } from './support/running-server.js'

const offer = (protocols: string, more = ''): string => get('/', `Connection: upgrade\r\nUpgrade: ${protocols}\r\n${more}`)
const accept = (_req: unknown, socket: Duplex): void => void socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')

test.each([
  ['websocket', ['websocket']],
  ['WebSocket', ['websocket']],
  ['websocket', ['WEBSOCKET']],
  ['h2c, websocket', ['websocket']],
  ['websocket/13', ['websocket']],
  ['HTTP/2.0 , IRC/6.9', ['irc/6.9']],
  ['a', ['b', 'a']],
  ['a\r\nUpgrade: b', ['b']],
])("an offer of %s is accepted by %j", async (offered, upgrades) => {
  const server = make({ layered: { upgrades } }, (_req, res) => void res.end('ordinary'))
  server.on('upgrade', accept)
  expect(await exchange(server, offer(offered))).toBe('HTTP/1.1 101 Switching Protocols\r\n\r\n')
})

test.each([
  ['h2c', ['websocket']],
  ['websocket', ['websocket/13']],
  ['websockets', ['websocket']],
  ['x-websocket, h2c', ['websocket']],
  ['websocket', []],
])('a request that offers %s is an ordinary one with %j', async (offered, upgrades) => {
  const server = make({ layered: { upgrades } }, (req, res) => void res.writeHead(200, { Connection: 'close' }).end(`upgrade: ${String(req.upgrade)}`))
  server.on('upgrade', accept)
  expect(await exchange(server, offer(offered))).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*\r\nupgrade: false\r\n/)
})

test('without a listener for upgrades, an accepted protocol is an ordinary request, and CONNECT is not concerned', async () => {
  const server = make({ layered: { upgrades: ['websocket'] } }, (_req, res) => void res.end('ordinary'))
  expect(await exchange(server, offer('websocket') + get('/', CLOSE))).toContain('ordinary')
  server.on('connect', accept)
  const connected = once(server, 'connect')
  expect(await exchange(server, 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n')).toContain('101')
  await connected
})

test('the names cannot be combined with a callback', () => {
  expect(() => make({ shouldUpgradeCallback: () => true, layered: { upgrades: ['websocket'] } })).toThrow(
    expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE', message: "The property 'options.layered.upgrades' cannot be used together with options.shouldUpgradeCallback. Received [ 'websocket' ]" }) as Error,
  )
})

test('the stream of a served socket schedules no reads, and that of an upgraded one does', async () => {
  const readingMore: boolean[] = []
  const note = (socket: unknown): number => readingMore.push((socket as { _readableState: { readingMore: boolean } })._readableState.readingMore)
  const server = make({}, (req, res) => {
    note(req.socket)
    res.end()
  })
  server.on('upgrade', (req, socket) => {
    note(socket)
    accept(req, socket)
  })
  await exchange(server, get('/') + offer('a'))
  expect(readingMore).toEqual([true, false])
})
