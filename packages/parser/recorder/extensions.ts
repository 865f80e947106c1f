/** Counts the bytes of extensions in chunk-size lines. */
import { Bit, Char, SizeLine } from '../src/state'
import { state } from './state'

/** The next chunk-size line starts at an address or after it. */
export function startSizeLine(address: i32): void {
  state.sizeLineStart = max<i32>(address, state.inputStart)
  state.sizeLine = SizeLine.BEFORE
  state.extensionBytes = 0
}

/** True if the size line that ends before an address is over the limit. Exact. It reads nothing while the line is short. */
export function hasTooManyExtensions(to: i32): bool {
  if (to - state.sizeLineStart + state.extensionBytes <= state.maxChunkExtensionsSize) return false
  readSizeLine(to)
  return state.extensionBytes > state.maxChunkExtensionsSize
}

/**
 * Counts the bytes of extensions up to an address. The line may end before it. The bytes before the line (CRLF after data or head, the colon
 * of an empty last field) are not hexadecimal digits.
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

/** True if Node counts a byte after the digits. It counts names and values with their quotes, but not the separators. */
function isCounted(sizeLine: i32, byte: i32): bool {
  if (byte == Char.CR || byte == Char.LF) return false
  return sizeLine >= SizeLine.QUOTED || (byte != Char.SEMICOLON && byte != Char.EQUALS && byte != Char.SPACE)
}

/** Returns the state after a byte that is not one of the digits. */
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
