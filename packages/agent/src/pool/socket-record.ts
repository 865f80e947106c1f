/** SocketRecord: what a pool keeps about one of its sockets, on the socket itself. */
import type { Duplex } from 'node:stream'
import type { ConnectionOptions } from '../options.js'
import type { PooledRequest } from '../pooled-request.js'
import type { PoolOwner } from './owner.js'
import { nextState, type SocketEvent, type SocketState } from './socket-state.js'

export interface SocketRecord {
  readonly owner: PoolOwner
  readonly key: string
  /** The options of its connection. */
  readonly options: ConnectionOptions
  state: SocketState
  /** Requests that it was given to. */
  served: number
  /** When it joined the pool, milliseconds of the clock; 0 if no option depends on it. */
  readonly since: number
  /** The client handles its errors also while it is idle, and destroys it if it receives data then. */
  hasOwnErrorHandler: boolean
  /** Bytes received before it became idle, or {@link NOT_COUNTED}. */
  idleBytes: number
  /** The waiting request for which it was opened, until its first `'free'`. */
  reservedFor: PooledRequest | undefined
  /** Of its origin. */
  readonly counts: SocketCounts
  /** It serves one request only. */
  readonly isSingleUse: boolean
}

/** Counts of the sockets of one origin. They change with events of sockets only, so a request costs nothing. */
export interface SocketCounts {
  created: number
  closed: number
  errors: number
  /** Of sockets in use. */
  timeouts: number
  /** Of idle sockets. */
  idleTimeouts: number
  /** Of sockets that have left the pool. */
  requests: number
  /** Of sockets that have left the pool: requests but the first of each. */
  reused: number
}

/** Received bytes of an idle socket that has another listener for them. */
export const NOT_COUNTED = -1

const kRecord = Symbol('socket record')

type RecordedSocket = Duplex & { [kRecord]?: SocketRecord }

/** Returns the record of `socket`. Undefined if it is not in a pool of this copy of the package. */
export function recordOf(socket: Duplex): SocketRecord | undefined {
  return (socket as RecordedSocket)[kRecord]
}

export function setRecord(socket: Duplex, record: SocketRecord): void {
  ;(socket as RecordedSocket)[kRecord] = record
}

/** Moves the socket to its next state. */
export function transition(record: SocketRecord, event: SocketEvent): void {
  record.state = nextState(record.state, event)
}
