/**
 * Pieces of a text that keep nothing else alive.
 *
 * V8's `slice` copies a piece of fewer than 13 characters. A longer piece is a view: it keeps the whole text in memory. So a program that keeps
 * a header value of 20 characters would keep a head of 16 KiB. A piece made here keeps at most {@link MAX_SHARED} characters of the rest.
 */

/** Characters of the rest that a piece may keep in memory. With the bytes that the engine adds to each string, this is less than 1 KiB. */
export const MAX_SHARED = 896

/** Returns the characters [start, end) of `text`. */
export function cut(text: string, start: number, end: number): string {
  const piece = text.slice(start, end)
  return text.length - (end - start) <= MAX_SHARED ? piece : copyOf(piece)
}

/** Returns the same characters in a string that shares nothing. */
export function copyOf(text: string): string {
  // V8 copies two joined strings into a new one when a part is cut out. JavaScript has no direct way to copy a string.
  return text.length < VIEW_LENGTH ? text : (' ' + text).slice(1)
}

/** The length, in characters, from which on `slice` makes a view. */
const VIEW_LENGTH = 13
