/**
 * Strict parsing of plain messages: a quick look that accepts the usual request. Any other is not plain; then `src/strict.ts` has the rules.
 */
import { Bit, Bytes, Char } from '../src/state'
import { Size } from '../src/layout'

/** `host` in small letters as a little-endian number. */
const HOST: i32 = 0x74736f68
const SMALL: i32 = 0x20202020

/**
 * True if the head of a request has one Host field with a name or an IPv4 address, perhaps a port, and no `#` in its target.
 *
 * @param first - the first field on the tape; text positions count from `line`
 * @param end - the end of the last
 */
export function isStrictlyPlain(line: i32, lineEnd: i32, first: i32, end: i32): bool {
  let hosts = 0
  for (let field = first; field < end; field += Size.SPAN * Bytes.NUMBER) {
    const name = load<i32>(field)
    if (load<i32>(field, Bytes.NUMBER) - name != 4 || (load<i32>(line + name) | SMALL) != HOST) continue
    if (!isPlainHost(line + load<i32>(field, 2 * Bytes.NUMBER), line + load<i32>(field, 3 * Bytes.NUMBER))) return false
    hosts++
  }
  if (hosts != 1) return false
  for (let at = line; at < lineEnd; at++) if (load<u8>(at) == Char.HASH) return false
  return true
}

/** True if a value is letters, digits, `-` and `.`, and after that perhaps `:` and digits. */
function isPlainHost(at: i32, end: i32): bool {
  while (at < end && isNameCharacter(<i32>load<u8>(at))) at++
  if (at < end && load<u8>(at) == Char.COLON) for (at++; at < end && isDigit(<i32>load<u8>(at)); at++) {}
  return at == end
}

function isNameCharacter(byte: i32): bool {
  return <u32>((byte | Bit.SMALL) - 0x61) < 26 || isDigit(byte) || byte == Char.DASH || byte == Char.DOT
}

function isDigit(byte: i32): bool {
  return <u32>(byte - Char.ZERO) < 10
}
