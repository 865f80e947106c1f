/** TLS connections, for agents of `https:`. `node:tls` is loaded when the first is opened. */
import type tls from 'node:tls'
import type { Duplex } from 'node:stream'
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
  keepSessions(socket, key, sessions)
  return socket
}

/** Sockets whose sessions are kept. */
const kept = new WeakSet<Duplex>()

/** True if the sessions of `socket` are kept. */
export function isKept(socket: Duplex): boolean {
  return kept.has(socket)
}

/** Keeps the sessions that `socket` gets, for the next connection with this key. */
export function keepSessions(socket: Duplex, key: string, sessions: SessionKeeper): void {
  kept.add(socket)
  socket.on('session', (fresh: Buffer) => sessions._cacheSession(key, fresh))
  // The server may have refused the session, and would again.
  socket.once('close', (hadError: boolean) => {
    if (hadError) sessions._evictSession(key)
  })
}
