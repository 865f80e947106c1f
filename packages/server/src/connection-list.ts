/** ConnectionList: the open connections of a server, upgraded ones excluded, and the timer of their deadlines. */
import type { Clock } from './clock.js'
import { DeadlineTimer, type Expiring } from './deadline-timer.js'

/** What a server does with its connections. */
export interface ListedConnection extends Expiring {
  /** True if `close()` may end the connection: no request is under way, or every byte of the last response was sent. */
  readonly isUnused: boolean
  /** Destroys the socket. */
  destroy(): void
}

export class ConnectionList {
  private readonly connections = new Set<ListedConnection>()
  readonly timer: DeadlineTimer

  constructor(clock?: Clock) {
    this.timer = new DeadlineTimer(this.connections, clock)
  }

  add(connection: ListedConnection): void {
    this.connections.add(connection)
  }

  delete(connection: ListedConnection): void {
    this.connections.delete(connection)
    if (this.connections.size === 0) this.timer.stop()
  }

  [Symbol.iterator](): IterableIterator<ListedConnection> {
    return this.connections.values()
  }
}
