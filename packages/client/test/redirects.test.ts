/** `layered.maxRedirects`: requests that follow a Location, over real sockets. */
import { once } from 'node:events'
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

/** Starts a server with a response for each path. It keeps the requests that it received. */
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

/** Returns the events of a request and of its response in order. */
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

test('without the option, a redirect is the response', async () => {
  const { port } = await site({ '/a': to(302, '/b') })
  const req = get({ host: '127.0.0.1', port, agent: false, path: '/a' })
  expect(await outcome(req)).toContain('response 302 of GET /a')
})

test('a request with several redirects has one response, one finish, one close, and a socket event for each exchange', async () => {
  const { port, received } = await site({ '/a': to(301, '/b'), '/b': to(302, 'c?d'), '/c?d': OK })
  const req = get(local(port, { path: '/a', headers: { 'X-A': '1' }, auth: 'u:p' }))
  expect(await outcome(req)).toEqual(['socket', 'finish', 'socket', 'socket', 'response 200 of GET /c?d', 'data ok', 'end', 'close'])
  expect(received).toEqual(['/a', '/b', '/c?d'].map((path) => `GET ${path} HTTP/1.1\r\nX-A: 1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Basic dTpw\r\nConnection: close\r\n\r\n`))
  expect(req.destroyed).toBe(true)
})

test('works with a URL and options; a keep-alive agent uses one socket for all exchanges', async () => {
  const { port, connections } = await site({ '/a': to(302, '/b'), '/b': OK })
  const agent = new Agent({ keepAlive: true })
  cleanUps.push(() => agent.destroy())
  expect(await outcome(get(`http://127.0.0.1:${port}/a`, { agent, layered: { maxRedirects: 1 } }))).toContain('data ok')
  expect(await outcome(get(`http://127.0.0.1:${port}/a`, { agent, layered: { maxRedirects: 1 } }))).toContain('data ok')
  expect(connections()).toBeLessThanOrEqual(2)
})

test('303 turns a POST into a GET without body fields; 307 repeats the POST', async () => {
  const { port, received } = await site({ '/see': to(303, '/x'), '/again': to(307, '/x'), '/x': OK })
  for (const path of ['/see', '/again']) {
    const req = request(local(port, { path, method: 'POST', headers: { 'Content-Type': 'text/plain' } }))
    req.end('body')
    expect(await outcome(req)).toContain('data ok')
  }
  expect(received[1]).toBe(`GET /x HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`)
  expect(received[3]).toBe(`POST /x HTTP/1.1\r\nContent-Type: text/plain\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody`)
})

test('a body that was written in pieces cannot be sent again: 307 is the response', async () => {
  const { port } = await site({ '/again': to(307, '/x') })
  const req = request(local(port, { path: '/again', method: 'POST' }))
  req.write('bo')
  req.end('dy')
  expect(await outcome(req)).toContain('response 307 of POST /again')
})

test('another origin gets no credentials and cookies', async () => {
  const other = await site({ '/x': OK })
  const { port, received } = await site({ '/a': to(302, `http://127.0.0.1:${other.port}/x`) })
  const req = get(local(port, { path: '/a', auth: 'u:p', headers: { Cookie: 'a=b', 'Proxy-Authorization': 'x', Accept: '*/*' } }))
  expect(await outcome(req)).toContain('data ok')
  expect(received[0]).toContain('Authorization')
  expect(other.received).toEqual([`GET /x HTTP/1.1\r\nAccept: */*\r\nHost: 127.0.0.1:${other.port}\r\nConnection: close\r\n\r\n`])
})

test('headers as a list are sent as a list again, with the new Host', async () => {
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

test('errors and close of a later exchange are emitted on the request; destroy, signals and timeouts apply to it', async () => {
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

test.each([['large', 1_000_000], ['small one that does not arrive', 100]])('a %s body of a redirect does not delay the next exchange', async (_size, length) => {
  const { port } = await site({ '/a': `HTTP/1.1 302 Go\r\nLocation: /b\r\nContent-Length: ${length}\r\n\r\nx`, '/b': OK })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  cleanUps.push(() => agent.destroy())
  expect(await outcome(get(local(port, { path: '/a', agent })))).toContain('data ok')
  expect(await outcome(get(local(port, { path: '/a' })))).toContain('data ok')
})

test('a wrong value of the option is an error', () => {
  for (const maxRedirects of [-1, 1.5, '5', null]) expect(() => get({ layered: { maxRedirects: maxRedirects as number } })).toThrow(expect.objectContaining({ message: expect.stringContaining('"options.layered.maxRedirects"') as string }))
  expect(() => new ClientRequest({ layered: { maxRedirects: -1 } })).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }) as Error)
})

test('settings of the request apply to every exchange', async () => {
  const fields = Array.from({ length: 5 }, (_, i) => `X-${i}: ${i}\r\n`).join('')
  const { port } = await site({
    '/a': to(302, '/b'),
    '/b': `HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${to(302, '/c')}`,
    '/c': `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n${fields}\r\nok`,
  })
  const req = request(local(port, { path: '/a' }))
  req.maxHeadersCount = 3
  req.strictContentLength = true
  const seen: unknown[] = []
  let sockets = 0
  req.on('socket', (socket: net.Socket) => {
    for (const method of ['setTimeout', 'setNoDelay', 'setKeepAlive'] as const) {
      const original = socket[method] as (...args: unknown[]) => net.Socket
      socket[method] = function (this: net.Socket, ...args: unknown[]) {
        if (args[0] !== 0) seen.push(`${method} ${args.join(' ')}`)
        return original.apply(this, args)
      } as never
    }
    // Added while the first exchange is under way.
    if (++sockets === 1) for (const event of ['information', 'continue']) req.on(event, () => seen.push(event))
  })
  req.setNoDelay(true)
  req.setSocketKeepAlive(true, 1000)
  req.setTimeout(60_000, () => {})
  req.end()
  const [res] = (await once(req, 'response')) as [IncomingMessage & { req: ClientRequest }]
  expect(res.rawHeaders).toHaveLength(2 * 3)
  expect([res.req === req, (req as { res?: unknown }).res === res, req.path, req.maxHeadersCount, req.strictContentLength]).toEqual([true, true, '/c', 3, true])
  res.resume()
  await once(req, 'close')
  const settings = ['setNoDelay true', 'setKeepAlive true 1000', 'setTimeout 60000']
  expect(seen.filter((one) => settings.includes(one as string)).sort()).toEqual([...settings, ...settings, ...settings].sort())
  expect(seen.filter((one) => !settings.includes(one as string))).toEqual(['information', 'continue', 'information'])
})

test('a request made by the constructor follows redirections, too', async () => {
  const { port } = await site({ '/a': to(302, '/b'), '/b': OK })
  expect(await outcome(new ClientRequest(local(port, { path: '/a' })).end())).toContain('response 200 of GET /b')
})

test('sendDate and uniqueHeaders apply to every exchange', async () => {
  const { port, received } = await site({ '/a': to(302, '/b'), '/b': OK })
  const req = request(local(port, { path: '/a', headers: { 'X-A': ['1', '2'] }, uniqueHeaders: ['x-a'] }))
  req.sendDate = true
  expect(await outcome(req.end())).toContain('data ok')
  for (const text of received) {
    expect(text).toContain('X-A: 1; 2\r\n')
    expect(text).toContain('\r\nDate: ')
  }
})

test('the timeout of the request applies to every exchange, as an option or by setTimeout, before or after the redirect', async () => {
  const { port } = await site({ '/a': to(302, '/silent') })
  const byOption = get(local(port, { path: '/a', timeout: 30 }))
  byOption.on('timeout', () => byOption.destroy())
  expect((await outcome(byOption)).slice(-2)).toEqual(['error ECONNRESET', 'close'])
  const late = get(local(port, { path: '/a' }))
  let sockets = 0
  late.on('socket', () => ++sockets === 2 && late.setTimeout(30, () => late.destroy()))
  expect((await outcome(late)).slice(-2)).toEqual(['error ECONNRESET', 'close'])
})

test('an upgrade after a redirect works', async () => {
  const { port } = await site({ '/a': to(302, '/ws'), '/ws': 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nhello' })
  const req = get(local(port, { path: '/a', headers: { Connection: 'Upgrade', Upgrade: 'x' } }))
  req.once('socket', () => req.on('upgrade', () => {}))
  const [res, socket, head] = (await once(req, 'upgrade')) as [IncomingMessage, net.Socket, Buffer]
  expect([res.statusCode, head.toString()]).toEqual([101, 'hello'])
  socket.destroy()
})

test('a header that was removed for one exchange is not sent by a later one either', async () => {
  const other = await site({ '/x': to(302, '/y'), '/y': OK })
  for (const headers of [{ Cookie: 'a=b', Authorization: 'secret', 'X-A': '1' }, ['Cookie', 'a=b', 'Authorization', 'secret', 'X-A', '1', 'Host', 'mine']]) {
    const { port } = await site({ '/a': to(302, `http://127.0.0.1:${other.port}/x`) })
    expect(await outcome(get(local(port, { path: '/a', headers })))).toContain('data ok')
  }
  expect(other.received).toHaveLength(4)
  for (const text of other.received) {
    expect(text).not.toMatch(/cookie|authorization/i)
    expect(text).toContain('X-A: 1')
  }
})

test('a target in absolute form goes to the proxy, and so do the targets of redirects', async () => {
  const proxy = await site({ 'http://a.test/x': to(302, '/y'), 'http://a.test/y': to(301, 'http://b.test/z'), 'http://b.test/z': OK })
  const headers = { Host: 'a.test', 'Proxy-Authorization': 'p', Cookie: 'c' }
  const req = get(local(proxy.port, { path: 'http://a.test/x', headers }))
  expect(await outcome(req)).toContain('response 200 of GET http://b.test/z')
  expect(proxy.received.map((text) => text.split('\r\n').slice(0, -3).join('|'))).toEqual([
    'GET http://a.test/x HTTP/1.1|Host: a.test|Proxy-Authorization: p|Cookie: c',
    'GET http://a.test/y HTTP/1.1|Host: a.test|Proxy-Authorization: p|Cookie: c',
    'GET http://b.test/z HTTP/1.1|Host: b.test|Proxy-Authorization: p',
  ])
})

test('with a proxy of the agent, Location is resolved against the target of the user', async () => {
  const proxy = await site({ 'http://a.test/x': to(302, '/y'), 'http://a.test/y': to(301, 'http://b.test/z'), 'http://b.test/z': OK })
  const agent = new Agent({ proxyEnv: { http_proxy: `http://u:p@127.0.0.1:${proxy.port}` } })
  expect(await outcome(get('http://a.test/x', { agent, layered: { maxRedirects: 5 } }))).toContain('data ok')
  expect(proxy.received.map((text) => /^\S+ (\S+)[^]*Host: (\S+)/.exec(text)!.slice(1))).toEqual([['http://a.test/x', 'a.test'], ['http://a.test/y', 'a.test'], ['http://b.test/z', 'b.test']])
  for (const text of proxy.received) expect(text.match(/proxy-authorization/gi)).toHaveLength(1)
})

test('for the target `*`, a Location is resolved against `/`; if the target is not a valid URL, the redirect is the response', async () => {
  const { port } = await site({ '*': to(302, '/b'), '/b': OK, 'http://[/': to(302, '/b') })
  expect(await outcome(request(local(port, { method: 'OPTIONS', path: '*' })).end())).toContain('response 200 of OPTIONS /b')
  expect(await outcome(get(local(port, { path: 'http://[/' })))).toContain('response 302 of GET http://[/')
})

test('a Location is resolved against a path that the program has set', async () => {
  const { port } = await site({ '/dir/a': to(302, 'b'), '/dir/b': OK })
  const req = request(local(port, { path: '/other' }))
  req.path = '/dir/a'
  expect(await outcome(req.end())).toContain('response 200 of GET /dir/b')
})

test('destroy() and abort() between two exchanges end the request and destroy no socket of the pool', async () => {
  const { port, connections } = await site({ '/a': to(302, '/b'), '/b': OK })
  for (const end of [(req: ClientRequest) => req.destroy(), (req: ClientRequest) => req.destroy(Object.assign(new Error('mine'), { code: 'MINE' })), (req: ClientRequest) => req.abort()]) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    cleanUps.push(() => agent.destroy())
    const req = get(local(port, { path: '/a', agent }))
    const events: string[] = []
    req.on('abort', () => events.push('abort'))
    // The listeners of the agent ran before this one, so the socket is in the pool now.
    agent.once('free', () => end(req))
    const seen = await outcome(req)
    events.push(...seen.filter((event) => event.startsWith('error')))
    expect(seen.filter((event) => event === 'close' || event.startsWith('response'))).toEqual(['close'])
    expect([['error ECONNRESET'], ['error MINE'], ['abort']]).toContainEqual(events)
    expect(req.destroyed && req.closed).toBe(true)
    const before = connections()
    expect(await outcome(get({ host: '127.0.0.1', port, path: '/b', agent }))).toContain('data ok')
    expect(connections()).toBe(before)
  }
})

test('after a redirect before the end of the upload, the body is sent again, and its callback is called once', async () => {
  const size = 8 * 1024 * 1024
  let total = 0
  const target = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      total += chunk.length
      if (total > size) socket.end(OK)
    })
  })
  cleanUps.push(() => void target.close())
  const targetPort = await listen(target)
  // It reads only the head.
  const first = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.pause()
      socket.write(to(307, `http://127.0.0.1:${targetPort}/b`))
    })
  })
  cleanUps.push(() => void first.close())
  const req = request(local(await listen(first), { path: '/a', method: 'POST' }))
  const called: unknown[] = []
  req.end(Buffer.alloc(size), (error?: Error | null) => called.push(error ?? 'sent'))
  const seen = await outcome(req)
  expect(seen.filter((event) => event !== 'socket')).toEqual(['finish', 'response 200 of POST /b', 'data ok', 'end', 'close'])
  expect(called).toEqual(['sent'])
})

test('a request that is still being written gets the redirect as its response', async () => {
  const { port } = await site({ '/a': to(303, '/b'), '/b': OK })
  const req = request(local(port, { path: '/a', method: 'POST' }))
  req.write('begin')
  req.once('response', () => req.end('end'))
  expect(await outcome(req)).toContain('response 303 of POST /a')
})

test('an exception in a later exchange is emitted as an error of the request', async () => {
  const { port } = await site({ '/a': to(302, '/b') })
  let calls = 0
  class Failing extends Agent {
    override addRequest(...args: Parameters<Agent['addRequest']>): void {
      if (++calls === 2) throw Object.assign(new Error('no'), { code: 'NO' })
      super.addRequest(...args)
    }
  }
  expect((await outcome(get(local(port, { path: '/a', agent: new Failing() })))).slice(-2)).toEqual(['error NO', 'close'])
})
