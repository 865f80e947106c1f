/**
 * Ends of lines in a chunk: where a part of the input ends that is parsed by itself.
 * What may live here: pure functions of bytes and positions.
 */
import { latin1 } from '../latin1.js'
import { Char } from '../state.js'

/** Returns the position after CR and LF from `at` on. */
export function afterLineEnds(chunk: Uint8Array, at: number): number {
  while (isLineEnd(chunk[at])) at++
  return at
}

/** True for CR and LF. */
export function isLineEnd(byte: number | undefined): boolean {
  return byte === Char.CR || byte === Char.LF
}

/** Returns the size and the extensions of a chunk-size line, which may begin with the CRLF after data and ends with CRLF, or with what leniencies accept for it. */
export function readSizeLine(line: Uint8Array): { size: number; extensions: string } {
  const start = afterLineEnds(line, 0)
  let { length: end } = line
  while (isLineEnd(line[end - 1])) end--
  const text = latin1(line, start, end)
  const [digits] = /^[\da-f]*/i.exec(text)!
  return { size: Number(`0x${digits}`), extensions: text.slice(digits.length) }
}
