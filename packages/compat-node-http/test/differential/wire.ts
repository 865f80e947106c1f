/** One end of a connection in memory: each fed piece arrives as one chunk, and everything written is kept. */
import { Duplex } from 'node:stream'

/** After this number of turns without activity nothing more happens, since no timer and no I/O is involved. */
const QUIET_TURNS = 6

export class Wire extends Duplex {
  /** Everything that was written, Latin-1. */
  written = ''
  /** A count that grows with everything that happens on this connection. */
  signs = 0
  /** True if `end()` or `destroy()` came before the end of input. */
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

  /** Resolves when nothing happens on this connection any more. */
  async quiet(): Promise<void> {
    let seen = -1
    for (let turns = 0; turns < QUIET_TURNS; turns++) {
      await new Promise(setImmediate)
      if (this.closed) return
      if (seen !== this.signs) turns = 0
      seen = this.signs
    }
  }

  /** As in a net.Socket: sends what was written, then closes both directions. */
  destroySoon(): void {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', () => this.destroy())
  }

  // Methods of a socket that agents and servers call, and a Duplex does not have.
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
