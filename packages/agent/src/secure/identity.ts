/**
 * The options of a TLS identity that Node's name of an origin leaves out. Requests of two identities can have one name; their sockets and sessions are kept
 * apart by these options.
 */
import type { ConnectionOptions } from '../options.js'
import { loadTls } from './connect.js'

/** Options that the name has as text. All objects in a list have the same text there, and so have many byte sequences that are not UTF-8. */
const SHOWN_AS_TEXT = ['ca', 'cert', 'key', 'pfx', 'crl', 'dhparam', 'sessionIdContext'] as const

/** Options that the name does not have. Source: those of `tls.connect` and `tls.createSecureContext` that decide which server is trusted, or which client this is. */
export const HIDDEN = ['passphrase', 'ALPNProtocols', 'allowPartialTrustChain', 'minDHSize'] as const

/** The same, for options that are objects: two objects are two identities. */
export const HIDDEN_OBJECTS = ['secureContext', 'pskCallback', 'session'] as const

const ids = new WeakMap<object, number>()
let lastId = 0

/**
 * Returns the part of the identity in `options` that their name does not have, as text. It is '' for most requests.
 *
 * @param options - of a request and its agent, merged
 * @param agentOptions - their `checkServerIdentity` is part of the identity. For that of a request see {@link checksIdentityItself}
 */
export function hiddenIdentity(options: ConnectionOptions, agentOptions: ConnectionOptions): string {
  let text = ''
  for (const name of SHOWN_AS_TEXT) {
    const value = options[name]
    if (!isClear(value)) text += `:${name}=${exact(value)}`
  }
  for (const name of HIDDEN) {
    const value = options[name]
    if (value !== undefined && value !== null) text += `:${name}=${exact(value)}`
  }
  for (const name of HIDDEN_OBJECTS) {
    const value = options[name]
    if (value !== undefined && value !== null) text += `:${name}=${isObject(value) ? idOf(value) : exact(value)}`
  }
  const { checkServerIdentity } = agentOptions
  if (isObject(checkServerIdentity)) text += `:checkServerIdentity=${idOf(checkServerIdentity)}`
  return text
}

/**
 * True if a request has a `checkServerIdentity` of its own, which must be called for each of its connections. So its connection serves no other request, and its
 * session is not kept. Source: Node 26's behaviour, observed.
 */
export function checksIdentityItself(options: ConnectionOptions, agentOptions: ConnectionOptions): boolean {
  if ('checkServerIdentity' in agentOptions) return false
  const { checkServerIdentity } = options
  return typeof checkServerIdentity === 'function' && checkServerIdentity !== loadTls().checkServerIdentity
}

/** True if two different values with the text of `value` cannot exist. */
function isClear(value: unknown): boolean {
  if (!isObject(value)) return true
  if (Array.isArray(value)) return value.every((item) => !Array.isArray(item) && isClear(item))
  return value instanceof Uint8Array && process.getBuiltinModule('node:buffer').isUtf8(value)
}

/** Returns a text that no other value has. */
function exact(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (ArrayBuffer.isView(item) ? [...new Uint8Array(item.buffer, item.byteOffset, item.byteLength)] : item))
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

function idOf(value: object): number {
  let id = ids.get(value)
  if (id === undefined) ids.set(value, (id = ++lastId))
  return id
}
