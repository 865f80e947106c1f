/**
 * What an identity consists of besides the name of its origin. Node's name leaves it out, so that requests of two identities can have one name; their
 * sockets and sessions are kept apart all the same.
 */
import { isUtf8 } from 'node:buffer'
import type { ConnectionOptions } from '../options.js'
import { loadTls } from './connect.js'

/** Options whose value is shown by the name as text. An object in a list looks like any other object there, and bytes that are no text like other bytes. */
const SHOWN_AS_TEXT = ['ca', 'cert', 'key', 'pfx', 'crl', 'dhparam', 'sessionIdContext'] as const

/** Options that the name does not show at all. Source: those of `tls.connect` and `tls.createSecureContext` that decide whom a connection trusts, or as whom it speaks. */
export const HIDDEN = ['passphrase', 'ALPNProtocols', 'allowPartialTrustChain', 'minDHSize'] as const

/** Of these, two different objects are two different identities. */
export const HIDDEN_OBJECTS = ['secureContext', 'pskCallback', 'session'] as const

const ids = new WeakMap<object, number>()
let lastId = 0

/**
 * The identity in `options` as far as their name does not show it, as text: empty for most.
 *
 * @param options - of a request and its agent, merged
 * @param agentOptions - whose `checkServerIdentity` counts: requests with their own share nothing, see {@link checksIdentityItself}
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
 * True if a request brings a `checkServerIdentity` of its own. It asks about every server once more, so its connection serves no other request and its
 * session is not kept. Source: Node 26's behaviour, observed.
 */
export function checksIdentityItself(options: ConnectionOptions, agentOptions: ConnectionOptions): boolean {
  if ('checkServerIdentity' in agentOptions) return false
  const { checkServerIdentity } = options
  return typeof checkServerIdentity === 'function' && checkServerIdentity !== loadTls().checkServerIdentity
}

/** Whether the text of `value` says all of it. */
function isClear(value: unknown): boolean {
  if (!isObject(value)) return true
  if (Array.isArray(value)) return value.every((item) => !Array.isArray(item) && isClear(item))
  return value instanceof Uint8Array && isUtf8(value)
}

/** All of `value`, as text that no other value has. */
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
