/** Reuse: when a socket may serve another request. Decisions from its record, its state and the options. */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { clock } from '../clock.js'
import type { ExtraOptions } from '../options.js'
import { hasUnexpectedBytes } from './socket-port.js'
import { recordOf } from './socket-record.js'

/** True if a socket has served as long or as often as the options allow. */
export function isWornOut(socket: Duplex, extra: ExtraOptions): boolean {
  const { maxRequests, maxAge } = extra
  const record = recordOf(socket)
  if (record === undefined) return false
  if (record.isSingleUse && record.served > 0) return true
  return record.served >= maxRequests || (maxAge !== Infinity && clock.now() - record.since >= maxAge)
}

/** True if an idle socket can serve a request. */
export function isUsable(socket: Socket, extra: ExtraOptions): boolean {
  return !socket.destroyed && socket.writable && !isWornOut(socket, extra) && !hasUnexpectedBytes(socket)
}
