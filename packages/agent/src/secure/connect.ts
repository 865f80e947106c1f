/** TLS connections, for agents of `https:`. `node:tls` is loaded when the first one is opened. */
import type tls from 'node:tls'
import type { TLSSocket } from 'node:tls'
import type { ConnectionOptions } from '../options.js'
import type { SessionKeeper } from './sessions.js'

/** `node:tls`, loaded by the first call. */
export function loadTls(): typeof tls {
  return process.getBuiltinModule('node:tls') as typeof tls
}

/**
 * Opens a TLS connection with options as `tls.connect` has them, over `options.socket` where that is there.
 *
 * @param sessions - where the session of an earlier connection with the same `_agentKey` is taken from, and that of this one is kept
 */
export function connectSecurely(options: ConnectionOptions, sessions?: SessionKeeper): TLSSocket {
  const { connect } = loadTls()
  const key = options._agentKey as string | undefined
  if (sessions === undefined || !key) return connect(options as tls.ConnectionOptions)
  const session = sessions._getSession(key)
  // A session of the user's own wins, also if it is undefined: that means none.
  const socket = connect((session === undefined ? options : { session, ...options }) as tls.ConnectionOptions)
  socket.on('session', (fresh) => sessions._cacheSession(key, fresh))
  // A server that refused the session once would do so again.
  socket.once('close', (hadError) => {
    if (hadError) sessions._evictSession(key)
  })
  return socket
}
