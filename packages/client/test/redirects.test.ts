/** `layered.maxRedirects`: requests that follow a Location, over real sockets. */
import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { listen } from '@layered-http/test-kit'
import { Agent } from '@layered-http/agent'
import type { IncomingMessage } from '@layered-http/streams'
import { ClientRequest, get, request, type RequestOptions } from '../src/index.js'

const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

/** A server that answers by path, and the requests that it got. */
async function site(pages: Record<string, string>): Promise<{ port: number; received: string[]; connections: () => number }> {
  const received: string[] = []
  let connections = 0
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1')
      received.push(text)
      const page = pages[/^[A-Z]+ (\S+)/.exec(text)?.[1] ?? '']
      if (page !== undefined) socket.write(page, 'latin1')
    })
  })
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: await listen(server), received, connections: () => connections }
}

const to = (status: number, location: string, more = ''): string => `HTTP/1.1 ${status} Go\r\nLocation: ${location}\r\nContent-Length: 2\r\n${more}\r\ngo`
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

type Answer = IncomingMessage & { req: ClientRequest }

/** Events of a request in order, and what its response said. */
async function outcome(req: ClientRequest): Promise<string[]> {
  const seen: string[] = []
  for (const event of ['socket', 'finish', 'close']) req.on(event, () => seen.push(event))
  req.on('error', (error: Error & { code: string }) => seen.push(`error ${error.code}`))
  req.on('response', (res: IncomingMessage) => {
    seen.push(`response ${res.statusCode} of ${(res as Answer).req.method} ${(res as Answer).req.path}`)
    res.on('data', (chunk: Buffer) => seen.push(`data ${chunk.toString('latin1')}`)).on('end', () => seen.push('end')).on('error', () => {})
  })
  await new Promise((resolve) => req.on('close', resolve))
  return seen
}

const local = (port: number, options: RequestOptions = {}): RequestOptions => ({ host: '127.0.0.1', port, agent: false, layered: { maxRedirects: 5 }, ...options })

test('without the option a redirection is a response', async () => {
  const { port } = await site({ '/a': to(302, '/b') })
  const req = get({ host: '127.0.0.1', port, agent: false, path: '/a' })
  expect(await outcome(req)).toContain('response 302 of GET /a')
})

test('several redirections are one request: one response, one end, and its socket events', async () => {
  const { port, received } = await site({ '/a': to(301, '/b'), '/b': to(302, 'c?d'), '/c?d': OK })
  const req = get(local(port, { path: '/a', headers: { 'X-A': '1' }, auth: 'u:p' }))
  expect(await outcome(req)).toEqual(['socket', 'finish', 'socket', 'socket', 'response 200 of GET /c?d', 'data ok', 'end', 'close'])
  expect(received).toEqual(['/a', '/b', '/c?d'].map((path) => `GET ${path} HTTP/1.1\r\nX-A: 1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Basic dTpw\r\nConnection: close\r\n\r\n`))
  expect(req.destroyed).toBe(true)
})

test('a URL and options with the option; a keep-alive agent serves all with one socket', async () => {
  const { port, connections } = await site({ '/a': to(302, '/b'), '/b': OK })
  const agent = new Agent({ keepAlive: true })
  cleanUps.push(() => agent.destroy())
  expect(await outcome(get(`http://127.0.0.1:${port}/a`, { agent, layered: { maxRedirects: 1 } }))).toContain('data ok')
  expect(await outcome(get(`http://127.0.0.1:${port}/a`, { agent, layered: { maxRedirects: 1 } }))).toContain('data ok')
  expect(connections()).toBeLessThanOrEqual(2)
})

test('303 turns a POST into a GET, and the fields of its body stay behind; 307 sends it again', async () => {
  const { port, received } = await site({ '/see': to(303, '/x'), '/again': to(307, '/x'), '/x': OK })
  for (const path of ['/see', '/again']) {
    const req = request(local(port, { path, method: 'POST', headers: { 'Content-Type': 'text/plain' } }))
    req.end('body')
    expect(await outcome(req)).toContain('data ok')
  }
  expect(received[1]).toBe(`GET /x HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`)
  expect(received[3]).toBe(`POST /x HTTP/1.1\r\nContent-Type: text/plain\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody`)
})

test('a body that came in pieces is gone: 307 is the response', async () => {
  const { port } = await site({ '/again': to(307, '/x') })
  const req = request(local(port, { path: '/again', method: 'POST' }))
  req.write('bo')
  req.end('dy')
  expect(await outcome(req)).toContain('response 307 of POST /again')
})

test('another origin hears nothing in confidence', async () => {
  const other = await site({ '/x': OK })
  const { port, received } = await site({ '/a': to(302, `http://127.0.0.1:${other.port}/x`) })
  const req = get(local(port, { path: '/a', auth: 'u:p', headers: { Cookie: 'a=b', 'Proxy-Authorization': 'x', Accept: '*/*' } }))
  expect(await outcome(req)).toContain('data ok')
  expect(received[0]).toContain('Authorization')
  expect(other.received).toEqual([`GET /x HTTP/1.1\r\nAccept: */*\r\nHost: 127.0.0.1:${other.port}\r\nConnection: close\r\n\r\n`])
})

test('headers as a list go on as a list, with the Host of the new place', async () => {
  const other = await site({ '/x': OK })
  const { port } = await site({ '/a': to(302, `http://127.0.0.1:${other.port}/x`) })
  expect(await outcome(get(local(port, { path: '/a', headers: ['Host', 'mine', 'Cookie', 'a', 'X-A', '1'] })))).toContain('data ok')
  expect(other.received).toEqual([`GET /x HTTP/1.1\r\nHost: 127.0.0.1:${other.port}\r\nX-A: 1\r\nConnection: close\r\n\r\n`])
})

test.each([
  ['ERR_HTTP_REDIRECT_LOOP', { '/a': to(302, '/b'), '/b': to(302, '/a') }, 5],
  ['ERR_HTTP_TOO_MANY_REDIRECTS', { '/a': to(302, '/b'), '/b': to(302, '/c') }, 1],
  ['ERR_HTTP_TOO_MANY_REDIRECTS', { '/a': to(302, '/b') }, 0],
  ['ERR_HTTP_REDIRECT_LOCATION', { '/a': to(302, 'ftp://a.test/') }, 5],
])('%s', async (code, pages, maxRedirects) => {
  const { port } = await site(pages)
  const seen = await outcome(get(local(port, { path: '/a', layered: { maxRedirects } })))
  expect(seen.slice(-2)).toEqual([`error ${code}`, 'close'])
  expect(seen.filter((event) => event.startsWith('response'))).toEqual([])
})

test('errors and the end of a later request are those of the request; destroy and signals reach it', async () => {
  const { port } = await site({ '/a': to(302, '/silent'), '/refused': to(302, 'http://127.0.0.1:1/') })
  expect(await outcome(get(local(port, { path: '/refused' })))).toEqual(['socket', 'finish', 'socket', 'error ECONNREFUSED', 'close'])
  const destroyed = get(local(port, { path: '/a' }))
  let sockets = 0
  destroyed.on('socket', () => ++sockets === 2 && destroyed.destroy())
  expect(await outcome(destroyed)).toEqual(['socket', 'finish', 'socket', 'error ECONNRESET', 'close'])
  const controller = new AbortController()
  const aborted = get(local(port, { path: '/a', signal: controller.signal }))
  aborted.on('socket', (socket: net.Socket) => aborted.reusedSocket || socket.on('connect', () => ++sockets === 4 && controller.abort()))
  expect((await outcome(aborted)).slice(-2)).toEqual(['error ABORT_ERR', 'close'])
  const timed = get(local(port, { path: '/a' }))
  timed.setTimeout(20, () => timed.destroy())
  expect((await outcome(timed)).slice(-2)).toEqual(['error ECONNRESET', 'close'])
})

test('a large body of a redirection is not waited for', async () => {
  const { port } = await site({ '/a': 'HTTP/1.1 302 Go\r\nLocation: /b\r\nContent-Length: 1000000\r\n\r\nx', '/b': OK })
  expect(await outcome(get(local(port, { path: '/a' })))).toContain('data ok')
})

test('the option is checked', () => {
  for (const maxRedirects of [-1, 1.5, '5', null]) expect(() => get({ layered: { maxRedirects: maxRedirects as number } })).toThrow(expect.objectContaining({ message: expect.stringContaining('"options.layered.maxRedirects"') as string }))
  expect(() => new ClientRequest({ layered: { maxRedirects: 1 } })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }) as Error)
})
