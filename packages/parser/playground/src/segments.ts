/** The bytes as text in pieces: a piece ends where an event begins or ends, at the cut, and around the byte of an error. */
import { escapeOf } from './escapes.js'

export interface Segment {
  /** Positions of its bytes. */
  start: number
  end: number
  runs: Run[]
}

/** Characters of one kind. */
export interface Run {
  text: string
  /** True for bytes that are shown as escapes. */
  isEscape: boolean
}

/** Bytes that are shown. More would make a page slow, and are rarely what one looks at. */
export const MAX_SHOWN = 16 * 1024

const LF = 0x0a

/** Returns the pieces between these positions, of the first {@link MAX_SHOWN} bytes. Together they have each of these bytes once. */
export function segmentsOf(bytes: Uint8Array, positions: Iterable<number>): Segment[] {
  const length = Math.min(bytes.length, MAX_SHOWN)
  const borders = [...new Set([0, ...positions, length])].filter((at) => at >= 0 && at <= length).sort((a, b) => a - b)
  return borders.slice(1).map((end, i) => ({ start: borders[i]!, end, runs: runsOf(bytes.subarray(borders[i], end)) }))
}

function runsOf(bytes: Uint8Array): Run[] {
  const runs: Run[] = []
  for (const byte of bytes) {
    const text = shownByte(byte)
    const isEscape = text.length > 1
    const last = runs.at(-1)
    if (last?.isEscape === isEscape) last.text += text
    else runs.push({ text, isEscape })
  }
  return runs
}

/** Returns the text for a byte, with the escapes of the editor. After LF the text goes on in the next line. */
function shownByte(byte: number): string {
  return escapeOf(byte) + (byte === LF ? '\n' : '')
}

/** Returns bytes in one line, for an excerpt. */
export function shownLine(bytes: Uint8Array): string {
  return Array.from(bytes, escapeOf).join('')
}
