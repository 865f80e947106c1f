/** The inactivity timeout of sockets (SV-07): which listeners are called, and what happens without one. */
import { once } from 'node:events'
import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { listen } from '@layered-http/test-kit'
import { createServer, type RequestListener, type Server } from '../src/index.js'

/** Milliseconds. Short, and never raced against anything: the tests wait for what follows. */
const SILENCE = 20

let server: Server
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const UPLOAD = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab'

/** The events until the connection was closed. */
async function heard(bytes: string, setUp: (server: Server, heard: string[]) => void, handle: (heard: string[]) => RequestListener): Promise<string[]> {
  const entries: string[] = []
  server = createServer(handle(entries))
  setUp(server, entries)
  const port = await listen(server)
  // The server may destroy the socket while bytes of the client are unread: that is a reset.
  const client = net.connect(port, '127.0.0.1').on('error', () => {}).resume()
  client.write(bytes)
  const [socket] = (await once(server, 'connection')) as [net.Socket]
  await once(socket, 'close')
  return entries
}

test('without a listener the socket is destroyed', async () => {
  expect(await heard(GET, (s) => s.setTimeout(SILENCE), () => () => {})).toEqual([])
})

test("the timeout of a response emits 'timeout' on the response, the server and the socket", async () => {
  const entries = await heard(
    GET,
    (s, log) => s.on('timeout', (socket: net.Socket) => (log.push('server'), socket.destroy())),
    (log) => (_req, res) => void res.setTimeout(SILENCE, () => log.push('response')),
  )
  expect(entries).toEqual(['response', 'server'])
})

test("a request emits 'timeout' while it is incomplete", async () => {
  const entries = await heard(UPLOAD, () => {}, (log) => (req) => {
    req.setTimeout(SILENCE, () => {
      log.push('request')
      req.socket.destroy()
    })
  })
  expect(entries).toEqual(['request'])
})

test('a server that listens decides alone', async () => {
  const entries = await heard(GET, (s, log) => s.setTimeout(SILENCE, (socket) => (log.push('server'), socket.destroy())), () => () => {})
  expect(entries).toEqual(['server'])
})

test('between two requests the keep-alive timeout is emitted once, and the timer of the socket is off (SV-05)', async () => {
  const entries: string[] = []
  server = createServer({ keepAliveTimeout: SILENCE * 4, keepAliveTimeoutBuffer: 0 }, (_req, res) => void res.end())
  server.setTimeout(SILENCE, () => entries.push('server'))
  const port = await listen(server)
  const client = net.connect(port, '127.0.0.1').resume()
  client.write(GET)
  const [socket] = (await once(server, 'connection')) as [net.Socket]
  await once(socket.on('timeout', () => entries.push('socket')), 'timeout')
  expect([entries, socket.timeout]).toEqual([['server', 'socket'], 0])
  client.destroy()
})

test.each<[string, RequestListener]>([
  ['of a request', (req) => void req.setTimeout(SILENCE)],
  ['of a response', (_req, res) => void res.setTimeout(SILENCE)],
  ['of a socket', (req) => void req.socket.setTimeout(SILENCE)],
  ['of a socket, switched off', (req) => void req.socket.setTimeout(0)],
])('the timeout %s is not that of the next request, which has the one of the server (SV-07)', async (_, handle) => {
  const timeouts: unknown[] = []
  server = createServer((req, res) => {
    timeouts.push(req.socket.timeout)
    handle(req, res)
    res.end()
  })
  server.setTimeout(SILENCE * 1000)
  const client = net.connect(await listen(server), '127.0.0.1')
  for (let i = 0; i < 2; i++) {
    client.write(GET)
    await once(client, 'data')
  }
  expect(timeouts).toEqual([SILENCE * 1000, SILENCE * 1000])
  client.destroy()
})

test('asyncDispose closes, and rejects for a server that does not run (SV-29)', async () => {
  server = createServer()
  await listen(server)
  await server[Symbol.asyncDispose]()
  expect(server.listening).toBe(false)
  await expect(server[Symbol.asyncDispose]()).rejects.toMatchObject({ code: 'ERR_SERVER_NOT_RUNNING' })
})
