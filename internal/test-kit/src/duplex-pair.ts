/** Two ends of a connection in memory: each reads what the other writes, synchronously and byte for byte. */
import { Duplex } from 'node:stream'

class End extends Duplex {
  declare other: End
  private waiting: (() => void) | null = null
  /** True if the end of the input was pushed. */
  private ended = false

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
    this.other.ended = true
    this.other.push(null)
    callback()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    callback(error)
    // As with a closed socket, and not a reset one, the other end reads everything that was written, then the end.
    if (this.other.ended) return
    this.other.ended = true
    this.other.push(null)
  }
}

/** Returns a connected pair of Duplex streams with back-pressure. Destroying one ends the other's input. */
export function duplexPair(): [Duplex, Duplex] {
  const options = { allowHalfOpen: true }
  const left = new End(options)
  const right = new End(options)
  left.other = right
  right.other = left
  return [left, right]
}
