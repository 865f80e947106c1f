/** A head as it goes on the wire: one string, made in one pass. */
import type { HeaderEntry } from './outgoing-headers.js'

/** Values of this name are one line however many there are: RFC 6265 section 5.4 allows a single Cookie. */
const COOKIE = 'cookie'

/**
 * The start line, a line for each value of each header, and the empty line. Names and values must have been checked:
 * nothing is here.
 *
 * @param startLine - without its CRLF
 * @param headers - an array value is one line an item, but for `Cookie`, whose items join with `; `; an empty array is no line
 */
export function headText(startLine: string, headers: Iterable<HeaderEntry>): string {
  let text = `${startLine}\r\n`
  for (const { name, value } of headers) {
    if (!Array.isArray(value)) text += `${name}: ${value as string | number}\r\n`
    else if (name.length === COOKIE.length && name.toLowerCase() === COOKIE) {
      if (value.length > 0) text += `${name}: ${value.join('; ')}\r\n`
    } else {
      for (const item of value as readonly string[]) text += `${name}: ${item}\r\n`
    }
  }
  return `${text}\r\n`
}
