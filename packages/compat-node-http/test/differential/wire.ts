/** One end of a connection in memory: what is fed arrives as it was cut, what is written is kept. */
import { Duplex } from 'node:stream'

/** Turns of the event loop without a sign of life after which nothing more will come: no timer and no I/O is involved. */
const QUIET_TURNS = 6

export class Wire extends Duplex {
  /** Everything that was written, Latin-1. */
  written = ''
  /** Grows with everything that happens on this connection. */
  signs = 0
  /** Where `end()` came: before or after the end of input. */
  endedBeforeInput = false
  private inputEnded = false

  constructor(allowHalfOpen: boolean) {
    super({ allowHalfOpen })
    this.on('close', () => this.signs++)
  }

  override _read(): void {
    this.signs++
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.written += chunk.toString('latin1')
    this.signs++
    callback()
  }

  override _final(callback: () => void): void {
    this.endedBeforeInput = !this.inputEnded
    this.signs++
    callback()
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.endedBeforeInput ||= !this.inputEnded
    callback(error)
  }

  feed(piece: string): void {
    if (!this.destroyed) this.push(Buffer.from(piece, 'latin1'))
  }

  feedEnd(): void {
    this.inputEnded = true
    if (!this.destroyed) this.push(null)
  }

  /** Waits until nothing happens on this connection any more. */
  async quiet(): Promise<void> {
    let seen = -1
    for (let turns = 0; turns < QUIET_TURNS; turns++) {
      await new Promise(setImmediate)
      if (this.closed) return
      if (seen !== this.signs) turns = 0
      seen = this.signs
    }
  }

  /** As a net.Socket does it: what is written leaves, then both directions close. */
  destroySoon(): void {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', () => this.destroy())
  }

  // What an agent or a server asks of a socket and a Duplex does not have.
  setTimeout(): this {
    return this
  }
  setKeepAlive(): this {
    return this
  }
  setNoDelay(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }
}
