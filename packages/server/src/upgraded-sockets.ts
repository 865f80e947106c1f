/**
 * UpgradedSockets: which sockets a server has handed to upgrade and CONNECT handlers.
 *
 * What may live here: their number. A handed over socket is its handler's: it gets no listener, and nothing here keeps it in memory.
 */
import type { Duplex } from 'node:stream'

/** The references are looked through when there are this many, and then each time they have doubled. */
const MIN_SWEEP = 64

export class UpgradedSockets {
  private sockets: WeakRef<Duplex>[] = []
  private sweepAt = MIN_SWEEP
  /** Sockets so far. */
  total = 0

  add(socket: Duplex): void {
    this.total++
    if (this.sockets.length >= this.sweepAt) this.sweepAt = Math.max(MIN_SWEEP, this.sweep() * 2)
    this.sockets.push(new WeakRef(socket))
  }

  /** Returns how many are open. */
  open(): number {
    return this.total === 0 ? 0 : this.sweep()
  }

  /** Forgets those that have closed, and returns how many are left. */
  private sweep(): number {
    this.sockets = this.sockets.filter((reference) => reference.deref()?.destroyed === false)
    return this.sockets.length
  }
}
