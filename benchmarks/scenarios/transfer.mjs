/** A body of 100 MB that is never in memory at once: it is made in blocks and checked as it arrives. */
import { Readable, Writable } from 'node:stream'

/** Bytes of a transfer; a megabyte is a million here. */
export const LENGTH = 100_000_000

/** Bytes after which the contents repeat. A prime, so that the checks notice a lost or repeated piece of any usual size. */
const PERIOD = 251

/** The length of a write of the producer: nearly 64 KiB, a multiple of the period. */
export const BLOCK = Buffer.from(Array.from({ length: PERIOD * 256 }, (_, index) => index % PERIOD))

/** Long enough to compare with any chunk of a socket, at any position of a period. */
const PATTERN = Buffer.concat(Array.from({ length: 33 }, () => BLOCK))

/** The block that belongs at `offset`, which is a multiple of the block's length. */
export function blockAt(offset) {
  return offset + BLOCK.length <= LENGTH ? BLOCK : BLOCK.subarray(0, LENGTH - offset)
}

export function source() {
  let offset = 0
  return new Readable({
    highWaterMark: BLOCK.length,
    read() {
      const block = blockAt(offset)
      offset += block.length
      this.push(block.length === 0 ? null : block)
    },
  })
}

/** Counts bytes, and checks the first and last byte of each chunk. More checks would add to the measured cost. */
export function sink() {
  const writable = new Writable({
    highWaterMark: BLOCK.length,
    write(chunk, _encoding, done) {
      const start = writable.received
      writable.received += chunk.length
      done(hasRightEnds(chunk, start) ? null : new Error(`wrong: bytes between ${start} and ${writable.received}`))
    },
  })
  writable.received = 0
  return writable
}

/** True if the first byte and the last are those that belong at `offset` and after it. */
export function hasRightEnds(chunk, offset) {
  return chunk[0] === offset % PERIOD && chunk[chunk.length - 1] === (offset + chunk.length - 1) % PERIOD
}

/** True if each byte of `chunk` is the one that belongs at `offset` and after it. */
export function isRight(chunk, offset) {
  const start = offset % PERIOD
  return PATTERN.subarray(start, start + chunk.length).equals(chunk)
}
