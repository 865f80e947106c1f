/** Field lines of a message being written: what may stand in them, and how many lines an array makes. */
import { checkHeaderName, checkHeaderValue, hasInvalidValueChar, validateHeaderValue, type Hidden } from './validate.js'
import { codedError } from '@layered-http/shared'
import type { HeaderValue } from './outgoing-headers.js'

/** How the fields of a message are written. One object can serve many messages. */
export interface WriteOptions {
  /** Lower-case names whose array values are sent as one line, joined with `; `. Null for none. Source: Node's option `uniqueHeaders`. */
  readonly uniqueHeaders: ReadonlySet<string> | null
  /** Values may hold every character but NUL, CR, LF and those above U+00FF. */
  readonly lenientValues: boolean
}

/** Headers given all at once: an object, a flat list of names and values, or a list of pairs. */
export type HeadersInit = Record<string, HeaderValue | undefined> | readonly HeaderValue[] | readonly (readonly [string, HeaderValue])[]

/** Fields to send after the body: an object, or a list of pairs. */
export type TrailersInit = Record<string, HeaderValue> | readonly (readonly [string, HeaderValue])[]

/** Between the values of a name that has only one line. */
const ONE_LINE_SEPARATOR = '; '

/**
 * Throws unless `value` can be sent as the header `name`.
 *
 * @param hidden - the first function that the error's stack leaves out
 * @throws TypeError ERR_INVALID_HTTP_TOKEN, ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR
 */
export function checkHeader(name: string, value: HeaderValue | undefined, options: WriteOptions, hidden: Hidden = checkHeader): void {
  const { lenientValues } = options
  checkHeaderName(name, undefined, hidden)
  if (!Array.isArray(value)) checkHeaderValue(name, value, lenientValues, hidden)
  // An item that is undefined is sent as the word, as in Node: only a header can lack a value.
  else for (const item of value as readonly string[]) checkHeaderValue(name, String(item), lenientValues, hidden)
}

/**
 * Returns `value` as the string that is sent. The caller has checked the value before, but an object may give another string
 * each time it is asked, so this string is checked.
 *
 * @throws TypeError ERR_INVALID_CHAR
 */
export function checkedString(name: string, value: unknown, { lenientValues }: WriteOptions): string {
  const text = String(value)
  validateHeaderValue(name, text, lenientValues)
  return text
}

/**
 * Returns the value of each line of the header `name`, which was set to an array: one line for each item. Cookie (RFC 6265
 * section 5.4) and the names in `uniqueHeaders` have one line for all items.
 *
 * @throws TypeError ERR_INVALID_CHAR
 */
export function lineValues(name: string, items: readonly unknown[], options: WriteOptions): readonly string[] {
  const values: string[] = []
  for (let i = 0; i < items.length; i++) values.push(checkedString(name, items[i], options))
  return values.length > 1 && (isCookie(name) || isUnique(name, options)) ? [values.join(ONE_LINE_SEPARATOR)] : values
}

function isCookie(name: string): boolean {
  return name.length === 6 && name.toLowerCase() === 'cookie'
}

function isUnique(name: string, { uniqueHeaders }: WriteOptions): boolean {
  return uniqueHeaders !== null && uniqueHeaders.has(name.toLowerCase())
}

/**
 * Returns the lines of a trailer section, without the empty line after it. An array makes one line for each item; of a name in
 * `uniqueHeaders` it makes one line.
 *
 * @throws TypeError ERR_INVALID_HTTP_TOKEN, ERR_INVALID_CHAR
 */
export function trailerText(trailers: TrailersInit, options: WriteOptions): string {
  let text = ''
  const pairs = Array.isArray(trailers) ? (trailers as readonly (readonly [string, HeaderValue])[]) : Object.entries(trailers)
  // By index, as in Node: a number in the place of a pair has no name, which is an error with a code.
  for (const { 0: name, 1: value } of pairs) {
    checkHeaderName(name, 'Trailer name', trailerText)
    const items: readonly unknown[] = Array.isArray(value) ? value : [value]
    const values: string[] = []
    for (let i = 0; i < items.length; i++) {
      const item = String(items[i])
      if (hasInvalidValueChar(item, options.lenientValues)) throw codedError(TypeError, 'ERR_INVALID_CHAR', `Invalid character in trailer content ["${name}"]`, trailerText)
      values.push(item)
    }
    if (isUnique(name, options)) text += `${name}: ${values.join(ONE_LINE_SEPARATOR)}\r\n`
    else for (const item of values) text += `${name}: ${item}\r\n`
  }
  return text
}
