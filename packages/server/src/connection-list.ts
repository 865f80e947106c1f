/** ConnectionList: the open connections of a server, upgraded ones excluded, and the timer of their deadlines. */
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
}

export class ConnectionList {
  private readonly connections = new Set<ListedConnection>()
  readonly timer: DeadlineTimer
  readonly upgraded = new UpgradedSockets()
  /** Set from the call of `server.drain()` on. */
  drain: Drain | null = null

  constructor(clock?: Clock) {
    this.timer = new DeadlineTimer(this.connections, clock)
  }

  get size(): number {
    return this.connections.size
  }

  add(connection: ListedConnection): void {
    this.connections.add(connection)
  }

  delete(connection: ListedConnection): void {
    this.connections.delete(connection)
    if (this.connections.size > 0) return
    this.timer.stop()
    this.drain?.onNoConnection()
  }

  [Symbol.iterator](): IterableIterator<ListedConnection> {
    return this.connections.values()
  }
}
