/**
 * Everything that the agent listens to, calls and changes on a socket of its pool. The socket may be of a user's own
 * `createConnection`: any Duplex, without the methods and fields that only a net.Socket has.
 *
 * A socket gets its listeners when it joins the pool. One set of functions serves all sockets: `this` is the socket.
 */
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import type { PooledRequest } from '../pooled-request.js'
import { NOT_COUNTED, recordOf, setRecord, type SocketRecord } from './socket-record.js'

/** A socket with the field in which a request that uses it leaves itself. The name is Node's. */
type UsedSocket = Socket & { _httpMessage?: PooledRequest | null }

const LISTENERS = {
  /** The exchange is over, and the connection can be kept. */
  free(this: Duplex) {
    const { owner, options } = recordOf(this)!
    owner.emit('free', this, options)
  },
  close(this: Duplex) {
    const { owner, options } = recordOf(this)!
    owner.removeSocket(this, options)
  },
  /** While the socket is in use, its request handles this event. */
  timeout(this: Duplex) {
    const record = recordOf(this)!
    if (record.state !== 'free') {
      record.counts.timeouts++
      return
    }
    record.counts.idleTimeouts++
    this.destroy()
  },
  /** An upgrade took the socket, or it failed while it was idle. */
  agentRemove(this: Duplex) {
    const { owner, options } = recordOf(this)!
    owner.removeSocket(this, options)
    for (const event of EVENTS) this.off(event, LISTENERS[event])
    // A socket that failed while it was idle may fail again until it has closed.
    if (this.destroyed) this.on('error', () => {})
  },
  /** While the socket is in use, its request has a listener of its own. */
  error(this: Duplex) {
    destroyIfIdle(this)
  },
}

const EVENTS = Object.keys(LISTENERS) as (keyof typeof LISTENERS)[]

/** Makes `socket` one of a pool. */
export function joinPool(socket: Duplex, record: SocketRecord): void {
  setRecord(socket, record)
  for (const event of EVENTS) socket.on(event, LISTENERS[event])
}

/**
 * Leaves an idle `socket` to the caller, which has listeners for its errors and data as long as it lives. The caller calls {@link destroyIfIdle} when
 * the socket fails, and destroys it when it receives data that belongs to no request. Without this call the pool does both.
 *
 * Does nothing for a socket that is not in a pool of this copy of the package.
 */
export function disableIdleErrorHandling(socket: Duplex): void {
  const record = recordOf(socket)
  if (record === undefined) return
  record.hasOwnErrorHandler = true
  socket.off('error', LISTENERS.error)
}

/**
 * Destroys `socket` and takes it out of its pool, if it is idle there. Does nothing for a socket that is in use, or not in a pool of this copy of the
 * package.
 */
export function destroyIfIdle(socket: Duplex): void {
  if (recordOf(socket)?.state !== 'free') return
  socket.destroy()
  socket.emit('agentRemove')
}

/**
 * Gives `socket` to a request.
 *
 * @param face - what the request gets instead
 */
export function give(socket: Duplex, request: PooledRequest, face: Duplex = socket): void {
  const record = recordOf(socket)
  if (record !== undefined) record.served++
  request.onSocket(face)
  // A new socket has the agent's timeout. A used one has that of its last request.
  const { timeout } = request
  if (timeout !== undefined && timeout !== (socket as Socket).timeout) (socket as Socket).setTimeout?.(timeout)
}

/** Returns the request that used `socket` last, until {@link forgetRequest}. */
export function requestOf(socket: Duplex): PooledRequest | null | undefined {
  return (socket as UsedSocket)._httpMessage
}

/** Notes that `socket` is idle now, and how many bytes it has received. */
export function forgetRequest(socket: Duplex, record: SocketRecord): void {
  record.idleBytes = record.hasOwnErrorHandler || socket.listenerCount('data') > 0 ? NOT_COUNTED : (socket as Socket).bytesRead
  ;(socket as UsedSocket)._httpMessage = null
}

/** True if an idle socket has received bytes. They would be taken for the response to its next request. */
export function hasUnexpectedBytes(socket: Socket): boolean {
  const bytes = recordOf(socket)?.idleBytes ?? NOT_COUNTED
  return bytes !== NOT_COUNTED && socket.bytesRead !== bytes
}

/**
 * Prepares `socket` for being idle.
 *
 * @param keepAliveMsecs - delay of the first TCP keep-alive probe
 */
export function startIdle(socket: Duplex, keepAliveMsecs: number): void {
  const tcp = socket as Partial<Socket>
  tcp.setKeepAlive?.(true, keepAliveMsecs)
  tcp.unref?.()
}

/** Sets after how many milliseconds without traffic a socket emits `'timeout'`; 0 for never. */
export function setSocketTimeout(socket: Duplex, timeout: number): void {
  const tcp = socket as Socket
  if ((tcp.timeout ?? 0) !== timeout) tcp.setTimeout?.(timeout)
}

/** Gives a used socket the agent's timeout, unless its next request has its own, which comes later: that of its idle time, or of the request before it, does not count for this one. */
export function resetTimeout(socket: Duplex, { timeout }: PooledRequest, agentTimeout: number | undefined): void {
  if (timeout === undefined) setSocketTimeout(socket, agentTimeout || 0)
}

/** Prepares an idle socket for its next request. */
export function endIdle(socket: Duplex): void {
  ;(socket as Socket).ref?.()
}

/** Adds a listener for the lines that a TLS socket has for SSLKEYLOGFILE. */
export function onKeylog(socket: Duplex, listener: (line: Buffer) => void): void {
  socket.on('keylog', listener)
}
