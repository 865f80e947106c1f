/** 100 MB that are never in memory at once: made in blocks, checked as they arrive. */
import { Readable, Writable } from 'node:stream'

/** Bytes of a transfer; a megabyte is a million here. */
export const LENGTH = 100_000_000

/** Bytes after which the contents repeat. A prime: a piece of any usual size that is lost or doubled shows. */
const PERIOD = 251

/** What a producer writes at a time: nearly 64 KiB, and whole periods. */
export const BLOCK = Buffer.from(Array.from({ length: PERIOD * 256 }, (_, index) => index % PERIOD))

/** Long enough to compare any chunk of a socket with, wherever in a period it begins. */
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

/** Counts, and looks at both ends of each chunk; more would be measured as well. */
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
