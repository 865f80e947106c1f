/** The name of an origin in the pool: requests with equal names may share sockets. */
import type { ConnectionOptions } from '../options.js'

/** Returns `host:port:localAddress`, then `:family` for 4 and 6, then `:socketPath`. Source: Node's `agent.getName`. */
export function poolKey(options: ConnectionOptions = {}): string {
  return compose(options.host, options.port, options.localAddress, options.family, options.socketPath)
}

// The last result of mergedPoolKey. Most requests have the origin of the one before, and a key that is the same string object need not be
// built and hashed again.
let lastHost: string | undefined
let lastPort: number | undefined
let lastLocalAddress: string | undefined
let lastFamily: number | undefined
let lastSocketPath: string | undefined
let lastKey = poolKey()

/** Returns {@link poolKey} of `options` with `over` laid over them, without making that object. */
export function mergedPoolKey(options: ConnectionOptions, over: ConnectionOptions): string {
  const host = over.host ?? options.host
  const port = over.port ?? options.port
  const localAddress = over.localAddress ?? options.localAddress
  const family = over.family ?? options.family
  const socketPath = over.socketPath ?? options.socketPath
  if (host !== lastHost || port !== lastPort || localAddress !== lastLocalAddress || family !== lastFamily || socketPath !== lastSocketPath) {
    // The key comes first: the toString of an option that is an object may make another request.
    const key = compose(host, port, localAddress, family, socketPath)
    lastHost = host
    lastPort = port
    lastLocalAddress = localAddress
    lastFamily = family
    lastSocketPath = socketPath
    lastKey = key
  }
  return lastKey
}

function compose(host: string | undefined, port: number | undefined, localAddress: string | undefined, family: number | undefined, socketPath: string | undefined): string {
  let key = `${host || 'localhost'}:${port || ''}:${localAddress || ''}`
  if (family === 4 || family === 6) key += `:${family}`
  if (socketPath) key += `:${socketPath}`
  return key
}
