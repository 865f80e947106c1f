/** Cases of TLS: identities that share a connection or a session, certificates that are refused, callbacks that throw. */
import { once } from 'node:events'
import type https from 'node:https'
import tls from 'node:tls'
import { ALICE, CA, listen, OTHER_SERVER, SELF_SIGNED_SERVER, SERVER, uncaughtDuring } from '@layered-http/test-kit'
import type { Modules, SecurityCase } from './case.js'
import { outcome } from './connections.js'

type Options = https.RequestOptions

/** Returns the outcome of two requests of one pool, one after the other. The body is the name in the client's certificate. */
function twoRequests(server: tls.TlsOptions, first: Options, second: Options, keepAlive: boolean): (modules: Modules) => Promise<string> {
  return async ({ https: module }) => {
    const running = module.createServer({ ...server, requestCert: true, rejectUnauthorized: false, ca: CA }, (req, res) => {
      const name: unknown = (req.socket as tls.TLSSocket).getPeerCertificate().subject?.CN
      res.end(String(name ?? 'none'))
    })
    running.on('tlsClientError', () => {})
    const port = await listen(running)
    const agent = new module.Agent({ keepAlive })
    const texts: string[] = []
    for (const options of [first, second]) {
      const req = module.get({ host: 'localhost', family: 4, port, agent, ca: CA, ...options })
      const free = keepAlive ? new Promise<void>((resolve) => void req.once('socket', (socket) => socket.once('free', resolve).once('close', resolve))) : undefined
      texts.push(await outcome(req))
      await free
    }
    agent.destroy()
    running.closeAllConnections()
    running.close()
    return texts.join(', then ')
  }
}

const IDENTITIES: [id: string, what: string, server: tls.TlsOptions, first: Options, second: Options, expected: string][] = [
  ['CVE-2020-8172', 'an unchecked server, then a checked one', SELF_SIGNED_SERVER, { rejectUnauthorized: false }, {}, '200 none, then error DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['CVE-2026-48934', 'an own check of the identity, then the usual one', OTHER_SERVER, { checkServerIdentity: () => undefined }, {}, '200 none, then error ERR_TLS_CERT_ALTNAME_INVALID'],
  ['CVE-2026-58040', 'a client certificate, then none', SERVER, ALICE, {}, '200 alice, then 200 none'],
  ['CVE-2026-56850', 'a servername, then another', OTHER_SERVER, { servername: 'other.example' }, { servername: 'localhost' }, '200 none, then error ERR_TLS_CERT_ALTNAME_INVALID'],
]

/** Returns what the peer of a server whose callback throws sees, and then the next peer. */
function throwingCallback(serverOptions: object, clientOptions: tls.ConnectionOptions): (modules: Modules) => Promise<string> {
  return async ({ https: module }) => {
    let first = ''
    let second = ''
    const uncaught = await uncaughtDuring(async () => {
      let isFirst = true
      const throwFirst = <Result>(result: Result): Result => {
        if (!isFirst) return result
        isFirst = false
        throw new Error('thrown by the callback')
      }
      const options = Object.fromEntries(Object.entries(serverOptions).map(([name, callback]) => [name, (...args: unknown[]) => (callback as (throwFirst: unknown, ...args: unknown[]) => unknown)(throwFirst, ...args)]))
      const server = module.createServer({ ...SERVER, ...options } as https.ServerOptions, (_req, res) => res.end('ok'))
      server.on('tlsClientError', () => {})
      const port = await listen(server)
      const connect = async (): Promise<string> => {
        const socket = tls.connect({ port, host: '127.0.0.1', ca: CA, servername: 'localhost', ...clientOptions })
        const result = await new Promise<string>((resolve) => socket.once('secureConnect', () => resolve('connected')).once('error', () => resolve('error')).once('close', () => resolve('closed')))
        socket.destroy()
        return result === 'connected' ? result : 'refused'
      }
      first = await connect()
      second = await connect()
      server.close()
      await once(server, 'close')
    })
    return `${first}, then ${second}; ${uncaught.length === 0 ? 'no uncaught exception' : 'uncaught exception'}`
  }
}

type Throw = <Result>(result: Result) => Result
const callback = (what: string, server: object, client: tls.ConnectionOptions): SecurityCase => ({ id: 'CVE-2026-21637', side: 'server', what, expected: 'refused, then connected; no uncaught exception', run: throwingCallback(server, client) })
const PSK = { ciphers: 'PSK', maxVersion: 'TLSv1.2' as const, checkServerIdentity: () => undefined, pskCallback: () => ({ psk: Buffer.alloc(32, 1), identity: 'test' }) }

/** Number of requests to a server with an invalid certificate. */
const REFUSED_REQUESTS = 50

export const TLS: SecurityCase[] = [
  ...IDENTITIES.flatMap(([id, what, server, first, second, expected]) => [
    { id, side: 'client', what: `${what}, on a kept connection`, expected, run: twoRequests(server, first, second, true) } satisfies SecurityCase,
    { id, side: 'client', what: `${what}, with a cached session`, expected, run: twoRequests(server, first, second, false) } satisfies SecurityCase,
  ]),
  callback('SNICallback throws', { SNICallback: (throwFirst: Throw, _name: string, done: (error: null, context?: tls.SecureContext) => void) => throwFirst(done)(null, undefined) }, {}),
  callback('ALPNCallback throws', { ALPNCallback: (throwFirst: Throw) => throwFirst('http/1.1') }, { ALPNProtocols: ['http/1.1'] }),
  {
    ...callback('pskCallback throws', {}, {}),
    run: async (modules) => throwingCallback({ pskCallback: (throwFirst: Throw) => throwFirst(Buffer.alloc(32, 1)) }, PSK)({ ...modules, https: { ...modules.https, createServer: ((options: object, listener: never) => modules.https.createServer({ ...options, ciphers: 'PSK', maxVersion: 'TLSv1.2', cert: undefined, key: undefined } as https.ServerOptions, listener)) as never } }),
  },
  {
    id: 'CVE-2025-47279',
    side: 'client',
    what: `${REFUSED_REQUESTS} requests to a server with an invalid certificate`,
    expected: `${REFUSED_REQUESTS} errors; the pool is empty`,
    run: async ({ https: module }) => {
      const server = module.createServer(SELF_SIGNED_SERVER, (_req, res) => res.end())
      server.on('tlsClientError', () => {})
      const port = await listen(server)
      const agent = new module.Agent({ keepAlive: true })
      let errors = 0
      for (let i = 0; i < REFUSED_REQUESTS; i++) if ((await outcome(module.get({ host: 'localhost', family: 4, port, agent }))).startsWith('error')) errors++
      const left = [agent.sockets, agent.freeSockets, agent.requests].flatMap((lists) => Object.values(lists)).flat().length
      agent.destroy()
      server.close()
      return `${errors} errors; ${left === 0 ? 'the pool is empty' : `${left} entries in the pool`}`
    },
  },
]
