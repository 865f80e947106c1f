/** Readings of the bytes of names and values, where they stand in the input. */
import { Bit, Char, Fact } from '../src/state'

/** Names in small letters, eight bytes at a time as little-endian numbers. */
const CONNECTI: i64 = 0x697463656e6e6f63
const ON: i32 = 0x6e6f
const TRANSFER: i64 = 0x726566736e617274
const _ENCODIN: i64 = 0x6e69646f636e652d
const G: i32 = 0x67
/** Makes eight ASCII letters small. No other byte that a name may have becomes a letter or a hyphen by it. */
const SMALL: i64 = 0x2020202020202020

/** Lengths of the names that are looked for. */
const CONNECTION_LENGTH = 10
const TRANSFER_ENCODING_LENGTH = 17

/** What the name at `at` says about the message, as facts. */
export function factsOfName(at: i32, length: i32): i32 {
  if (length == CONNECTION_LENGTH) {
    return (load<i64>(at) | SMALL) == CONNECTI && (<i32>load<u16>(at, 8) | 0x2020) == ON ? Fact.IN_CONNECTION : 0
  }
  if (length == TRANSFER_ENCODING_LENGTH) {
    return (load<i64>(at) | SMALL) == TRANSFER && (load<i64>(at, 8) | SMALL) == _ENCODIN && (<i32>load<u8>(at, 16) | Bit.SMALL) == G
      ? Fact.CODED | Fact.IN_CODING | Fact.NO_CODING
      : 0
  }
  return 0
}

/** Whether there is HTAB in the `length` bytes at `at`. */
export function hasTab(at: i32, length: i32): bool {
  for (const end = at + length; at < end; at++) if (load<u8>(at) == Char.TAB) return true
  return false
}

/** The end of the `length` bytes at `at` without the optional white space there (RFC 9112 section 5.1; llhttp only skips that before a value). */
export function trimmedEnd(at: i32, length: i32): i32 {
  let end = at + length
  while (end > at) {
    const last = <i32>load<u8>(end - 1)
    if (last != Char.SPACE && last != Char.TAB) break
    end--
  }
  return end
}
