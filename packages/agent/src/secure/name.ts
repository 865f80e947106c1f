/** The name of an origin in a pool of TLS connections. */
import type { ConnectionOptions } from '../options.js'
import { poolKey } from '../pool/key.js'

/** The TLS options that {@link secureName} has in it. */
export const NAMED = [
  'ca',
  'cert',
  'clientCertEngine',
  'ciphers',
  'key',
  'pfx',
  'rejectUnauthorized',
  'servername',
  'minVersion',
  'maxVersion',
  'secureProtocol',
  'crl',
  'honorCipherOrder',
  'ecdhCurve',
  'dhparam',
  'secureOptions',
  'sessionIdContext',
  'sigalgs',
  'privateKeyIdentifier',
  'privateKeyEngine',
] as const

/** Returns `:` and the value unless it is falsy. */
function part(value: unknown): string {
  return value ? `:${value as string}` : ':'
}

/** Returns `:` and the value unless it is undefined. */
function definedPart(value: unknown): string {
  return value === undefined ? ':' : `:${value as string}`
}

/** Returns `:` and one certificate, or several, each with its passphrase. */
function pfxPart(pfx: unknown): string {
  if (!Array.isArray(pfx)) return part(pfx)
  let text = ':'
  for (const item of pfx as ({ buf?: unknown; passphrase?: unknown } | string | Uint8Array)[]) {
    const { buf, passphrase } = item as { buf?: unknown; passphrase?: unknown }
    text += `:${(buf || item) as string}:${passphrase as string}`
  }
  return text
}

/** Returns {@link poolKey} and the options of a TLS identity as text. Source: Node's `getName` of an https.Agent; a test compares the two. */
export function secureName(options: ConnectionOptions = {}): string {
  const { servername, host, sigalgs } = options
  return (
    poolKey(options) +
    part(options.ca) +
    part(options.cert) +
    part(options.clientCertEngine) +
    part(options.ciphers) +
    part(options.key) +
    pfxPart(options.pfx) +
    definedPart(options.rejectUnauthorized) +
    part(servername === host ? undefined : servername) +
    part(options.minVersion) +
    part(options.maxVersion) +
    part(options.secureProtocol) +
    part(options.crl) +
    definedPart(options.honorCipherOrder) +
    part(options.ecdhCurve) +
    part(options.dhparam) +
    definedPart(options.secureOptions) +
    part(options.sessionIdContext) +
    part(sigalgs && JSON.stringify(sigalgs)) +
    part(options.privateKeyIdentifier) +
    part(options.privateKeyEngine)
  )
}
