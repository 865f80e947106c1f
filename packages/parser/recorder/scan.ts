/**
 * Finds the end of a run of bytes of one kind, 16 bytes at a time.
 * The byte after the input is 0, which belongs to no kind, so that no run goes beyond it. A load may reach beyond the input, but stays in
 * memory, since the tape follows.
 */

/** Returns the address of the first byte from `at` on that is not a token character. */
@inline
export function endOfToken(at: i32): i32 {
  let others = othersThanToken(at)
  while (others == 0) others = othersThanToken((at += 16))
  return at + ctz(others)
}

/** Returns the address of the first control character from `at` on, HTAB included. All other bytes may be in a value. */
@inline
export function endOfValue(at: i32): i32 {
  let others = controls(v128.load(at), 0x1f)
  while (others == 0) others = controls(v128.load((at += 16)), 0x1f)
  return at + ctz(others)
}

/** Returns the address of the first byte from `at` on that is not a visible ASCII character. */
@inline
export function endOfTarget(at: i32): i32 {
  let others = othersThanVisible(at)
  while (others == 0) others = othersThanVisible((at += 16))
  return at + ctz(others)
}

// Each function returns 16 bits, one for each byte: 1 if the byte is not of the kind

/**
 * Finds token characters (RFC 9110 section 5.6.2). Byte `l` of `rows` has bit `h - 2` set if the character with the upper half `h` and
 * the lower half `l` is a token character. Byte `h` of `bits` is that bit.
 */
@inline
function othersThanToken(at: i32): i32 {
  const rows = i8x16(0x3a, 0x3f, 0x3e, 0x3f, 0x3f, 0x3f, 0x3f, 0x3f, 0x3e, 0x3e, 0x3d, 0x15, 0x34, 0x15, 0x3d, 0x1c)
  const bits = i8x16(0, 0, 1, 2, 4, 8, 16, 32, 0, 0, 0, 0, 0, 0, 0, 0)
  const bytes = v128.load(at)
  const lower = v128.and(bytes, i8x16.splat(0x0f))
  const upper = v128.and(i16x8.shr_u(bytes, 4), i8x16.splat(0x0f))
  return i8x16.bitmask(i8x16.eq(v128.and(i8x16.swizzle(rows, lower), i8x16.swizzle(bits, upper)), i8x16.splat(0)))
}

@inline
function othersThanVisible(at: i32): i32 {
  const bytes = v128.load(at)
  return controls(bytes, 0x20) | i8x16.bitmask(bytes)
}

/** Finds DEL, and all characters up to `last`. */
@inline
function controls(bytes: v128, last: i8): i32 {
  return i8x16.bitmask(v128.or(i8x16.eq(i8x16.min_u(bytes, i8x16.splat(last)), bytes), i8x16.eq(bytes, i8x16.splat(0x7f))))
}
