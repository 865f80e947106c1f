/** Pipe: one direction of a connection. It takes what one end writes, and delivers it to the other end as the schedule says. */
import type { Connection } from './network.js'
import type { End } from './end.js'
import type { DirectionSchedule, Fault } from './schedule.js'

type Callback = (error?: Error | null) => void

export class Pipe {
  source!: End
  target!: End
  /** Bytes that were delivered. */
  delivered = 0
  private queue: Buffer[] = []
  private size = 0
  private hasEnd = false
  private isEndDelivered = false
  /** A delivery is planned. */
  private isPlanned = false
  /** Nothing is delivered any more. */
  private isDead = false
  /** The receiver got an end that the sender did not send. */
  private isCut = false
  /** The write that waits until there is room. */
  private waiting: Callback | null = null
  private deliveries = 0
  private writes = 0
  private fault: Fault | undefined

  constructor(
    private readonly connection: Connection,
    private readonly schedule: DirectionSchedule,
    private readonly name: string,
  ) {
    this.fault = schedule.fault
  }

  /** Bytes that were taken and not delivered. */
  get pending(): number {
    return this.size
  }

  /** Takes a write. Calls back when there is room for it. */
  take(chunks: readonly Buffer[], callback: Callback): void {
    const bytes = chunks.reduce((sum, { length }) => sum + length, 0)
    this.connection.note(`${this.name} takes ${bytes}`)
    if (this.isCut) this.connection.later(this.schedule.delays[0]!, () => this.source.lose())
    else if (!this.isDead || this.size < this.schedule.capacity) {
      this.queue.push(...chunks.filter(({ length }) => length > 0))
      this.size += bytes
    }
    const isSync = this.schedule.sync[this.writes++ % this.schedule.sync.length]!
    if (this.size > this.schedule.capacity) this.waiting = callback
    else if (isSync) callback()
    else this.connection.later(0, () => this.source.complete(callback))
    this.plan()
  }

  /** The sender has ended its side. */
  takeEnd(): void {
    this.hasEnd = true
    this.plan()
  }

  /** Plans the next delivery, if there is something to deliver. */
  plan(): void {
    if (this.isPlanned || this.isDead || !this.connection.isOpen) return
    if (this.size === 0 && (!this.hasEnd || this.isEndDelivered)) return
    if (!this.target.isReading && !this.target.destroyed) return
    this.isPlanned = true
    const { delays } = this.schedule
    this.connection.later(delays[this.deliveries++ % delays.length]!, () => {
      this.isPlanned = false
      this.deliver()
    })
  }

  /** Nothing is delivered any more. What the sender writes is taken until the buffer is full. */
  die(): void {
    this.isDead = true
  }

  /** The bytes on their way are lost. */
  drop(): void {
    this.isDead = true
    this.queue = []
    this.size = 0
  }

  /** The sender was destroyed. Returns the write that was waiting: its rest is lost. */
  takeWaiting(): Callback | null {
    const { waiting } = this
    this.waiting = null
    if (waiting !== null && this.size > this.schedule.capacity) {
      this.queue = [this.cut(this.schedule.capacity)]
      this.size = this.queue[0]!.length
    }
    return waiting
  }

  private deliver(): void {
    if (this.isDead || this.meetsFault()) return
    const { target } = this
    if (this.size === 0) {
      this.isEndDelivered = true
      this.connection.note(`${this.name} delivers the end`)
      target.receive(null)
      return
    }
    if (!target.isReading && !target.destroyed) return
    const { sizes } = this.schedule
    const chunk = this.cut(Math.min(sizes[this.deliveries % sizes.length]!, this.fault === undefined ? Infinity : this.fault.at - this.delivered))
    this.delivered += chunk.length
    this.connection.note(`${this.name} delivers ${chunk.length}, ${this.size} left`)
    try {
      this.makeRoom()
      // A closed end refuses what arrives.
      if (target.destroyed) this.connection.refuse(this.source)
      else target.receive(chunk)
    } finally {
      this.plan()
    }
  }

  /** Calls the waiting write back if there is room now. */
  private makeRoom(): void {
    if (this.waiting === null || this.size > this.schedule.capacity) return
    const callback = this.waiting
    this.waiting = null
    this.connection.later(0, () => this.source.complete(callback))
  }

  /** Returns true if the break of the schedule happens now. */
  private meetsFault(): boolean {
    const { fault } = this
    if (fault === undefined || this.delivered < fault.at || (this.size === 0 && fault.kind !== 'stall')) return false
    this.fault = undefined
    this.connection.note(`${this.name} ${fault.kind} ${fault.ms}`)
    this.connection.faults.add(fault.kind)
    if (fault.kind === 'stall') {
      this.isPlanned = true
      this.connection.later(fault.ms, () => {
        this.isPlanned = false
        this.plan()
      })
    } else if (fault.kind === 'die') this.connection.die()
    else if (fault.kind === 'reset') this.connection.reset(fault.ms)
    else {
      this.drop()
      this.isCut = true
      this.connection.later(0, () => this.target.receive(null))
    }
    return true
  }

  private cut(size: number): Buffer {
    const all = this.queue.length === 1 ? this.queue[0]! : Buffer.concat(this.queue)
    const chunk = all.subarray(0, size)
    this.queue = chunk.length < all.length ? [all.subarray(chunk.length)] : []
    this.size -= chunk.length
    // A copy, as what a real socket reads: the writer may use its bytes again.
    return Buffer.from(chunk)
  }
}
