/** The name of a pool's origin for people: unlike the key of the pool it has no secret in it, such as the private key of a client's certificate. */
import type crypto from 'node:crypto'
import { isIP } from 'node:net'
import type { Agent } from './agent.js'
import type { ConnectionOptions } from './options.js'
import { poolKey } from './pool-key.js'
import { secureName } from './secure/name.js'

/** Hexadecimal digits that stand for what the name does not show: enough to tell the pools of one origin apart. */
const DIGEST_LENGTH = 8

/** Bytes of the salt: with it no digest can be compared with that of a key that was guessed. */
const SALT_LENGTH = 16

/**
 * `protocol//host:port`, or `unix:path`; then `#` and a digest of `key` if that says more than the name.
 *
 * @param options - of a connection or a request in the pool with this key; without them the digest is all that can be shown
 */
export function originName(agent: Agent, key: string, options: ConnectionOptions | undefined): string {
  if (options === undefined) return `unknown#${digest(key)}`
  const { host = 'localhost', port = agent.defaultPort, socketPath } = { ...options, ...agent.options }
  const isSecure = agent.protocol === 'https:'
  const plainKey = (where: ConnectionOptions): string => (isSecure ? secureName({ ...where, servername: isIP(host) === 0 ? host : '' }) : poolKey(where))
  if (socketPath) {
    const name = `unix:${socketPath}`
    return key === plainKey({ host: 'localhost', port: agent.defaultPort, socketPath }) ? name : `${name}#${digest(key)}`
  }
  const name = `${agent.protocol || 'http:'}//${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`
  return key === plainKey({ host, port }) ? name : `${name}#${digest(key)}`
}

let salt: Buffer | undefined

/** The same for the same text within this process; it cannot be turned back. */
function digest(text: string): string {
  const { createHmac, randomBytes } = process.getBuiltinModule('node:crypto') as typeof crypto
  salt ??= randomBytes(SALT_LENGTH)
  return createHmac('sha256', salt).update(text).digest('hex').slice(0, DIGEST_LENGTH)
}
