/** HttpsAgent with Node's own https.request: it has the members of Node's https.Agent, and handles sessions in the same way. */
import { once } from 'node:events'
import https from 'node:https'
import net from 'node:net'
import type { Duplex } from 'node:stream'
import tls, { type TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { CA, OTHER_SERVER, SERVER } from '@layered-http/test-kit'
import { HttpsAgent, type HttpsAgentOptions } from '../src/https.js'
import { Agent, type ConnectionOptions } from '../src/index.js'
import { ask, whoAmI } from './https-support.js'
import { afterwards, destroyedAfterwards, pool, serveRaw } from './support.js'

const securePool = (options?: HttpsAgentOptions): HttpsAgent => destroyedAfterwards(new HttpsAgent(options))

test("an HttpsAgent has the fields of Node's https.Agent, is callable without new, and is an Agent", () => {
  const agent = (HttpsAgent as unknown as () => HttpsAgent)()
  expect(agent).toBeInstanceOf(HttpsAgent)
  expect(agent).toBeInstanceOf(Agent)
  // Its type is also accepted where Node's is required.
  agent satisfies https.Agent
  expect(agent).toMatchObject({ defaultPort: 443, protocol: 'https:', maxCachedSessions: 100, _sessionCache: { map: {}, list: [] } })
  expect({ ...agent.options }).toEqual({ defaultPort: 443, protocol: 'https:', noDelay: true, path: null })
  expect([HttpsAgent.name, HttpsAgent.length, HttpsAgent.defaultMaxSockets]).toEqual(['Agent', 1, Infinity])
  expect(Object.keys(https.Agent.prototype).filter((name) => !(name in HttpsAgent.prototype))).toEqual([])
  expect([0, 5, undefined].map((maxCachedSessions) => new HttpsAgent({ maxCachedSessions: maxCachedSessions! }).maxCachedSessions)).toEqual([0, 5, 100])
})

test('an Agent of https: has port 443', () => {
  expect([new Agent({ protocol: 'https:' }), new Agent({ protocol: 'https:', defaultPort: 8443 }), new Agent()].map(({ defaultPort }) => defaultPort)).toEqual([443, 8443, 80])
})

// Names

const OPTIONS: Record<string, readonly unknown[]> = {
  host: ['h'],
  port: [1],
  localAddress: ['127.0.0.2'],
  family: [4, 6, 0],
  socketPath: ['/s'],
  ca: ['a', ['a', 'b'], Buffer.from('a'), [Buffer.from('a')], ''],
  cert: ['a', ['a', 'b'], Buffer.from('a')],
  key: ['a', Buffer.from('a'), [{ pem: 'a', passphrase: 'b' }]],
  pfx: ['a', Buffer.from('a')],
  passphrase: ['a'],
  crl: ['a', ['a']],
  servername: ['a', 'localhost', ''],
  rejectUnauthorized: [true, false, null, undefined],
  ciphers: ['a:b'],
  sigalgs: ['a', ['a']],
  minVersion: ['TLSv1.2'],
  maxVersion: ['TLSv1.3'],
  secureProtocol: ['TLSv1_2_method'],
  secureOptions: [0, 5, null],
  ecdhCurve: ['auto'],
  dhparam: ['a', Buffer.from('a')],
  honorCipherOrder: [true, false, null],
  privateKeyIdentifier: ['a'],
  privateKeyEngine: ['a'],
  clientCertEngine: ['a'],
  sessionIdContext: ['a'],
  ALPNProtocols: [['http/1.1']],
  checkServerIdentity: [() => undefined],
  secureContext: [{}],
  session: [Buffer.from('a')],
  pskCallback: [() => null],
  timeout: [5],
  lookup: [() => undefined],
  path: ['/p'],
}

test("getName returns the same as Node's, for each option alone and for all together", () => {
  const ours = new HttpsAgent()
  const nodes = new https.Agent()
  const nameOf = (options: ConnectionOptions): string[] => [ours.getName(options), pool({ protocol: 'https:' }).getName(options)]
  for (const [option, values] of Object.entries(OPTIONS)) {
    for (const value of values) {
      for (const where of [{}, { host: 'localhost' }]) {
        const name = nodes.getName({ ...where, [option]: value } as https.RequestOptions)
        expect(nameOf({ ...where, [option]: value })).toEqual([name, name])
      }
    }
  }
  const all = Object.fromEntries(Object.entries(OPTIONS).map(([option, [value]]) => [option, value]))
  expect(nameOf(all)).toEqual([nodes.getName(all), nodes.getName(all)])
  expect(ours.getName()).toBe(nodes.getName())
})

test('getName with a list of pfx returns the same as in Node 26', () => {
  const agent = new HttpsAgent()
  expect(agent.getName({ pfx: ['x', 'y'] })).toBe('localhost:::::::::x:undefined:y:undefined::::::::::::::')
  expect(agent.getName({ pfx: [{ buf: 'B', passphrase: 'p' }, { buf: '' }] })).toBe('localhost:::::::::B:p:[object Object]:undefined::::::::::::::')
  expect(agent.getName({ pfx: [], passphrase: 'x' })).toBe('localhost::::::::::::::::::::::')
})

// Sessions

class SecureAgent extends HttpsAgent {
  override createConnection(options: object | number): Duplex {
    return tls.connect(options as object)
  }
}

class PlainSecureAgent extends Agent {
  override createConnection(options: object): Duplex {
    return tls.connect(options)
  }
}

test.each<[string, () => https.Agent | Agent, boolean[]]>([
  ['an HttpsAgent with TLS 1.2', () => securePool({ maxVersion: 'TLSv1.2' }), [false, true, true, true]],
  ['an HttpsAgent with TLS 1.3', () => securePool({ minVersion: 'TLSv1.3' }), [false, true, true, true]],
  ['an Agent of https:', () => pool({ protocol: 'https:' }), [false, true, true, true]],
  ['an HttpsAgent that keeps no sessions', () => securePool({ maxCachedSessions: 0 }), [false, false, false, false]],
  ['a subclass of HttpsAgent whose createConnection is tls.connect', () => destroyedAfterwards(new SecureAgent()), [false, true, true, true]],
  ['a subclass of Agent whose createConnection is tls.connect', () => destroyedAfterwards(new PlainSecureAgent({ protocol: 'https:' })), [false, true, true, true]],
  ["Node's https.Agent", () => destroyedAfterwards(new https.Agent()), [false, true, true, true]],
])('four connections of %s resume sessions as TLS allows', async (_title, makeAgent, expected) => {
  const port = await whoAmI()
  const agent = makeAgent() as https.Agent
  const resumed: boolean[] = []
  for (let i = 0; i < 4; i++) resumed.push((await ask(port, agent)).resumed)
  expect(resumed).toEqual(expected)
})

test('the oldest session is removed when the cache is full; storing a session again keeps its place', () => {
  const agent = new HttpsAgent({ maxCachedSessions: 2 })
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((text) => Buffer.from(text)) as [Buffer, Buffer, Buffer, Buffer]
  agent._cacheSession('1', a)
  agent._cacheSession('2', b)
  agent._cacheSession('1', c)
  expect(agent._sessionCache).toEqual({ map: { 1: c, 2: b }, list: ['1', '2'] })
  agent._cacheSession('3', d)
  expect(agent._sessionCache).toEqual({ map: { 2: b, 3: d }, list: ['2', '3'] })
  agent._evictSession('2')
  agent._evictSession('unknown')
  expect(agent._sessionCache).toEqual({ map: { 3: d }, list: ['3'] })
  expect([agent._getSession('3'), agent._getSession('2'), agent._getSession('toString')]).toEqual([d, undefined, undefined])
})

test('a session is forgotten when a connection with it fails', async () => {
  const agent = securePool()
  const port = await serveRaw((socket) => socket.once('data', () => socket.destroy()))
  const options = { host: 'localhost', port }
  agent._cacheSession(agent.getName(options), Buffer.from('old'))
  const req = https.get({ ...options, family: 4, agent: securePool() })
  await once(req, 'error')
  const mine = https.get({ ...options, agent })
  await once(mine, 'error')
  if (!mine.closed) await once(mine, 'close')
  expect(agent._sessionCache.list).toEqual([])
})

test("the session option of a request, even undefined, replaces the agent's session", async () => {
  const port = await whoAmI()
  const agent = securePool()
  expect([(await ask(port, agent)).resumed, (await ask(port, agent, { session: undefined } as https.RequestOptions)).resumed, (await ask(port, agent)).resumed]).toEqual([false, false, true])
})

// Connections

test('createConnection takes options, or a port, a host and options, as Node does', async () => {
  const port = await whoAmI()
  const agent = securePool()
  const connect = agent.createConnection.bind(agent) as unknown as (...args: unknown[]) => TLSSocket
  for (const args of [
    [{ port, host: 'localhost', ca: CA }],
    [port, { host: 'localhost', ca: CA }],
    [port, 'localhost', { ca: CA }],
    [port, null, { host: 'localhost', ca: CA }],
    [port, 'localhost', { ca: CA }, () => {}],
  ]) {
    const socket = connect(...args)
    await once(socket, 'secureConnect')
    expect(socket.authorized).toBe(true)
    socket.destroy()
  }
  for (const args of [[], [null], [null, 'localhost'], [String(port), 'localhost', { ca: CA }]]) expect(() => connect(...args)).toThrow(expect.objectContaining({ code: 'ERR_MISSING_ARGS' }) as Error)
  expect(agent._sessionCache.list).toEqual([])
})

test('TLS runs over the socket in the options', async () => {
  const port = await whoAmI()
  const socket = net.connect(port, '127.0.0.1')
  afterwards(() => socket.destroy())
  await once(socket, 'connect')
  const { localPort } = socket
  expect((await ask(port, securePool(), { socket } as https.RequestOptions)).port).toBe(localPort)
})

test("'keylog' is emitted for new and for idle sockets, with the line and the socket", async () => {
  const port = await whoAmI()
  const agent = securePool({ keepAlive: true, maxVersion: 'TLSv1.3' })
  await ask(port, agent)
  const [idle] = Object.values(agent.freeSockets)[0]!
  const lines: [string, unknown][] = []
  agent.on('keylog', (line: Buffer, socket: TLSSocket) => lines.push([line.toString('latin1').split(' ')[0]!, socket]))
  expect(idle!.listenerCount('keylog')).toBe(1)
  agent.destroy()
  await ask(port, agent)
  expect(lines.map(([label]) => label)).toEqual(expect.arrayContaining(['CLIENT_HANDSHAKE_TRAFFIC_SECRET', 'SERVER_TRAFFIC_SECRET_0']) as string[])
  expect(lines.every(([, socket]) => socket instanceof tls.TLSSocket)).toBe(true)
})

test('the host in the Host header is the server name of TLS, and the certificate is checked for it', async () => {
  const port = await whoAmI({ SNICallback: (name, callback) => callback(null, tls.createSecureContext(name === 'other.example' ? OTHER_SERVER : SERVER)) })
  const agent = securePool({ keepAlive: true })
  const one = await ask(port, agent)
  const two = await ask(port, agent, { headers: { host: 'other.example' } })
  expect([one.servername, two.servername, two.port === one.port]).toEqual(['localhost', 'other.example', false])
})
