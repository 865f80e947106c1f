/** What the pool knows of a socket, and what it hears from it. One set of listeners serves every socket: `this` is the socket. */
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import type { ConnectionOptions } from './options.js'
import type { PooledRequest } from './pooled-request.js'
import { nextState, type SocketEvent, type SocketState } from './socket-state.js'

/** The pool's side of a socket's events. */
export interface Pool {
  emit(event: 'free', socket: Duplex, options: ConnectionOptions): boolean
  removeSocket(socket: Duplex, options?: ConnectionOptions): void
}

/** What the pool knows of a socket. */
export interface PooledSocket {
  readonly pool: Pool
  readonly key: string
  readonly options: ConnectionOptions
  state: SocketState
  /** Requests it was given to. */
  served: number
  /** When it joined, milliseconds of the clock; 0 where the age of sockets is not needed. */
  readonly since: number
  /** Who uses it notices for himself what happens to it while it is idle. */
  isWatched: boolean
  /** Bytes it had received when it became idle; -1 if somebody notices more himself. */
  idleBytes: number
  /** The waiting request for which it was opened, until its first `'free'`. */
  reservedFor: PooledRequest | undefined
  /** It serves one request and no other. */
  readonly isSingleUse: boolean
}

const kPooled = Symbol('pooled socket')

/** A socket with our record, and the name under which requests leave themselves on it. */
export type AgentSocket = Socket & { [kPooled]?: PooledSocket; _httpMessage?: PooledRequest | null }

/** The record of a socket that is the pool's. */
export function pooledSocket(socket: Duplex): PooledSocket | undefined {
  return (socket as AgentSocket)[kPooled]
}

/** Makes `socket` one of the pool's: it keeps its listeners until it closes or an upgrade takes it. */
export function joinPool(socket: Duplex, pooled: PooledSocket): void {
  ;(socket as AgentSocket)[kPooled] = pooled
  for (const event of EVENTS) socket.on(event, LISTENERS[event])
}

/** Follows the table of states. */
export function transition(pooled: PooledSocket, event: SocketEvent): void {
  pooled.state = nextState(pooled.state, event)
}

const LISTENERS = {
  free(this: AgentSocket) {
    const { pool, options } = this[kPooled]!
    pool.emit('free', this, options)
  },
  close(this: AgentSocket) {
    const { pool, options } = this[kPooled]!
    pool.removeSocket(this, options)
  },
  /** In use, the request decides. */
  timeout(this: AgentSocket) {
    if (this[kPooled]!.state === 'free') this.destroy()
  },
  /** An upgrade took the socket: it is no business of the pool's any more. */
  agentRemove(this: AgentSocket) {
    const { pool, options } = this[kPooled]!
    pool.removeSocket(this, options)
    for (const event of EVENTS) this.off(event, LISTENERS[event])
    // A socket that failed while it was idle may fail again while it closes.
    if (this.destroyed) this.on('error', () => {})
  },
  /** A request that uses the socket hears of it by a listener of its own. */
  error(this: AgentSocket) {
    failIdle(this)
  },
}

/**
 * For whoever watches `socket` as long as it lives, also while it is idle: the pool leaves it to him. He destroys it when it
 * speaks unasked, and calls {@link failIdle} when it fails.
 */
export function watchedByUser(socket: Duplex): void {
  const pooled = pooledSocket(socket)
  if (pooled === undefined) return
  pooled.isWatched = true
  socket.off('error', LISTENERS.error)
}

/** An idle socket that fails hurts nobody: it leaves the pool. Does nothing with a socket that is in use, or no pool's. */
export function failIdle(socket: Duplex): void {
  if (pooledSocket(socket)?.state !== 'free') return
  socket.destroy()
  socket.emit('agentRemove')
}

const EVENTS = Object.keys(LISTENERS) as (keyof typeof LISTENERS)[]
