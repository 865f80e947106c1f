/** Chunk-size lines: how many bytes of extensions are in one. */
import { Bit, Char, SizeLine } from '../src/state'
import { state } from './state'

/** The next chunk-size line starts at an address or behind it. */
export function startSizeLine(address: i32): void {
  state.sizeLineStart = max<i32>(address, state.inputStart)
  state.sizeLine = SizeLine.BEFORE
  state.extensionBytes = 0
}

/** Whether the size line that ends before an address holds too much. Exact, and free while the line is short. */
export function hasTooManyExtensions(to: i32): bool {
  if (to - state.sizeLineStart + state.extensionBytes <= state.maxChunkExtensionsSize) return false
  readSizeLine(to)
  return state.extensionBytes > state.maxChunkExtensionsSize
}

/**
 * Reads the bytes up to an address, before which a chunk-size line may end, for those of its extensions. What is before the line
 * (CRLF after data or head, the colon of an empty last field) has no hexadecimal digit.
 */
export function readSizeLine(to: i32): void {
  let sizeLine = state.sizeLine
  let bytes = state.extensionBytes
  let at = state.sizeLineStart
  for (; at < to && sizeLine != SizeLine.AFTER; at++) {
    const byte = <i32>load<u8>(at)
    if (sizeLine <= SizeLine.DIGITS && isHexDigit(byte)) {
      sizeLine = SizeLine.DIGITS
    } else if (sizeLine != SizeLine.BEFORE) {
      if (isCounted(sizeLine, byte)) bytes++
      sizeLine = afterByte(sizeLine, byte)
    }
  }
  state.sizeLine = sizeLine
  state.extensionBytes = bytes
  state.sizeLineStart = at
}

/** Whether Node counts a byte behind the digits: it counts names and values, quotes included, and not what stands between them. */
function isCounted(sizeLine: i32, byte: i32): bool {
  if (byte == Char.CR || byte == Char.LF) return false
  return sizeLine >= SizeLine.QUOTED || (byte != Char.SEMICOLON && byte != Char.EQUALS && byte != Char.SPACE)
}

/** Where the reading is behind a byte that is none of the digits. */
function afterByte(sizeLine: i32, byte: i32): i32 {
  if (byte == Char.CR || byte == Char.LF) return SizeLine.AFTER
  if (sizeLine == SizeLine.ESCAPED) return SizeLine.QUOTED
  if (sizeLine == SizeLine.QUOTED) return byte == Char.QUOTE ? SizeLine.EXTENSIONS : byte == Char.BACKSLASH ? SizeLine.ESCAPED : SizeLine.QUOTED
  return byte == Char.QUOTE ? SizeLine.QUOTED : SizeLine.EXTENSIONS
}

function isHexDigit(byte: i32): bool {
  const small = byte | Bit.SMALL
  return (byte >= 0x30 && byte <= 0x39) || (small >= 0x61 && small <= 0x66)
}
