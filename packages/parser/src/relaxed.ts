/**
 * Relaxed header values (Node's `httpValidation: 'relaxed'`): control characters and DEL in values are let through; CR, LF
 * and NUL are not, and nothing else is loosened.
 *
 * llhttp has a flag for it since 9.4.0; this build is older. When llhttp stops at such a character, the parse returns to the start of the
 * segment, reads it again up to the character, and gives llhttp a letter in its place. Strings are cut from the caller's chunk, so they hold
 * the character itself. llhttp's reason tells that it is inside a value, so the character is accepted nowhere else, however the input is
 * cut.
 */
import { Errno } from './constants.js'
import { restore, save } from './recorder.js'
import type { Llhttp } from './wasm/instance.js'

/** llhttp's reason for a character that must not be in a value. */
const REASON = 'Invalid header value char'
/** Bytes of llhttp's struct: all of it up to the pointer to its settings. The binary is pinned by its sha256. */
const STRUCT_SIZE = 56
const STAND_IN = 0x78

function isControlCharacter(byte: number): boolean {
  return (byte > 0 && byte < 0x20 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f
}

/** Parses `length` bytes of the input buffer, as `llhttp_execute` does. Reads each byte at most twice. */
export function executeRelaxed(llhttp: Llhttp, pointer: number, length: number): number {
  const { exports, heap, input } = llhttp
  const inputEnd = input + length
  for (let start = input; ; ) {
    const struct = heap.slice(pointer, pointer + STRUCT_SIZE)
    const snapshot = save()
    const errno = exports.llhttp_execute(pointer, start, inputEnd - start)
    if (errno !== Errno.INVALID_HEADER_TOKEN) return errno
    const stop = exports.llhttp_get_error_pos(pointer)
    if (!isControlCharacter(heap[stop]!) || llhttp.cString(exports.llhttp_get_error_reason(pointer)) !== REASON) return errno
    heap.set(struct, pointer)
    restore(snapshot)
    if (stop > start) exports.llhttp_execute(pointer, start, stop - start)
    heap[stop] = STAND_IN
    start = stop
  }
}
