/** TLS, for agents of `https:`: loaded when the first connection needs it. */
import type tls from 'node:tls'
import type { TLSSocket } from 'node:tls'
import type { ConnectionOptions } from './options.js'

/** Opens a TLS connection with options as `tls.connect` has them; over `options.socket` where that is there. */
export function connectSecurely(options: ConnectionOptions): TLSSocket {
  const { connect } = process.getBuiltinModule('node:tls') as typeof tls
  return connect(options as tls.ConnectionOptions)
}

/** What decides whether two requests may share a TLS connection. Source: the options of `tls.connect` and `tls.createSecureContext`. */
const IDENTITY = [
  'ca',
  'cert',
  'key',
  'pfx',
  'passphrase',
  'crl',
  'servername',
  'rejectUnauthorized',
  'ciphers',
  'sigalgs',
  'minVersion',
  'maxVersion',
  'secureProtocol',
  'secureOptions',
  'ecdhCurve',
  'dhparam',
  'honorCipherOrder',
  'privateKeyIdentifier',
  'privateKeyEngine',
  'clientCertEngine',
  'sessionIdContext',
  'ALPNProtocols',
] as const

/** Identities that are no text: two different objects are two different identities. */
const OBJECTS = ['secureContext', 'checkServerIdentity', 'session', 'pskCallback'] as const

const ids = new WeakMap<object, number>()
let lastId = 0

/** The part of a pool's key that keeps apart connections of different TLS identity. */
export function secureKey(options: ConnectionOptions): string {
  let key = ''
  for (const name of IDENTITY) key += `:${textOf(options[name])}`
  for (const name of OBJECTS) key += `:${idOf(options[name])}`
  return key
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function idOf(value: unknown): string {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return ''
  if (!ids.has(value)) ids.set(value, ++lastId)
  return String(ids.get(value))
}
