/**
 * ConnectionList: the open connections of a server, upgraded ones excluded, in the order in which they began, and the timer of their deadlines.
 *
 * It is a linked list and not a Set: a Set replaces its table every few connections, and each old table keeps the connections of its time alive until the next
 * garbage collection of the whole heap.
 */
import type { Clock } from './clock.js'
import { DeadlineTimer, type Expiring } from './deadline-timer.js'
import type { Drain, DrainingConnection } from './drain.js'
import type { ConnectionStats } from './stats.js'
import { UpgradedSockets } from './upgraded-sockets.js'

/** What a server does with its connections. */
export interface ListedConnection extends Expiring, DrainingConnection {
  /** True if `close()` may end the connection: no request is under way, or every byte of the last response was sent. */
  readonly isUnused: boolean
  readonly stats: ConnectionStats
  /** The neighbours in the list; null for none, and outside of a list. */
  previousListed: ListedConnection | null
  nextListed: ListedConnection | null
}

export class ConnectionList {
  private first: ListedConnection | null = null
  private last: ListedConnection | null = null
  private count = 0
  readonly timer: DeadlineTimer
  readonly upgraded = new UpgradedSockets()
  /** Set from the call of `server.drain()` on. */
  drain: Drain | null = null

  constructor(clock?: Clock) {
    this.timer = new DeadlineTimer(this, clock)
  }

  get size(): number {
    return this.count
  }

  add(connection: ListedConnection): void {
    const { last } = this
    connection.previousListed = last
    if (last === null) this.first = connection
    else last.nextListed = connection
    this.last = connection
    this.count++
  }

  /** Does nothing for a connection that has left the list. */
  delete(connection: ListedConnection): void {
    const { previousListed: previous, nextListed: next } = connection
    if (previous === null && this.first !== connection) return
    if (previous === null) this.first = next
    else previous.nextListed = next
    if (next === null) this.last = previous
    else next.previousListed = previous
    // A connection that has left must not keep its former neighbours alive.
    connection.previousListed = null
    connection.nextListed = null
    if (--this.count > 0) return
    this.timer.stop()
    this.drain?.onNoConnection()
  }

  /** Iterates over the connections that are in the list when the iteration starts, also over those that leave meanwhile. */
  [Symbol.iterator](): IterableIterator<ListedConnection> {
    const all: ListedConnection[] = []
    for (let connection = this.first; connection !== null; connection = connection.nextListed) all.push(connection)
    return all.values()
  }
}
