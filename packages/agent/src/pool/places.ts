/** Places: how many sockets a pool may open, by key and in all. */
import type { ConnectionOptions } from '../options.js'
import { count } from './lists.js'
import type { PoolOwner } from './owner.js'

/** Connections with one key that `createConnection` has not delivered yet. */
export interface PendingConnections {
  count: number
  readonly options: ConnectionOptions
  /** Each ends the wait for one connection, with an error. */
  readonly cancels: Set<(error: Error) => void>
}

/** A pending connection holds a place, as a socket does. */
export class Places {
  readonly pending = new Map<string, PendingConnections>()
  private totalPending = 0

  constructor(private readonly owner: PoolOwner) {}

  /** True if there is no socket and no pending connection. */
  get isUnused(): boolean {
    return this.owner.totalSocketCount === 0 && this.totalPending === 0
  }

  /** Connections that `createConnection` has not delivered yet. */
  get pendingCount(): number {
    return this.totalPending
  }

  /** True if the limit of all sockets is reached. */
  get isFull(): boolean {
    return this.total >= this.owner.maxTotalSockets
  }

  /** Places that are taken. */
  private get total(): number {
    return this.owner.totalSocketCount + this.totalPending
  }

  /** True if a socket may be opened for `key`. */
  isFree(key: string): boolean {
    const { sockets, maxSockets } = this.owner
    return count(sockets, key) + (this.pending.get(key)?.count ?? 0) < maxSockets && !this.isFull
  }

  /** True if one more socket of `key` may become idle, and no waiting request needs its place. */
  isFreeForIdle(key: string): boolean {
    const { sockets, freeSockets, maxFreeSockets, maxSockets, maxTotalSockets, requests } = this.owner
    const idle = count(freeSockets, key)
    if (idle >= maxFreeSockets || count(sockets, key) + idle > maxSockets) return false
    return this.total < maxTotalSockets || (this.total === maxTotalSockets && Object.keys(requests).length === 0)
  }

  /** True if one more connection of `key` may be opened for later requests, beside `ahead` others. */
  isFreeAhead(key: string, ahead: number): boolean {
    const { sockets, freeSockets, maxSockets, maxFreeSockets } = this.owner
    const idle = count(freeSockets, key)
    const open = count(sockets, key) + (this.pending.get(key)?.count ?? 0) + idle
    return open < maxSockets && idle + ahead < maxFreeSockets && !this.isFull
  }

  /** A connection is pending now. */
  hold(key: string, options: ConnectionOptions, cancel: (error: Error) => void): void {
    let pending = this.pending.get(key)
    if (pending === undefined) this.pending.set(key, (pending = { count: 0, options, cancels: new Set() }))
    pending.count++
    pending.cancels.add(cancel)
    this.totalPending++
  }

  /** A pending connection was delivered, or failed. */
  release(key: string, cancel: (error: Error) => void): void {
    const pending = this.pending.get(key)!
    pending.cancels.delete(cancel)
    if (--pending.count === 0) this.pending.delete(key)
    this.totalPending--
  }

  /** Ends the wait for all pending connections. */
  cancelAll(error: () => Error): void {
    for (const { cancels } of [...this.pending.values()]) for (const cancel of [...cancels]) cancel(error())
  }
}
