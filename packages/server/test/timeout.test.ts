/** The inactivity timeout of sockets (SV-07): the listeners that are called, and the result without a listener. */
import { once } from 'node:events'
import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { listen } from '@layered-http/test-kit'
import { createServer, type RequestListener, type Server } from '../src/index.js'

/** Milliseconds. It can be short, because the tests wait for the events and do not race with them. */
const SILENCE = 20

let server: Server
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const UPLOAD = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab'

/** Returns the events until the connection was closed. */
async function heard(bytes: string, setUp: (server: Server, heard: string[]) => void, handle: (heard: string[]) => RequestListener): Promise<string[]> {
  const entries: string[] = []
  server = createServer(handle(entries))
  setUp(server, entries)
  const port = await listen(server)
  // If the server destroys the socket while bytes of the client are unread, the client gets a reset.
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

test("with a 'timeout' listener of the server, only that listener is called", async () => {
  const entries = await heard(GET, (s, log) => s.setTimeout(SILENCE, (socket) => (log.push('server'), socket.destroy())), () => () => {})
  expect(entries).toEqual(['server'])
})

test("between two requests 'timeout' is emitted once, after keepAliveTimeout, and the socket has no timer then (SV-05)", async () => {
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
])('the timeout %s does not apply to the next request, which has that of the server (SV-07)', async (_, handle) => {
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

test('asyncDispose closes the server, and rejects if it does not listen (SV-29)', async () => {
  server = createServer()
  await listen(server)
  await server[Symbol.asyncDispose]()
  expect(server.listening).toBe(false)
  await expect(server[Symbol.asyncDispose]()).rejects.toMatchObject({ code: 'ERR_SERVER_NOT_RUNNING' })
})
