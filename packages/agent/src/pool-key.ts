/** The name of an origin in the pool: requests with equal names may share sockets. */
import type { ConnectionOptions } from './options.js'

/** `host:port:localAddress`, then `:family` for 4 and 6, then `:socketPath`. Source: Node's `agent.getName`. */
export function poolKey(options: ConnectionOptions = {}): string {
  let key = `${options.host || 'localhost'}:${options.port || ''}:${options.localAddress || ''}`
  if (options.family === 4 || options.family === 6) key += `:${options.family}`
  if (options.socketPath) key += `:${options.socketPath}`
  return key
}
