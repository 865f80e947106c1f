/** Two TLS identities share no socket and no session, directly and through a proxy. The proxy does not see them. */
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls, { type TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { ALICE, BOB, CA, listen, OTHER_SERVER, SERVER } from '@layered-http/test-kit'
import { HttpsAgent, type HttpsAgentOptions } from '../src/https.js'
import { Agent, type AgentOptions } from '../src/index.js'
import { ask, whoAmI, type Seen } from './https-support.js'
import { afterwards, destroyedAfterwards } from './support.js'

type Options = https.RequestOptions & tls.ConnectionOptions

/** Starts a proxy that opens tunnels. Returns its URL, and the heads and certificates that it received. */
async function proxy(isSecure = false): Promise<{ url: string; heads: string[]; certificates: (string | undefined)[] }> {
  const heads: string[] = []
  const certificates: (string | undefined)[] = []
  const server = isSecure ? https.createServer({ ...SERVER, ca: CA, requestCert: true, rejectUnauthorized: false }) : http.createServer()
  const sockets = new Set<net.Socket>()
  server.on('connect', (req: http.IncomingMessage, socket: net.Socket, head: Buffer) => {
    heads.push(`${req.url} ${JSON.stringify(req.headers)}`)
    if (isSecure) certificates.push((socket as TLSSocket).getPeerCertificate().subject?.CN as string | undefined)
    const [, port] = req.url!.split(':')
    const onward = net.connect(Number(port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      onward.write(head)
      socket.pipe(onward).pipe(socket)
    })
    for (const end of [socket, onward]) sockets.add(end.on('error', () => {}))
    socket.on('close', () => onward.destroy())
  })
  afterwards(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { url: `${isSecure ? 'https' : 'http'}://user:s3cret@localhost:${await listen(server)}`, heads, certificates }
}

const contextOf = (identity: object): tls.SecureContext => tls.createSecureContext({ ca: CA, ...identity })

const alice = contextOf(ALICE)
const bob = contextOf(BOB)

/** Pairs of options that make two identities. */
const IDENTITIES: [string, Options, Options][] = [
  ['certificates', ALICE, BOB],
  ['a certificate and no certificate', ALICE, {}],
  ['keys in lists of objects', { cert: ALICE.cert, key: [{ pem: ALICE.key }] }, { cert: BOB.cert, key: [{ pem: BOB.key }] }],
  ['contexts', { secureContext: alice }, { secureContext: bob }],
  ['a context and a certificate', { secureContext: alice }, BOB],
  ['a context and no context', { secureContext: alice }, {}],
  ['authorities', {}, { ca: [CA, ALICE.cert] }],
  ['rejectUnauthorized off and on', { rejectUnauthorized: false }, {}],
  ["a checkServerIdentity of the request", {}, { checkServerIdentity: () => undefined }],
  ['protocols', { ALPNProtocols: ['http/1.1'] }, {}],
  ['trust in partial chains', { allowPartialTrustChain: true } as Options, {}],
]

const AGENTS: [string, (options: AgentOptions) => https.Agent][] = [
  ['HttpsAgent', (options) => new HttpsAgent(options as HttpsAgentOptions)],
  ['Agent of https:', (options) => new Agent({ protocol: 'https:', ...options }) as unknown as https.Agent],
]

for (const [kind, makeAgent] of AGENTS) {
  for (const way of ['directly', 'through a proxy']) {
    const env = async (): Promise<AgentOptions> => (way === 'directly' ? {} : { proxyEnv: { https_proxy: (await proxy()).url } })

    test.each(IDENTITIES)(`%s: an ${kind} shares no socket between them, ${way}`, async (_title, one, two) => {
      const port = await whoAmI()
      const agent = destroyedAfterwards(makeAgent({ keepAlive: true, ...(await env()) }))
      const seen: Seen[] = []
      for (const options of [one, two, one, two]) seen.push(await ask(port, agent, options))
      const ports = seen.map((each) => each.port)
      expect(ports.filter((each) => each === ports[0] || each === ports[2])).toHaveLength(2)
      expect(new Set([ports[0], ports[2]]).has(ports[1]!)).toBe(false)
      expect(seen.map(({ name }) => name)).toEqual([seen[0]!.name, seen[1]!.name, seen[0]!.name, seen[1]!.name])
    })

    test.each(IDENTITIES)(`%s: an ${kind} shares no session between them, ${way}`, async (_title, one, two) => {
      const port = await whoAmI()
      const agent = destroyedAfterwards(makeAgent(await env()))
      const seen: Seen[] = []
      for (const options of [one, two, one]) seen.push(await ask(port, agent, options))
      expect(seen.map(({ resumed }) => resumed)).toEqual([false, false, true])
      expect(seen[2]!.name).toBe(seen[0]!.name)
    })
  }
}

test('the checkServerIdentity of a request is called for its connection; its socket and session serve no other request', async () => {
  const port = await whoAmI()
  for (const keepAlive of [true, false]) {
    const agent = destroyedAfterwards(new HttpsAgent({ keepAlive }))
    let asked = 0
    const checkServerIdentity = (): undefined => void asked++
    const seen = [await ask(port, agent, { checkServerIdentity }), await ask(port, agent, { checkServerIdentity }), await ask(port, agent), await ask(port, agent)]
    expect(asked).toBe(2)
    expect(new Set(seen.slice(0, 3).map((each) => each.port)).size).toBe(3)
    expect(seen.map(({ resumed }) => resumed)).toEqual([false, false, false, !keepAlive])
    const refused = https.get({ host: 'localhost', family: 4, port, ca: CA, agent, checkServerIdentity: () => new Error('not you') })
    const [error] = (await once(refused, 'error')) as [Error]
    expect(error.message).toBe('not you')
  }
})

test('requests with their own checkServerIdentity wait for places like others', async () => {
  const port = await whoAmI()
  const agent = destroyedAfterwards(new HttpsAgent({ keepAlive: true, maxSockets: 1 }))
  const results = await Promise.all([{}, { checkServerIdentity: () => undefined }, {}, { checkServerIdentity: () => undefined }, {}].map((options) => ask(port, agent, options)))
  const ports = results.map((seen) => seen.port)
  expect([ports[1], ports[3]].every((each) => ports.filter((other) => other === each).length === 1)).toBe(true)
  expect(agent.totalSocketCount).toBeLessThanOrEqual(1)
})

test("with the agent's checkServerIdentity, or tls.checkServerIdentity, sockets and sessions are shared, with the same getName as in Node", async () => {
  const port = await whoAmI()
  const own = destroyedAfterwards(new HttpsAgent({ keepAlive: true, checkServerIdentity: () => undefined }))
  const usual = destroyedAfterwards(new HttpsAgent({ keepAlive: true }))
  for (const [agent, second] of [
    [own, { checkServerIdentity: () => new Error('the agent decides') }],
    [usual, { checkServerIdentity: tls.checkServerIdentity }],
  ] as const) {
    expect((await ask(port, agent)).port).toBe((await ask(port, agent, second)).port)
    expect(Object.keys(agent.freeSockets)).toEqual([agent.getName({ host: 'localhost', port, family: 4, ca: CA, servername: 'localhost' })])
  }
})

test('after the secureContext of an agent changed, sockets of the old one are not used', async () => {
  const port = await whoAmI()
  const agent = destroyedAfterwards(new HttpsAgent({ keepAlive: true, secureContext: alice }))
  const before = await ask(port, agent)
  agent.options.secureContext = bob
  const after = await ask(port, agent)
  expect([before.name, after.name, before.port === after.port]).toEqual(['alice', 'bob', false])
})

test('stats() has a name for each identity, and no secret in it', async () => {
  const port = await whoAmI()
  const agent = destroyedAfterwards(new HttpsAgent({ keepAlive: true }))
  for (const options of [ALICE, { secureContext: bob }, { passphrase: 's3cret' }]) await ask(port, agent, options)
  const names = Object.keys(agent.stats())
  expect(names).toHaveLength(3)
  for (const name of names) expect(name).toMatch(/^https:\/\/localhost:\d+#[0-9a-f]{8}$/)
})

// Proxies

test('the proxy gets only its credentials and the name of the origin; the origin gets no credentials of the proxy', async () => {
  const port = await whoAmI()
  const { url, heads } = await proxy()
  const agent = destroyedAfterwards(new HttpsAgent({ proxyEnv: { https_proxy: url } }))
  const seen = await ask(port, agent, { ...ALICE, headers: { authorization: 'Basic secret', cookie: 'a=b' }, auth: 'u:p' })
  expect(heads).toEqual([`localhost:${port} {"proxy-authorization":"Basic dXNlcjpzM2NyZXQ=","host":"localhost:${port}"}`])
  expect(seen.headers).toEqual({ authorization: 'Basic secret', cookie: 'a=b', host: `localhost:${port}`, connection: 'close' })
  expect(seen.name).toBe('alice')
})

/** Functions that set the CAs of the process, on a Node that has them. */
const { setDefaultCACertificates, getCACertificates } = tls as typeof tls & { setDefaultCACertificates?: (list: string[]) => void; getCACertificates?: (which: string) => string[] }

test("the certificate of a proxy with TLS is checked by the rules of the process, and the proxy gets no client certificate", async () => {
  const port = await whoAmI()
  const { url, certificates } = await proxy(true)
  const agent = (): HttpsAgent => destroyedAfterwards(new HttpsAgent({ proxyEnv: { https_proxy: url } }))
  for (const options of [{ ca: CA }, { rejectUnauthorized: false }, { checkServerIdentity: () => undefined }]) {
    const req = https.get({ host: 'localhost', family: 4, port, agent: agent(), ...options })
    const [error] = (await once(req, 'error')) as [Error & { code: string }]
    expect(error.code).toBe('SELF_SIGNED_CERT_IN_CHAIN')
  }
  if (setDefaultCACertificates === undefined) return
  const before = getCACertificates!('default')
  setDefaultCACertificates([...before, CA])
  afterwards(() => setDefaultCACertificates(before))
  expect((await ask(port, agent(), ALICE)).name).toBe('alice')
  expect(certificates).toEqual([undefined])
})

test('a certificate of another host behind the proxy is refused before the request is sent', async () => {
  let bytes = 0
  const server = tls.createServer(OTHER_SERVER, (socket) => socket.on('data', (chunk) => (bytes += chunk.length)).on('error', () => {}))
  afterwards(() => server.close())
  const port = await listen(server)
  const { url } = await proxy()
  const req = https.get({ host: 'localhost', port, ca: CA, agent: destroyedAfterwards(new HttpsAgent({ proxyEnv: { https_proxy: url } })) })
  const [error] = (await once(req, 'error')) as [Error & { code: string }]
  expect([error.code, bytes]).toEqual(['ERR_TLS_CERT_ALTNAME_INVALID', 0])
})
