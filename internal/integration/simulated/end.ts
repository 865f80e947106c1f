/**
 * End: one end of a connection, a Duplex. {@link NetEnd} also has what a net.Socket has: `connecting`, `setTimeout`, `destroySoon`.
 *
 * The code under test gets it as its socket. It has no listener of the simulation: what is emitted is noted in `emit`.
 */
import { Duplex } from 'node:stream'
import type { Connection } from './network.js'
import type { Pipe } from './pipe.js'
import type { EndSchedule } from './schedule.js'
import type { Task } from './scheduler.js'

type Callback = (error?: Error | null) => void

export type Side = 'client' | 'server'

/** Returns an error of the operating system. */
export function systemError(code: string, syscall: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${syscall} ${code}`), { code, syscall })
}

export class End extends Duplex {
  input!: Pipe
  output!: Pipe
  /** True while the stream asks for bytes. */
  isReading = false
  /** The number of times that `'close'` was emitted. */
  closes = 0
  /** Its agent has given it up: `'agentRemove'` was emitted. */
  isRemoved = false
  /** Another protocol has it. */
  isHandedOver = false
  /** The plan destroys it, or its request. */
  isGivenUp = false
  bytesRead = 0
  bytesWritten = 0
  /** Both ends know of each other: bytes flow. */
  private isReady = false
  /** A write or an end from before that. */
  private held: (() => void) | null = null
  /** The connection was reset, and the program does not know it yet. */
  private isLost = false
  /** Only writes fail: what the peer sent before it closed is still to be read. */
  private areWritesRefused = false

  constructor(
    readonly connection: Connection,
    readonly side: Side,
    readonly schedule: EndSchedule,
  ) {
    super({ allowHalfOpen: schedule.isNet ? side === 'server' : schedule.allowHalfOpen, highWaterMark: schedule.highWaterMark })
  }

  /** True while a timeout is set. */
  get hasTimer(): boolean {
    return false
  }

  get isClosed(): boolean {
    return this.closes > 0
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event === 'close') this.closes++
    else if (event === 'agentRemove') this.isRemoved = true
    return super.emit(event as string, ...args)
  }

  /** The connection is open. */
  open(): void {
    if (this.destroyed) return
    this.isReady = true
    const { held } = this
    this.held = null
    held?.()
    this.input.plan()
  }

  /** Bytes from the network; null for the end. */
  receive(chunk: Buffer | null): void {
    if (this.destroyed || this.readableEnded) return
    this.active()
    this.bytesRead += chunk?.length ?? 0
    // Meanwhile the stream may ask for more. If a listener throws, a net.Socket goes on reading.
    this.isReading = false
    let wantsMore = true
    try {
      wantsMore = this.push(chunk)
    } finally {
      if (wantsMore) this.isReading = true
    }
  }

  /** The connection is reset. A stream that does not read notices it with its next read or write. */
  lose(): void {
    if (this.destroyed) return
    this.isLost = true
    if (this.isReading) this.destroy(systemError('ECONNRESET', 'read'))
  }

  /** The peer has closed: writes fail from now on. */
  refuseWrites(): void {
    this.areWritesRefused = true
  }

  /** Calls a write back, unless the end was destroyed: then the write was cancelled. */
  complete(callback: Callback): void {
    this.active()
    if (!this.destroyed) callback()
    else this.cancel(callback)
  }

  override _read(): void {
    this.isReading = true
    if (this.isLost && this.isReady) this.connection.later(0, () => this.destroy(systemError('ECONNRESET', 'read')))
    else this.input.plan()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: Callback): void {
    this.writeAll([chunk], callback)
  }

  override _final(callback: Callback): void {
    if (!this.isReady) {
      this.held = () => this._final(callback)
      return
    }
    this.output.takeEnd()
    if (this.schedule.isNet) this.connection.later(0, callback)
    else callback()
  }

  override _destroy(error: Error | null, callback: Callback): void {
    const { connection, output, schedule } = this
    this.held = null
    connection.note(`${connection.number} ${this.side} destroyed${error === null ? '' : `: ${(error as NodeJS.ErrnoException).code ?? error.message}`}`)
    const waiting = output.takeWaiting()
    const close = (): void => {
      if (waiting !== null) this.cancel(waiting)
      callback(error)
    }
    connection.closed(this)
    if (schedule.closeDelay === 0) close()
    else connection.later(schedule.closeDelay, close)
  }

  /** Bytes have moved. */
  protected active(): void {}

  protected writeAll(chunks: Buffer[], callback: Callback): void {
    if (!this.isReady) {
      this.held = () => this.writeAll(chunks, callback)
      return
    }
    if (this.isLost || this.areWritesRefused) {
      callback(systemError('EPIPE', 'write'))
      return
    }
    this.active()
    this.bytesWritten += chunks.reduce((sum, { length }) => sum + length, 0)
    // Copies: a stream may use its bytes again after the callback.
    this.output.take(chunks.map((chunk) => Buffer.from(chunk)), callback)
  }

  private cancel(callback: Callback): void {
    const { cancels } = this.schedule
    if (cancels !== 'never') callback(cancels === 'error' ? systemError('ECANCELED', 'write') : null)
  }
}

export class NetEnd extends End {
  connecting: boolean
  /** Milliseconds, after `setTimeout`. */
  timeout: number | undefined = undefined
  private timer: Task | undefined

  constructor(connection: Connection, side: Side, schedule: EndSchedule) {
    super(connection, side, schedule)
    this.connecting = side === 'client'
    // Several writes that wait leave together.
    this._writev = (chunks, callback) => this.writeAll(chunks.map(({ chunk }) => chunk as Buffer), callback)
  }

  override get hasTimer(): boolean {
    return this.timer !== undefined
  }

  override open(): void {
    if (this.destroyed) return
    const wasConnecting = this.connecting
    this.connecting = false
    super.open()
    if (wasConnecting) {
      this.emit('connect')
      this.emit('ready')
    }
    // As a net.Socket, it reads before there is a reader.
    this.read(0)
  }

  setTimeout(milliseconds: number, callback?: () => void): this {
    this.timeout = milliseconds
    if (callback !== undefined) this.once('timeout', callback)
    this.active()
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  destroySoon(): void {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', () => this.destroy())
  }

  override _destroy(error: Error | null, callback: Callback): void {
    this.connecting = false
    this.connection.cancel(this.timer)
    this.timer = undefined
    super._destroy(error, callback)
  }

  protected override active(): void {
    const { connection, timeout } = this
    connection.cancel(this.timer)
    this.timer = undefined
    if (!timeout || this.destroyed) return
    this.timer = connection.timer(timeout, () => {
      this.timer = undefined
      this.emit('timeout')
    })
  }
}
