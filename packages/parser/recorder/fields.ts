/** Reads names and values in place in the input. */
import { Bit, Char, Fact } from '../src/state'

/** Names in small letters, eight bytes at a time as little-endian numbers. */
const CONNECTI: i64 = 0x697463656e6e6f63
const ON: i32 = 0x6e6f
const TRANSFER: i64 = 0x726566736e617274
const _ENCODIN: i64 = 0x6e69646f636e652d
const G: i32 = 0x67
const CONTENT_: i64 = 0x2d746e65746e6f63
const LENG: i32 = 0x676e656c
const TH: i32 = 0x6874
const PROXY_CO: i64 = 0x6f632d79786f7270
const NNECTION: i64 = 0x6e6f697463656e6e
const UPGR: i32 = 0x72677075
const ADE: i32 = 0x656461
const KEEP_ALI: i64 = 0x696c612d7065656b
const VE: i32 = 0x6576
const CHUN: i32 = 0x6e756863
const KED: i32 = 0x64656b
/** OR with it turns eight ASCII letters into small letters, and turns no other byte of a name into a letter or a hyphen. */
const SMALL: i64 = 0x2020202020202020

/** Lengths of the names that a parser reads. */
const UPGRADE_LENGTH = 7
const CONNECTION_LENGTH = 10
const CONTENT_LENGTH_LENGTH = 14
const PROXY_CONNECTION_LENGTH = 16
const TRANSFER_ENCODING_LENGTH = 17

/** The role of a field for the framing of its message. */
export const enum Role {
  /** Not read by a parser. */
  NONE,
  /** Content-Length. */
  LENGTH,
  CONNECTION,
  /** Proxy-Connection, which llhttp reads as it reads Connection. */
  PROXY_CONNECTION,
  /** Transfer-Encoding. */
  CODING,
  /** Another field that says where the message ends or what follows it. */
  FRAMING,
}

/** Returns the role of the field whose name is at `at`. */
@inline
export function roleOf(at: i32, length: i32): i32 {
  switch (length) {
    case UPGRADE_LENGTH:
      return (load<i32>(at) | <i32>SMALL) == UPGR && ((load<i32>(at, 3) | <i32>SMALL) >>> 8) == ADE ? Role.FRAMING : Role.NONE
    case CONNECTION_LENGTH:
      return (load<i64>(at) | SMALL) == CONNECTI && (<i32>load<u16>(at, 8) | 0x2020) == ON ? Role.CONNECTION : Role.NONE
    case CONTENT_LENGTH_LENGTH:
      return (load<i64>(at) | SMALL) == CONTENT_ && (load<i32>(at, 8) | <i32>SMALL) == LENG && (<i32>load<u16>(at, 12) | 0x2020) == TH ? Role.LENGTH : Role.NONE
    case PROXY_CONNECTION_LENGTH:
      return (load<i64>(at) | SMALL) == PROXY_CO && (load<i64>(at, 8) | SMALL) == NNECTION ? Role.PROXY_CONNECTION : Role.NONE
    case TRANSFER_ENCODING_LENGTH:
      return (load<i64>(at) | SMALL) == TRANSFER && (load<i64>(at, 8) | SMALL) == _ENCODIN && (<i32>load<u8>(at, 16) | Bit.SMALL) == G ? Role.CODING : Role.NONE
    default:
      return Role.NONE
  }
}

/** True if a value is exactly `keep-alive`. */
export function isKeepAlive(at: i32, end: i32): bool {
  return end - at == 10 && (load<i64>(at) | SMALL) == KEEP_ALI && (<i32>load<u16>(at, 8) | 0x2020) == VE
}

/** True if a value is exactly `chunked`. */
export function isChunked(at: i32, end: i32): bool {
  return end - at == 7 && (load<i32>(at) | <i32>SMALL) == CHUN && ((load<i32>(at, 3) | <i32>SMALL) >>> 8) == KED
}

/** Returns the facts about the message that follow from the name at `at`. */
export function factsOfName(at: i32, length: i32): i32 {
  // With `Lenient.HEADERS` llhttp takes white space before the colon for a part of the name, and reads the field all the same.
  if (load<u8>(at + length - 1) == Char.SPACE) length = trimmedEnd(at, length) - at
  const role = roleOf(at, length)
  if (role == Role.CONNECTION || role == Role.PROXY_CONNECTION) return Fact.IN_CONNECTION
  return role == Role.CODING ? Fact.CODED | Fact.IN_CODING | Fact.NO_CODING : 0
}

/** True if the `length` bytes at `at` contain HTAB. */
export function hasTab(at: i32, length: i32): bool {
  for (const end = at + length; at < end; at++) if (load<u8>(at) == Char.TAB) return true
  return false
}

/** Returns the end of the `length` bytes at `at` without trailing white space (RFC 9112 section 5.1; llhttp skips only leading white space). */
export function trimmedEnd(at: i32, length: i32): i32 {
  let end = at + length
  while (end > at) {
    const last = <i32>load<u8>(end - 1)
    if (last != Char.SPACE && last != Char.TAB) break
    end--
  }
  return end
}
