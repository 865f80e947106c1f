/**
 * Input after a complete response (RFC 9112 section 9.2, P-21): it never becomes part of the next response, and the
 * connection serves no other request.
 */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Agent } from '@layered-http/agent'
import { get } from '../src/index.js'

const FIRST = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'
const SECOND = 'HTTP/1.1 403 Forbidden\r\nX-Real: yes\r\nContent-Length: 6\r\n\r\nsecret'
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'
const NO_BODY = 'HTTP/1.1 204 No Content\r\n\r\n'

const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanUp.splice(0)) clean()
})

/** Starts a server that calls `first` for the first request on any connection, and responds to every other one with {@link SECOND}. */
async function serve(first: (socket: Socket) => void): Promise<{ port: number; connections: () => number; server: Server }> {
  let connections = 0
  let requests = 0
  const server = createServer((socket) => {
    connections++
    socket.on('error', () => {}).on('data', () => (++requests === 1 ? first(socket) : socket.write(SECOND)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUp.push(() => server.close())
  return { port: (server.address() as AddressInfo).port, connections: () => connections, server }
}

interface Answer {
  status: number
  headers: string[]
  body: string
}

async function ask(port: number, agent: Agent, beforeReading?: (socket: Socket) => Promise<unknown>): Promise<Answer> {
  const req = get({ port, host: '127.0.0.1', agent })
  const [res] = await once(req, 'response')
  await beforeReading?.(res.socket)
  let body = ''
  res.setEncoding('latin1').on('data', (text: string) => (body += text))
  await once(res, 'end')
  if (!req.closed) await once(req, 'close')
  return { status: res.statusCode, headers: res.rawHeaders, body }
}

const SURPLUS = {
  'the beginning of a head': 'HTTP/1.1 200 OK\r\nSet-Cookie: session=attacker\r\nX-Swallow: ',
  'the beginning of a status line': 'HTT',
  'a status line': 'HTTP/1.1 200 OK\r\n',
  'a head': 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n',
  'a head and a part of its body': 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc',
  'a complete response': 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil',
  'the beginning of a chunked response': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100\r\nevil',
  'an interim response': 'HTTP/1.1 103 Early Hints\r\nLink: </evil>\r\n\r\n',
  'the beginning of an interim response': 'HTTP/1.1 103 Early Hints\r\nLink: ',
  'empty lines and the beginning of a head': '\r\n\r\nHTTP/1.1 200 OK\r\nX: ',
}

for (const [how, response] of Object.entries({ counted: FIRST, chunked: CHUNKED, 'without a body': NO_BODY })) {
  test.each(Object.entries(SURPLUS))(`%s after a response that is ${how}, in one chunk`, async (_what, surplus) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    cleanUp.push(() => agent.destroy())
    const { port, connections } = await serve((socket) => socket.write(response + surplus))
    const first = await ask(port, agent)
    expect(first.body).toBe(how === 'without a body' ? '' : 'hello')
    expect(await ask(port, agent)).toEqual({ status: 403, headers: ['X-Real', 'yes', 'Content-Length', '6'], body: 'secret' })
    expect(connections()).toBe(2)
  })
}

test.each(Object.entries({ ...SURPLUS, 'an empty line': '\r\n', 'one byte': 'x' }))('%s in a separate chunk, while the response is still unread', async (_what, surplus) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  cleanUp.push(() => agent.destroy())
  let send: (() => void) | undefined
  const { port, connections } = await serve((socket) => {
    socket.write(FIRST)
    send = () => socket.write(surplus)
  })
  const first = await ask(port, agent, async (socket) => {
    send!()
    await once(socket, 'close')
  })
  expect(first).toEqual({ status: 200, headers: ['Content-Length', '5'], body: 'hello' })
  expect(await ask(port, agent)).toEqual({ status: 403, headers: ['X-Real', 'yes', 'Content-Length', '6'], body: 'secret' })
  expect(connections()).toBe(2)
})

test.each(Object.entries({ ...SURPLUS, 'an empty line': '\r\n', 'one byte': 'x' }))('%s on an idle connection', async (_what, surplus) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  cleanUp.push(() => agent.destroy())
  let socketOfServer: Socket | undefined
  const { port, connections } = await serve((socket) => {
    socketOfServer = socket
    socket.write(FIRST)
  })
  const free = once(agent, 'free')
  await ask(port, agent)
  const [socket] = (await free) as [Socket]
  socketOfServer!.write(surplus)
  await once(socket, 'close')
  expect((await ask(port, agent)).status).toBe(403)
  expect(connections()).toBe(2)
})
