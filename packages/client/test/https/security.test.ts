/** The same requests with ours and with node:https: both check certificates in the same way, before a byte of the request is sent. */
import tls from 'node:tls'
import { expect, test } from 'vitest'
import { ALICE, CA, EXPIRED_SERVER, OTHER_SERVER, SELF_SIGNED_SERVER, SERVER } from '@layered-http/test-kit'
import type { RequestOptions } from '../../src/https.js'
import { countBytes, LOCAL, nodes, ours, outcome, serve, type Module } from './support.js'

type Case = [string, tls.TlsOptions, RequestOptions, string]

const NEEDS_CLIENT: tls.TlsOptions = { ...SERVER, ca: CA, requestCert: true }

const REFUSED: Case[] = [
  ['another host', OTHER_SERVER, {}, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['another servername', SERVER, { servername: 'other.example' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['another Host header', SERVER, { headers: { host: 'other.example' } }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['an address that the certificate does not have', OTHER_SERVER, { host: '127.0.0.1' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['expired', EXPIRED_SERVER, {}, 'CERT_HAS_EXPIRED'],
  ['self-signed', SELF_SIGNED_SERVER, {}, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['another CA than that of the client', SERVER, { ca: SELF_SIGNED_SERVER.cert }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['no CA in the options', SERVER, { ca: undefined } as unknown as RequestOptions, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['a checkServerIdentity that refuses', SERVER, { checkServerIdentity: () => Object.assign(new Error('not you'), { code: 'E_NOT_YOU' }) }, 'E_NOT_YOU'],
  ['no protocol in common', { ...SERVER, ALPNProtocols: ['http/1.1'] }, { ALPNProtocols: ['other'] }, 'alert no application protocol'],
  ['no version in common', { ...SERVER, minVersion: 'TLSv1.3' }, { maxVersion: 'TLSv1.2' }, 'alert'],
]

test.each(REFUSED)('%s: refused before a byte of the request is sent', async (_title, server, options, code) => {
  const outcomes: string[] = []
  for (const module of [nodes, ours]) {
    for (const makeAgent of [() => false as const, () => new module.Agent({ keepAlive: true })]) {
      const { port, bytes } = await countBytes(server)
      const agent = makeAgent()
      const req = module.request({ ...LOCAL, method: 'POST', port, agent, headers: {}, auth: 'u:p', ...options })
      req.write('secret')
      outcomes.push(await outcome(req))
      expect(bytes()).toBe(0)
      if (agent) agent.destroy()
    }
  }
  expect(outcomes[0]).toContain(code)
  expect(new Set(outcomes).size).toBe(1)
})

const ACCEPTED: Case[] = [
  ['the host', SERVER, {}, '200 localhost none'],
  ['an address', SERVER, { host: '127.0.0.1' }, '200 false none'],
  ['another host by servername', OTHER_SERVER, { servername: 'other.example' }, '200 other.example none'],
  ['the Host header', OTHER_SERVER, { headers: { host: 'other.example:1' } }, '200 other.example none'],
  ['unchecked', SELF_SIGNED_SERVER, { rejectUnauthorized: false }, '200 localhost none'],
  ['a checkServerIdentity that accepts', OTHER_SERVER, { checkServerIdentity: () => undefined }, '200 localhost none'],
  ['a client certificate', NEEDS_CLIENT, { ...ALICE }, '200 localhost alice'],
  ['a context', NEEDS_CLIENT, { secureContext: tls.createSecureContext({ ...ALICE, ca: CA }) }, '200 localhost alice'],
  ['protocols', { ...SERVER, ALPNProtocols: ['http/1.1'] }, { ALPNProtocols: ['http/1.1'] }, '200 localhost none'],
]

test.each(ACCEPTED)('accepted: %s', async (_title, server, options, expected) => {
  const outcomes: string[] = []
  for (const module of [nodes, ours]) {
    const port = await serve((req, res) => {
      const socket = req.socket as tls.TLSSocket & { servername: string | false }
      res.end(`${socket.servername} ${socket.getPeerCertificate().subject?.CN ?? 'none'}`)
    }, server)
    outcomes.push(await outcome(module.request({ ...LOCAL, port, ...options })))
  }
  expect(outcomes).toEqual([expected, expected])
})

test('NODE_TLS_REJECT_UNAUTHORIZED has the same effect as on node:https', async () => {
  const port = await serve((_req, res) => res.end('hi'), SELF_SIGNED_SERVER)
  const get = (module: Module): Promise<string> => outcome(module.request({ ...LOCAL, port }))
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  try {
    expect([await get(nodes), await get(ours)]).toEqual(['200 hi', '200 hi'])
  } finally {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  }
  expect(await get(ours)).toBe(await get(nodes))
})

test('requests over TLS throw for the same options as node:https', () => {
  const cases: unknown[][] = [
    ['http://localhost/'],
    [new URL('http://localhost/')],
    [{ protocol: 'http:' }],
    [{ protocol: 'wss:', host: 'localhost' }],
    [{ agent: {} }],
    [{ path: '/a b' }],
    [{ method: 'G T' }],
    [{ host: 1 }],
    ['nonsense'],
    ['https://localhost/', { agent: 5 }],
  ]
  for (const args of cases) {
    const thrown = [nodes, ours].map(({ request }) => {
      try {
        ;(request as (...args: unknown[]) => unknown)(...args)
        return 'nothing'
      } catch (error) {
        const { name, code, message } = error as Error & { code: string }
        return { name, code, message }
      }
    })
    expect(thrown[0]).not.toBe('nothing')
    expect(thrown[1]).toEqual(thrown[0])
  }
})
