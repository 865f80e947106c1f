/**
 * Pieces of a text that keep nothing else alive.
 *
 * V8's `slice` copies fewer than 13 characters and makes a view of more: a header value of 20 characters would hold a head of 16 KiB for as long
 * as a program keeps it. Here a piece holds at most {@link MAX_SHARED} characters that are not its own.
 */

/** Characters beyond its own that a piece may hold, so that it costs less than 1 KiB with what the engine adds to each string. */
export const MAX_SHARED = 896

/** The characters [start, end) of `text`. */
export function cut(text: string, start: number, end: number): string {
  const piece = text.slice(start, end)
  return text.length - (end - start) <= MAX_SHARED ? piece : copyOf(piece)
}

/** The same characters in a string of their own. */
export function copyOf(text: string): string {
  // Two strings put together are copied into one as soon as a part of it is cut out. There is no plain way to say it.
  return text.length < VIEW_LENGTH ? text : (' ' + text).slice(1)
}

/** Characters from which on V8 makes a view. */
const VIEW_LENGTH = 13
