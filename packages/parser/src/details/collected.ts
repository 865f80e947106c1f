/**
 * Collected: the bytes of an event that come in several chunks.
 * What may live here: one growing buffer.
 */

/** Enough for most heads. */
const FIRST_SIZE = 1024

export class Collected {
  private bytes = new Uint8Array(0)
  length = 0

  /** Appends a copy. The copies are linear in the input however small the pieces are. */
  add(piece: Uint8Array): void {
    const length = this.length + piece.length
    if (length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(length, this.bytes.length * 2, FIRST_SIZE))
      larger.set(this.bytes.subarray(0, this.length))
      this.bytes = larger
    }
    this.bytes.set(piece, this.length)
    this.length = length
  }

  /** Returns all bytes and `last`. Without collected bytes that is `last` itself. */
  with(last: Uint8Array): Uint8Array {
    if (this.length === 0) return last
    const { length } = this
    this.add(last)
    this.length = length
    return this.bytes.subarray(0, length + last.length)
  }

  /** The same, and forgets them. */
  take(last: Uint8Array): Uint8Array {
    const taken = this.with(last)
    this.drop()
    return taken
  }

  /** Forgets the bytes. */
  drop(): void {
    if (this.length === 0) return
    this.bytes = new Uint8Array(0)
    this.length = 0
  }
}
