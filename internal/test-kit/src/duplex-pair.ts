/** Two ends of a connection in memory: what one writes, the other reads, synchronously and byte for byte. */
import { Duplex } from 'node:stream'

class End extends Duplex {
  declare other: End
  private waiting: (() => void) | null = null

  override _read(): void {
    const { waiting } = this
    this.waiting = null
    waiting?.()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    if (this.other.push(chunk)) callback()
    else this.other.waiting = callback
  }

  override _final(callback: () => void): void {
    this.other.push(null)
    callback()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    callback(error)
    if (!this.other.destroyed) process.nextTick(() => this.other.destroy())
  }
}

/** A connected pair of Duplex streams with back-pressure. Destroying one destroys the other. */
export function duplexPair(): [Duplex, Duplex] {
  const options = { allowHalfOpen: true }
  const left = new End(options)
  const right = new End(options)
  left.other = right
  right.other = left
  return [left, right]
}
