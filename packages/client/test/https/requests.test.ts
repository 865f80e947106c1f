/** `request` and `get` over TLS: arguments, agents, retries and redirects. */
import { execFile } from 'node:child_process'
import type { IncomingMessage } from 'node:http'
import net from 'node:net'
import tls from 'node:tls'
import { expect, test } from 'vitest'
import { Agent } from '@layered-http/agent'
import { HttpsAgent } from '@layered-http/agent/https'
import { ALICE, CA, listen, OTHER_SERVER, SERVER } from '@layered-http/test-kit'
import { request as requestHttp, type RequestOptions as HttpRequestOptions } from '../../src/index.js'
import { get, getGlobalAgent, request, setGlobalAgent } from '../../src/https.js'
import { afterwards, LOCAL, once, outcome, serve, servePlain } from './support.js'

const told = (req: unknown): Promise<string> => outcome(req as Parameters<typeof outcome>[0])

test('the global agent is an HttpsAgent with the settings of Node, and can be replaced', async () => {
  const before = getGlobalAgent()
  expect(before).toBeInstanceOf(HttpsAgent)
  expect((before as HttpsAgent).options).toMatchObject({ keepAlive: true, scheduling: 'lifo', timeout: 5000 })
  const mine = new HttpsAgent({ ca: CA })
  setGlobalAgent(mine)
  try {
    const port = await serve((_req, res) => res.end('hi'))
    const req = get(`https://localhost:${port}/`, { family: 4 })
    expect(req.agent).toBe(mine)
    expect(await told(req)).toBe('200 hi')
  } finally {
    setGlobalAgent(before)
  }
})

test('URL, options and callback are accepted in every form', async () => {
  const port = await serve((req, res) => res.end(req.url))
  const url = `https://localhost:${port}/a?b`
  const options = { ca: CA, agent: false as const, family: 4 }
  const heard: number[] = []
  const listener = (res: { statusCode?: number | null }): number => heard.push(res.statusCode!)
  const requests = [
    request(url, options, listener),
    request(new URL(url), options, listener),
    request({ ...options, host: 'localhost', port, path: '/a?b', protocol: 'https:' }, listener),
    request({ ...options, hostname: 'localhost', port, path: '/a?b' }, listener),
  ]
  for (const req of requests) expect(await told(req)).toBe('200 /a?b')
  expect(heard).toEqual([200, 200, 200, 200])
})

test('agent: false makes an agent of the default class for one connection', async () => {
  const port = await serve((req, res) => res.end(req.headers.connection))
  const req = request({ ...LOCAL, port })
  expect(req.agent).toBeInstanceOf(HttpsAgent)
  expect(req.agent).not.toBe(getGlobalAgent())
  expect(await told(req)).toBe('200 close')
})

test('a createConnection without an agent opens the connection', async () => {
  const port = await serve((_req, res) => res.end('hi'))
  const req = request({ ...LOCAL, agent: undefined as never, port, createConnection: (options) => tls.connect({ ...(options as tls.ConnectionOptions), servername: 'localhost' }) })
  expect(req.agent).toBeUndefined()
  expect(await told(req)).toBe('200 hi')
})

test('a request on a stale TLS socket is sent once more, if that is allowed', async () => {
  let connections = 0
  const server = tls.createServer(SERVER, (socket) => {
    const isFirst = ++connections === 1
    let requests = 0
    socket.on('error', () => {})
    socket.on('data', () => {
      if (isFirst && ++requests === 2) socket.destroy()
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi')
    })
    afterwards(() => socket.destroy())
  })
  afterwards(() => server.close())
  const port = await listen(server)
  const agent = new HttpsAgent({ keepAlive: true, ca: CA, layered: { staleRetry: true } })
  afterwards(() => agent.destroy())
  const ask = (): Promise<string> => told(request({ host: 'localhost', family: 4, port, agent }))
  expect([await ask(), await ask(), connections]).toEqual(['200 hi', '200 hi', 2])
})

// Redirects

test('a redirect from http to https is followed over TLS, without credentials and cookies', async () => {
  const heads: unknown[] = []
  const secure = await serve((req: IncomingMessage, res) => (heads.push(req.headers), res.end('secure')))
  const plain = await servePlain((_req, res) => res.writeHead(302, { location: `https://localhost:${secure}/x` }).end())
  for (const agent of [undefined, false as const, new Agent({ keepAlive: true })]) {
    const options: HttpRequestOptions = { host: 'localhost', family: 4, port: plain, ca: CA, layered: { maxRedirects: 3 }, auth: 'u:p', headers: { cookie: 'a=b', accept: 'x' } }
    if (agent !== undefined) options.agent = agent
    expect(await told(requestHttp(options))).toBe('200 secure')
    if (agent) agent.destroy()
  }
  ;(getGlobalAgent() as HttpsAgent).destroy()
  for (const head of heads) {
    expect(head).toMatchObject({ host: `localhost:${secure}`, accept: 'x' })
    expect(head).not.toHaveProperty('authorization')
    expect(head).not.toHaveProperty('cookie')
  }
  expect(heads).toHaveLength(3)
})

test('a redirect to https checks the certificate', async () => {
  const secure = await serve((_req, res) => res.end('secure'), OTHER_SERVER)
  const plain = await servePlain((_req, res) => res.writeHead(302, { location: `https://localhost:${secure}/x` }).end())
  expect(await told(requestHttp({ host: 'localhost', family: 4, port: plain, ca: CA, layered: { maxRedirects: 3 } }))).toContain('ERR_TLS_CERT_ALTNAME_INVALID')
})

test('a redirect from https to http is an error, and nothing reaches the server', async () => {
  let requests = 0
  const plain = await servePlain((_req, res) => (requests++, res.end()))
  const secure = await serve((_req, res) => res.writeHead(302, { location: `http://localhost:${plain}/x` }).end())
  const req = request({ ...LOCAL, port: secure, layered: { maxRedirects: 3 }, headers: { authorization: 'Basic secret', cookie: 'a=b' } })
  expect(await told(req)).toContain('ERR_HTTP_REDIRECT_LOCATION')
  expect(requests).toBe(0)
})

test('a request with an agent of another class, or with a createConnection, does not continue over TLS', async () => {
  const plain = await servePlain((_req, res) => res.writeHead(302, { location: 'https://localhost:1/x' }).end())
  class Filter extends Agent {}
  const connections: HttpRequestOptions[] = [{ agent: new Filter() }, { createConnection: (options) => net.connect(options as net.NetConnectOpts) }]
  for (const options of connections) expect(await told(requestHttp({ host: '127.0.0.1', port: plain, layered: { maxRedirects: 3 }, ...options }))).toContain('ERR_HTTP_REDIRECT_LOCATION')
})

test('after a redirect, another origin does not get the client certificate', async () => {
  const seen: (string | undefined)[] = []
  const server = { ca: CA, requestCert: true, rejectUnauthorized: false }
  const nameOf = (req: IncomingMessage): string | undefined => (req.socket as tls.TLSSocket).getPeerCertificate().subject?.CN as string | undefined
  const other = await serve((req, res) => (seen.push(nameOf(req)), res.end('ok')), server)
  const first = await serve((req, res) => (seen.push(nameOf(req)), res.writeHead(302, { location: req.url === '/a' ? '/b' : `https://localhost:${other}/` }).end()), server)
  expect(await told(request({ ...LOCAL, ...ALICE, port: first, path: '/a', layered: { maxRedirects: 3 } }))).toBe('200 ok')
  expect(seen).toEqual(['alice', 'alice', undefined])
})

test('a redirect to https goes through the proxy of the agent', async () => {
  const secure = await serve((_req, res) => res.end('secure'))
  const plain = await servePlain((_req, res) => res.writeHead(302, { location: `https://localhost:${secure}/x` }).end())
  const asked: string[] = []
  const proxy = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (head) => {
      asked.push(head.toString('latin1').split('\r\n')[0]!)
      const onward = net.connect(secure, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
      onward.on('error', () => socket.destroy())
      socket.on('close', () => onward.destroy())
      socket.pipe(onward).pipe(socket)
    })
  })
  afterwards(() => proxy.close())
  const agent = new Agent({ proxyEnv: { https_proxy: `http://127.0.0.1:${await listen(proxy)}` } })
  expect(await told(requestHttp({ host: 'localhost', family: 4, port: plain, agent, ca: CA, layered: { maxRedirects: 3 } }))).toBe('200 secure')
  expect(asked).toEqual([`CONNECT localhost:${secure} HTTP/1.1`])
})

test('importing the client does not load TLS', async () => {
  const path = new URL('../../dist/index.js', import.meta.url).pathname
  const code = `await import(${JSON.stringify(path)}); console.log('loaded', process.moduleLoadList.filter((name) => /NativeModule (tls|https|_tls_wrap)$/.test(name)).join())`
  const child = execFile(process.execPath, ['--input-type=module', '--eval', code])
  let text = ''
  child.stdout!.on('data', (chunk: string) => (text += chunk))
  await once(child, 'close')
  expect(text.trim()).toBe('loaded')
})

test("a listener for 'timeout' that destroys the request does not change the error of the tunnel", async () => {
  const proxy = net.createServer()
  const port = await listen(proxy)
  afterwards(() => proxy.close())
  // The timeout of the request is shorter than that of its agent.
  const agent = new HttpsAgent({ timeout: 30_000, proxyEnv: { HTTPS_PROXY: `http://127.0.0.1:${port}` } })
  const req = get({ host: 'example.test', agent, timeout: 20 })
  req.on('timeout', () => req.destroy())
  const [error] = (await once(req, 'error')) as [Error & { code: string }]
  expect([error.code, error.message]).toEqual(['ERR_PROXY_TUNNEL', 'Connection to establish proxy tunnel timed out after 20ms'])
})
