/** TLS connections, for agents of `https:`. `node:tls` is loaded when the first is opened. */
import type tls from 'node:tls'
import type { TLSSocket } from 'node:tls'
import type { ConnectionOptions } from '../options.js'
import type { SessionKeeper } from './sessions.js'

/** Returns `node:tls`, which the first call loads. */
export function loadTls(): typeof tls {
  return process.getBuiltinModule('node:tls') as typeof tls
}

/**
 * Opens a TLS connection with the options of `tls.connect`, over `options.socket` if there is one.
 *
 * @param sessions - has the session of an earlier connection with the same `_agentKey`, and gets that of this one
 */
export function connectSecurely(options: ConnectionOptions, sessions?: SessionKeeper): TLSSocket {
  const { connect } = loadTls()
  const key = options._agentKey as string | undefined
  if (sessions === undefined || !key) return connect(options as tls.ConnectionOptions)
  const session = sessions._getSession(key)
  // The user's `session` wins, also if it is undefined: no session is resumed then.
  const socket = connect((session === undefined ? options : { session, ...options }) as tls.ConnectionOptions)
  socket.on('session', (fresh) => sessions._cacheSession(key, fresh))
  // The server may have refused the session, and would again.
  socket.once('close', (hadError) => {
    if (hadError) sessions._evictSession(key)
  })
  return socket
}
