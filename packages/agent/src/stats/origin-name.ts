/** The name of an origin in `stats()`. Unlike the key of the pool it has no secret in it, such as the private key of a client certificate. */
import type crypto from 'node:crypto'
import { isIP } from 'node:net'
import { withBrackets } from '@layered-http/shared'
import type { ConnectionOptions } from '../options.js'
import { poolKey } from '../pool/key.js'
import type { Named } from '../pool/owner.js'
import { secureName } from '../secure/name.js'

/** Hexadecimal digits of the digest: enough to tell the keys of one origin apart. */
const DIGEST_LENGTH = 8

/** Bytes of the salt. Without it a digest could be compared with that of a guessed key. */
const SALT_LENGTH = 16

/**
 * Returns `protocol//host:port`, or `unix:path`; then `#` and a digest of `key` if the key has more in it.
 *
 * @param options - of a connection or a request with this key; without them the name is `unknown#` and the digest
 */
export function originName(agent: Named, key: string, options: ConnectionOptions | undefined): string {
  if (options === undefined) return `unknown#${digest(key)}`
  const { host = 'localhost', port = agent.defaultPort, socketPath } = { ...options, ...agent.options }
  const isSecure = agent.protocol === 'https:'
  const plainKey = (where: ConnectionOptions): string => (isSecure ? secureName({ ...where, servername: isIP(host) === 0 ? host : '' }) : poolKey(where))
  if (socketPath) {
    const name = `unix:${socketPath}`
    return key === plainKey({ host: 'localhost', port: agent.defaultPort, socketPath }) ? name : `${name}#${digest(key)}`
  }
  const name = `${agent.protocol || 'http:'}//${withBrackets(host)}:${port}`
  return key === plainKey({ host, port }) ? name : `${name}#${digest(key)}`
}

let salt: Buffer | undefined

/** Returns the same digits for the same text within this process. The text cannot be found from them. */
function digest(text: string): string {
  const { createHmac, randomBytes } = process.getBuiltinModule('node:crypto') as typeof crypto
  salt ??= randomBytes(SALT_LENGTH)
  return createHmac('sha256', salt).update(text).digest('hex').slice(0, DIGEST_LENGTH)
}
