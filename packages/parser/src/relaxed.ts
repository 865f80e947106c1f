/**
 * Relaxed header values (Node's `httpValidation: 'relaxed'`): control characters and DEL in values are let through; CR, LF
 * and NUL are not, and nothing else is loosened.
 *
 * llhttp has a flag for it since 9.4.0; this build has none. When it stops at such a character we go back to where the
 * segment started, read it again up to the character, and let llhttp read a letter in its place. Strings are cut from the
 * caller's chunk, so the character itself is what they hold. llhttp says by its own reason that it stands inside a value,
 * so nothing is accepted anywhere else, however the input is cut.
 */
import { Errno } from './constants.js'
import { goBack, remember } from './recorder.js'
import type { Llhttp } from './wasm/instance.js'

/** What llhttp says about a character that may not be in a value. */
const REASON = 'Invalid header value char'
/** Bytes of llhttp's struct: all of it up to the pointer to its settings. The binary is pinned by its sha256. */
const STRUCT_SIZE = 56
const STAND_IN = 0x78

function isControlCharacter(byte: number): boolean {
  return (byte > 0 && byte < 0x20 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f
}

/** Reads `length` bytes of the input buffer, as `llhttp_execute` does. Every byte is read at most twice. */
export function executeRelaxed(llhttp: Llhttp, pointer: number, length: number): number {
  const { exports, heap, input } = llhttp
  const inputEnd = input + length
  for (let start = input; ; ) {
    const struct = heap.slice(pointer, pointer + STRUCT_SIZE)
    const moment = remember()
    const errno = exports.llhttp_execute(pointer, start, inputEnd - start)
    if (errno !== Errno.INVALID_HEADER_TOKEN) return errno
    const stop = exports.llhttp_get_error_pos(pointer)
    if (!isControlCharacter(heap[stop]!) || llhttp.cString(exports.llhttp_get_error_reason(pointer)) !== REASON) return errno
    heap.set(struct, pointer)
    goBack(moment)
    if (stop > start) exports.llhttp_execute(pointer, start, stop - start)
    heap[stop] = STAND_IN
    start = stop
  }
}
