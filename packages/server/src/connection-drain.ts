/** What a connection does while its server drains. The steps of the drain are in drain.ts. */
import { setImmediate } from 'node:timers'
import type { ConnectionParts } from './connection-parts.js'
import { Event, State } from './connection-state.js'
import { ConnectionWatch } from './connection-watch.js'
import type { Drain } from './drain.js'
import { DRAIN_LINGER } from './limits.js'

/** True if the connection closes because the server drains. */
export function isDraining({ watch }: ConnectionParts): boolean {
  return watch !== null && watch.isDraining
}

/** From now on the responses that are sent whole are counted. */
export function countForDrain(connection: ConnectionParts, drain: Drain): void {
  connection.watch ??= new ConnectionWatch(connection.host, connection.socket)
  connection.watch.drain = drain
}

/** From now on the connection serves what is under way, and closes. */
export function startDraining(connection: ConnectionParts, drain: Drain): void {
  const { timeouts } = connection
  const { idleMs } = drain
  const { last } = connection.responses
  const isNew = connection.state !== State.keptAlive
  const isIdleTooLong = connection.isIdle && !timeouts.waitIdle(idleMs, isNew)
  timeouts.limitIdle(idleMs)
  countForDrain(connection, drain)
  if (isIdleTooLong) endIdleSoon(connection)
  else if (last !== null && !last.headersSent) connection.watch!.announceClose(last, connection.keepAliveLine())
}

/** Ends an idle connection after what had arrived until now was read. A busy process comes late to a deadline, and the request may be there. */
export function endIdleSoon(connection: ConnectionParts): void {
  setImmediate(endIdle, connection)
}

/**
 * Ends this side of a connection without a request. A request that has arrived meanwhile is served. The client may be sending one now: its bytes are read, so that it gets an end and not a reset.
 */
function endIdle(connection: ConnectionParts): void {
  if (!connection.isIdle) return
  connection.transition(Event.last)
  connection.port.clearTimeout()
  connection.socket.end()
  if (!connection.socket.destroyed) connection.timeouts.waitForEnd(DRAIN_LINGER)
}

/**
 * The last response has finished: ends this side. The client may have sent another request: bytes that nothing reads would be answered by a reset, which may take the last response with it (RFC 9112
 * section 9.6).
 */
export function endDraining({ socket, timeouts, receiving }: ConnectionParts): void {
  if (!socket.writableEnded) socket.end()
  if (socket.destroyed) return
  if (receiving === null) timeouts.waitForEnd(DRAIN_LINGER)
  else timeouts.waitForClose()
}
