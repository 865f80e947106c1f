/** A head as it goes on the wire: one string, made in one pass. */
import type { HeaderEntry } from './outgoing-headers.js'

/** Values of this name are one line however many there are: RFC 6265 section 5.4 allows a single Cookie. */
const COOKIE = 'cookie'

/** Between the values of a name that may stand in one line only. */
const ONE_LINE_SEPARATOR = '; '

/**
 * The start line, a line for each value of each header, and the empty line. Names and values must have been checked:
 * nothing is here.
 *
 * @param startLine - without its CRLF
 * @param headers - an array value is one line an item, but for `Cookie`, whose items join with `; `; an empty array is no line
 * @param unique - other names, in lower case, whose items join with `; ` too (`uniqueHeaders` of node:http)
 */
export function headText(startLine: string, headers: Iterable<HeaderEntry>, unique?: ReadonlySet<string>): string {
  let text = `${startLine}\r\n`
  for (const { name, value } of headers) {
    if (!Array.isArray(value)) text += `${name}: ${value as string | number}\r\n`
    else if (isOneLine(name, unique)) {
      if (value.length > 0) text += `${name}: ${value.join(ONE_LINE_SEPARATOR)}\r\n`
    } else {
      for (const item of value as readonly string[]) text += `${name}: ${item}\r\n`
    }
  }
  return `${text}\r\n`
}

function isOneLine(name: string, unique: ReadonlySet<string> | undefined): boolean {
  if (unique === undefined && name.length !== COOKIE.length) return false
  const key = name.toLowerCase()
  return key === COOKIE || unique?.has(key) === true
}
