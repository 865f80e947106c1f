/** `proxyEnv` (AG-12, M-12 to M-14). The agent alone, with Node's own requests. */
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { expect, test } from 'vitest'
import { listen } from '@layered-http/test-kit'
import type { AgentOptions, ProxyEnv } from '../src/index.js'
import { defineAgent } from '../src/port.js'
import { proxyFromEnv } from '../src/proxy/config.js'
import { bypassesProxy } from '../src/proxy/no-proxy.js'
import { afterwards, get, pool, portEcho, serveRaw } from './support.js'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** Starts a proxy that responds itself to every request. It keeps the heads that it received. */
async function answeringProxy(): Promise<{ url: string; heads: string[] }> {
  const heads: string[] = []
  const port = await serveRaw((socket) => socket.setEncoding('latin1').on('data', (text: string) => (heads.push(text), socket.write(OK))))
  return { url: `http://127.0.0.1:${port}`, heads }
}

test('http targets go to the proxy in absolute form, with its headers (M-13)', async () => {
  const { url, heads } = await answeringProxy()
  const agent = pool({ keepAlive: true, proxyEnv: { HTTP_PROXY: url.replace('//', '//us%20er:p%3Ass@') } })
  const { body } = await get(8080, agent, { host: 'Example.test', path: '/a/../b?c#d' })
  expect(body).toBe('ok')
  expect(heads).toEqual([
    'GET http://example.test:8080/b?c#d HTTP/1.1\r\nHost: example.test:8080\r\nproxy-authorization: Basic dXMgZXI6cDpzcw==\r\nproxy-connection: keep-alive\r\nConnection: keep-alive\r\n\r\n',
  ])
  expect(Object.keys(agent.freeSockets)).toEqual(['Example.test:8080:'])
})

test.each<[string, http.RequestOptions, string]>([
  ['the port of the scheme is left out', { port: 80 }, 'GET http://example.test/ HTTP/1.1'],
  ['an IPv6 address gets brackets', { host: '::1', port: 8 }, 'GET http://[::1]:8/ HTTP/1.1'],
  ['an absolute path of the same origin stays', { port: 80, path: 'http://example.test/x' }, 'GET http://example.test/x HTTP/1.1'],
  ['a path with two slashes does not name another host', { port: 80, path: '//other.test/x' }, 'GET http://example.test//other.test/x HTTP/1.1'],
  ['OPTIONS * is for the proxy', { port: 80, method: 'OPTIONS', path: '*' }, 'OPTIONS * HTTP/1.1'],
])('%s (M-13)', async (_title, options, line) => {
  const { url, heads } = await answeringProxy()
  await get(80, pool({ proxyEnv: { http_proxy: url } }), { host: 'example.test', ...options })
  expect(heads[0]!.split('\r\n')[0]).toBe(line)
})

test.each<[string, http.RequestOptions, string, string]>([
  ['another Host', { headers: { Host: 'other.test' } }, 'ERR_INVALID_ARG_VALUE', "The property 'Host in options.headers' must match the request authority (example.test). Received 'other.test'"],
  ['another Host in a list', { headers: ['Host', 'other.test'] }, 'ERR_INVALID_ARG_VALUE', "The property 'Host in options.headers' must match the request authority (example.test). Received 'other.test'"],
  ['another Host of pairs', { headers: [['X', '1'], ['host', 'x@y']] as never }, 'ERR_INVALID_ARG_VALUE', "The property 'Host in options.headers' must match the request authority (example.test). Received 'x@y'"],
  ['an absolute path of another host', { path: 'http://other.test/' }, 'ERR_INVALID_ARG_VALUE', "The property 'options.path' must match the request authority (example.test). Received 'other.test'"],
  ['another scheme', { path: 'ftp://example.test/' }, 'ERR_INVALID_ARG_VALUE', "The property 'options.path' must use http: scheme when specified as an absolute URL. Received 'ftp:'"],
  ['user information', { path: 'http://u:p@example.test/' }, 'ERR_INVALID_ARG_VALUE', "The property 'options.path' must not contain userinfo, use options.auth instead. Received 'http://example.test/'"],
  ['a path without a slash', { path: 'abc' }, 'ERR_INVALID_ARG_VALUE', "The property 'options.path' must be in absolute-form or start with /. Received 'abc'"],
  ['an invalid host', { host: 'exa mple.test' }, 'ERR_INVALID_URL', 'Invalid URL'],
])('%s is refused before a byte is sent (M-13)', (_title, options, code, message) => {
  const agent = pool({ proxyEnv: { HTTP_PROXY: 'http://127.0.0.1:1' } })
  expect(() => http.request({ host: 'example.test', agent, ...options })).toThrow(expect.objectContaining({ code, message }) as Error)
  expect(agent.totalSocketCount).toBe(0)
})

test("a request of Node's that has built its head before it reaches the agent is refused", () => {
  const agent = pool({ proxyEnv: { HTTP_PROXY: 'http://127.0.0.1:1' } })
  expect(() => http.request({ host: 'example.test', agent, headers: { Expect: '100-continue' } })).toThrow(expect.objectContaining({ code: 'ERR_HTTP_HEADERS_SENT' }) as Error)
})

test('the proxy is not used with NO_PROXY, for a Unix socket, and if it is for https (M-13 to M-15)', async () => {
  const port = await portEcho()
  for (const proxyEnv of [{ HTTP_PROXY: 'http://127.0.0.1:1', no_proxy: '127.0.0.1' }, { HTTPS_PROXY: 'http://127.0.0.1:1' }]) {
    expect((await get(port, pool({ proxyEnv }))).body).toMatch(/^\d+$/)
  }
  const req = http.get({ socketPath: '/nonexistent', agent: pool({ proxyEnv: { HTTP_PROXY: 'http://127.0.0.1:1' } }) })
  const [error] = (await once(req, 'error')) as [NodeJS.ErrnoException]
  expect([error.code, req.path]).toEqual(['ENOENT', '/'])
})

test('the variables decide which proxy is used (M-14)', () => {
  const none = { authorization: undefined, noProxy: '', bypasses: bypassesProxy }
  const cases: [ProxyEnv | undefined, string, unknown][] = [
    [undefined, 'http:', undefined],
    [{}, 'http:', undefined],
    [{ HTTP_PROXY: 'http://a.test', http_proxy: 'http://b.test:8080/path' }, 'http:', { secure: false, host: 'b.test', port: 8080, href: 'http://b.test:8080/', ...none }],
    [{ HTTP_PROXY: 'https://a.test', http_proxy: '' }, 'http:', { secure: true, host: 'a.test', port: 443, href: 'https://a.test/', ...none }],
    [{ HTTPS_PROXY: 'http://[::1]:3128' }, 'https:', { secure: false, host: '::1', port: 3128, href: 'http://[::1]:3128/', ...none }],
  ]
  const settings = { rules: 'node', ignoresOthers: false } as const
  for (const [env, protocol, expected] of cases) expect(proxyFromEnv(env, protocol, settings)).toEqual(expected)
})

test.each([
  ['socks5://user:s3cret@proxy.test:1080', "Unsupported proxy in HTTP_PROXY: the scheme is 'socks5'; only http and https are supported"],
  ['SOCKS://proxy.test', "Unsupported proxy in HTTP_PROXY: the scheme is 'SOCKS'; only http and https are supported"],
  ['proxy.test:8080', 'Unsupported proxy in HTTP_PROXY: it has no scheme; write http://host:port'],
])('a proxy of another scheme is refused instead of a direct connection, and only by classes that are not to be as Node is: %s', (url, message) => {
  expect(() => pool({ proxyEnv: { HTTP_PROXY: url } })).toThrow(expect.objectContaining({ code: 'ERR_PROXY_INVALID_CONFIG', message }) as Error)
  expect(() => pool({ proxyEnv: { HTTPS_PROXY: url } })).not.toThrow()
  const AsNode = defineAgent({ ignoresOtherProxies: true })
  expect(() => new AsNode({ proxyEnv: { HTTP_PROXY: url } })).not.toThrow()
})

test('proxyEnv that is not an object of variables is refused, and only by classes that are not to be as Node is', () => {
  for (const [value, received] of [['http://user:s3cret@proxy.test:3128', 'type string'], [5, 'type number'], [() => {}, 'type function'], [['http://user:s3cret@proxy.test'], 'an instance of Array']]) {
    expect(() => pool({ proxyEnv: value as never })).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_TYPE', message: `The "options.proxyEnv" property must be of type object, such as process.env. Received ${String(received)}` }) as Error)
    expect(() => new (defineAgent({ ignoresOtherProxies: true }))({ proxyEnv: value as never })).not.toThrow()
  }
  expect(() => pool({ proxyEnv: null as never })).not.toThrow()
  expect(() => pool({ proxyEnv: { http_proxy: 'localhost:3128' } })).toThrow('Unsupported proxy in http_proxy: it has no scheme; write http://host:port')
})

test.each(['http://', 'http://a b', 'http://user:s3cret@', 'http://user:s3cret@h:99999', 'http://user:s3cret%zz@h', 'http://user:s3cret\r\nX: y@h'])(
  'a proxy with an invalid URL is refused, and the error does not contain its password: %j (M-14, CVE-2026-48615)',
  (url) => {
    expect.assertions(3)
    try {
      pool({ proxyEnv: { HTTP_PROXY: url } })
    } catch (error) {
      expect(error).toMatchObject({ code: 'ERR_PROXY_INVALID_CONFIG', message: expect.stringMatching(/^Invalid proxy URL: http:\/\//) as string })
      expect((error as Error).stack).not.toContain('s3cret')
      expect(JSON.stringify(error)).not.toContain('s3cret')
    }
  },
)

// TLS with a shared key needs no certificates.
const TLS = { ciphers: 'PSK', maxVersion: 'TLSv1.2' as const, pskCallback: () => ({ psk: Buffer.alloc(32, 1), identity: 'test' }), checkServerIdentity: () => undefined }

/** Starts an https server that responds with the path, and a proxy that opens tunnels to it. */
async function tunnels(): Promise<{ port: number; proxyEnv: ProxyEnv; heads: string[] }> {
  const server = https.createServer({ ciphers: 'PSK', maxVersion: 'TLSv1.2', pskCallback: () => Buffer.alloc(32, 1) }, (req, res) => res.end(req.url))
  afterwards(() => (server.closeAllConnections(), server.close()))
  const port = await listen(server)
  const heads: string[] = []
  const proxy = await serveRaw((socket) =>
    socket.once('data', (head) => {
      heads.push(head.toString('latin1'))
      const onward = net.connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'))
      onward.on('error', () => socket.destroy())
      socket.on('close', () => onward.destroy())
      socket.pipe(onward).pipe(socket)
    }),
  )
  return { port, proxyEnv: { HTTPS_PROXY: `http://user:s3cret@127.0.0.1:${proxy}` }, heads }
}

test.each<[string, https.RequestOptions]>([
  ['a host', { host: 'a\r\nEvil: 1', headers: { Host: 'a' } }],
  ['a host, without a Host header', { host: 'a b', setHost: false }],
  ['a port', { host: 'a', port: '443\r\nEvil: 1', setHost: false }],
])('no tunnel for %s that would split its request: not a byte is sent', async (_title, options) => {
  const { url, heads } = await answeringProxy()
  const agent = pool({ protocol: 'https:', proxyEnv: { HTTPS_PROXY: url } })
  const [error] = (await once(https.request({ agent, ...options }), 'error')) as [unknown]
  expect(error).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' })
  expect([heads, agent.totalSocketCount]).toEqual([[], 0])
})

test("https targets of Node's own https.request go through a CONNECT tunnel, which is kept and used again", async () => {
  const { port, proxyEnv, heads } = await tunnels()
  // checkServerIdentity is an option of the agent, since requests with this option share no connection.
  const agent = pool({ protocol: 'https:', keepAlive: true, proxyEnv, ...TLS })
  const bodies: string[] = []
  for (const path of ['/a', '/b']) {
    const req = https.get({ host: 'example.test', port, path, agent })
    const closed = once(req, 'close')
    const [res] = (await once(req, 'response')) as [http.IncomingMessage]
    for await (const chunk of res) bodies.push(String(chunk))
    await closed
  }
  expect(bodies).toEqual(['/a', '/b'])
  expect(heads).toEqual([
    `CONNECT example.test:${port} HTTP/1.1\r\nproxy-authorization: Basic dXNlcjpzM2NyZXQ=\r\nproxy-connection: keep-alive\r\nhost: example.test:${port}\r\n\r\n`,
  ])
})

test('a pool of limited size asks the proxy to keep the tunnel', async () => {
  const { port, proxyEnv, heads } = await tunnels()
  const agent = pool({ protocol: 'https:', maxSockets: 1, proxyEnv, ...TLS })
  await once(https.get({ host: 'example.test', port, agent }), 'response')
  expect(heads[0]).toContain('\r\nproxy-connection: keep-alive\r\n')
})

test('an agent of https: opens TLS connections without a proxy, and getName differs between TLS identities', async () => {
  const { port } = await tunnels()
  const agent = pool({ protocol: 'https:', keepAlive: true })
  const [res] = (await once(https.get({ host: '127.0.0.1', port, path: '/x', agent, ...TLS } as https.RequestOptions), 'response')) as [http.IncomingMessage]
  expect(res.resume().statusCode).toBe(200)
  const names = [{}, { cert: 'a' }, { cert: 'b' }, { cert: Buffer.from('c') }, { servername: 'a' }, { rejectUnauthorized: false }, { ca: ['a'] }]
  expect(new Set(names.map((options) => agent.getName({ host: 'h', ...options }))).size).toBe(names.length)
})

test.each<[string, string | null, object]>([
  ['a refusal', 'HTTP/1.1 407 Auth Please\r\nX: y\r\n\r\n', { statusCode: 407, message: 'Failed to establish tunnel to example.test:443 via http://127.0.0.1:PORT/: HTTP/1.1 407 Auth Please' }],
  ['another success', 'HTTP/1.1 204 Fine\r\n\r\n', { statusCode: 204, message: 'Failed to establish tunnel to example.test:443 via http://127.0.0.1:PORT/: HTTP/1.1 204 Fine' }],
  ['no HTTP', 'garbage\r\n\r\n', { statusCode: null, message: 'Failed to establish tunnel to example.test:443 via http://127.0.0.1:PORT/: garbage' }],
  ['the end', null, { message: 'Connection to establish proxy tunnel ended unexpectedly' }],
  ['an endless head', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(20_000)}`, { message: 'Proxy response headers exceeded 16384 bytes' }],
])('a tunnel that fails: %s (E-19)', async (_title, reply, expected) => {
  const port = await serveRaw((socket) => socket.once('data', () => (reply === null ? socket.destroy() : socket.write(reply))))
  const agent = pool({ protocol: 'https:', defaultPort: 443, proxyEnv: { HTTPS_PROXY: `http://user:s3cret@127.0.0.1:${port}` } })
  const [error] = (await once(https.get({ host: 'example.test', agent }), 'error')) as [Error]
  expect({ ...error, message: error.message.replace(String(port), 'PORT') }).toEqual({ code: 'ERR_PROXY_TUNNEL', ...expected })
  expect(agent.totalSocketCount).toBe(0)
})

test.each<[string, AgentOptions, https.RequestOptions]>([
  ["the agent's", { timeout: 30 }, {}],
  ["the request's", {}, { timeout: 30 }],
])('a tunnel that times out: %s timeout', async (_title, agentOptions, options) => {
  const port = await serveRaw(() => {})
  const agent = pool({ protocol: 'https:', defaultPort: 443, proxyEnv: { HTTPS_PROXY: `http://127.0.0.1:${port}` }, ...agentOptions })
  const req = https.get({ host: 'example.test', agent, ...options })
  const events: unknown[] = []
  req.on('timeout', () => events.push('timeout')).on('error', (error) => events.push({ ...error, message: error.message }))
  await new Promise((resolve) => req.on('close', resolve))
  expect(events).toEqual(['timeout', { code: 'ERR_PROXY_TUNNEL', proxyTunnelTimeout: 30, message: 'Connection to establish proxy tunnel timed out after 30ms' }])
})
