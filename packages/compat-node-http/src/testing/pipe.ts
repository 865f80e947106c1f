/** Pipe: one direction of a connection in memory. It takes what one end writes, and delivers it to the other while that reads. */
import type { End, Input, Output, PipeOwner, WriteCallback } from './link.js'
import { after, later } from './turns.js'

/** Bytes that a reader gets at a time at most. Source: a read of libuv. */
const MAX_READ = 64 * 1024

/** What happens after some bytes of a direction. */
export type BreakKind = 'cut' | 'stall' | 'reset'

/** A break of one direction: `kind` happens instead of the delivery of the byte number `afterBytes` (the first is 0). */
export interface Break {
  readonly kind: BreakKind
  readonly afterBytes: number
}

export class Pipe implements Input, Output {
  source!: End
  target!: End
  /** Bytes that the reader has got. */
  delivered = 0
  /** Milliseconds from a write to its arrival. */
  latency = 0
  /** Called after each delivery. */
  onDelivery: (() => void) | undefined
  /** Under way, in order. null is the end. */
  private readonly travelling: (Buffer | null)[] = []
  /** Arrived, for the reader. */
  private queue: Buffer[] = []
  /** Bytes in `travelling` and `queue`. */
  private size = 0
  private hasEndArrived = false
  private isEndDelivered = false
  private isPlanned = false
  /** Nothing is delivered any more. */
  private isStalled = false
  /** The reader got an end that the writer did not send. */
  private isCut = false
  private hasFailed = false
  private breaks: Break | undefined
  /** The write that waits until there is room. */
  private waiting: WriteCallback | null = null

  constructor(private readonly connection: PipeOwner) {}

  /** Bytes that were taken and not delivered. */
  get pending(): number {
    return this.size
  }

  /** Bytes that may be on their way: as many as the reader would keep. */
  private get capacity(): number {
    return this.target.readableHighWaterMark
  }

  /** Takes a write. Calls back at once if there is room, as a socket does whose operating system has taken everything. */
  take(chunks: readonly Buffer[], callback: WriteCallback): void {
    if (this.isCut) later(() => this.source.lose())
    if (this.isCut || this.hasFailed) {
      callback()
      return
    }
    for (const chunk of chunks) {
      if (chunk.length === 0) continue
      this.size += chunk.length
      this.send(chunk)
    }
    if (this.size > this.capacity) this.waiting = callback
    else callback()
  }

  /** The writer has ended its side. */
  takeEnd(): void {
    this.send(null)
  }

  private send(piece: Buffer | null): void {
    this.travelling.push(piece)
    after(this.latency, () => {
      // The first, whichever timer has fired: bytes keep their order if the latency changes.
      const first = this.travelling.shift()
      if (first === null) this.hasEndArrived = true
      else if (first !== undefined) this.queue.push(first)
      this.plan()
    })
  }

  /** Plans the next delivery, if there is something to deliver. */
  plan(): void {
    const { target } = this
    if (this.isPlanned || this.isStalled || this.hasFailed || !this.connection.isOpen) return
    if (this.queue.length === 0 && (!this.hasEndArrived || this.isEndDelivered)) return
    if (!target.isReading && !target.destroyed) return
    this.isPlanned = true
    later(() => {
      this.isPlanned = false
      target.inItsContext(() => this.deliver())
    })
  }

  /** Makes `kind` happen after `afterBytes` more bytes. */
  breakAfter(kind: BreakKind, afterBytes: number): void {
    this.breaks = { kind, afterBytes: this.delivered + afterBytes }
  }

  /** Delivers again. */
  resume(): void {
    if (this.breaks?.kind === 'stall') this.breaks = undefined
    this.isStalled = false
    this.plan()
  }

  /** The bytes on their way are lost, and so are those to come. */
  drop(): void {
    this.hasFailed = true
    this.queue = []
    this.travelling.length = 0
    this.size = 0
  }

  forgetWrite(): void {
    this.waiting = null
  }

  private deliver(): void {
    if (this.isStalled || this.hasFailed || this.meetsBreak()) return
    const { target } = this
    if (this.queue.length === 0) {
      this.isEndDelivered = true
      target.receive(null)
      return
    }
    if (!target.isReading && !target.destroyed) return
    const chunk = this.cut(Math.min(MAX_READ, this.breaks === undefined ? Infinity : this.breaks.afterBytes - this.delivered))
    this.delivered += chunk.length
    try {
      this.makeRoom()
      // A closed end refuses what arrives.
      if (target.destroyed) this.connection.refuse(this.source)
      else target.receive(chunk)
    } finally {
      this.onDelivery?.()
      this.plan()
    }
  }

  /** Calls the waiting write back if there is room now. */
  private makeRoom(): void {
    if (this.waiting === null || this.size > this.capacity) return
    const callback = this.waiting
    this.waiting = null
    const { source } = this
    later(() => source.inItsContext(() => source.complete(callback)))
  }

  /** Returns true if a break happens now. */
  private meetsBreak(): boolean {
    const { breaks, target } = this
    if (breaks === undefined || this.delivered < breaks.afterBytes) return false
    this.breaks = undefined
    if (breaks.kind === 'stall') this.isStalled = true
    else if (breaks.kind === 'reset') this.connection.resetNow()
    else {
      this.drop()
      this.isCut = true
      target.receive(null)
    }
    return true
  }

  private cut(size: number): Buffer {
    const all = this.queue.length === 1 ? this.queue[0]! : Buffer.concat(this.queue)
    const chunk = all.subarray(0, size)
    this.queue = chunk.length < all.length ? [all.subarray(chunk.length)] : []
    this.size -= chunk.length
    return chunk
  }
}
