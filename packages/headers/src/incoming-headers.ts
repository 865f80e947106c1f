/**
 * Views of a received head: a text and the spans of its fields, four positions each (name start, name end, value
 * start, value end). The views are made when somebody asks; most heads are never looked at whole.
 */
import { copyOf, cut, MAX_SHARED } from '@layered-http/shared'
import { lowerCaseName } from './known-names.js'

/** What happens to the second field of a name. */
const Rule = { JOIN_COMMA: 0, KEEP_FIRST: 1, JOIN_SEMICOLON: 2 } as const
type Rule = (typeof Rule)[keyof typeof Rule]

/** The names whose duplicates are not joined with a comma; `set-cookie`, always an array, is apart. Source: Node's documentation of `message.headers`. */
const RULES = new Map<string, Rule>([
  ['age', Rule.KEEP_FIRST],
  ['authorization', Rule.KEEP_FIRST],
  ['content-length', Rule.KEEP_FIRST],
  ['content-type', Rule.KEEP_FIRST],
  ['etag', Rule.KEEP_FIRST],
  ['expires', Rule.KEEP_FIRST],
  ['from', Rule.KEEP_FIRST],
  ['host', Rule.KEEP_FIRST],
  ['if-modified-since', Rule.KEEP_FIRST],
  ['if-unmodified-since', Rule.KEEP_FIRST],
  ['last-modified', Rule.KEEP_FIRST],
  ['location', Rule.KEEP_FIRST],
  ['max-forwards', Rule.KEEP_FIRST],
  ['proxy-authorization', Rule.KEEP_FIRST],
  ['referer', Rule.KEEP_FIRST],
  ['retry-after', Rule.KEEP_FIRST],
  ['server', Rule.KEEP_FIRST],
  ['user-agent', Rule.KEEP_FIRST],
  ['cookie', Rule.JOIN_SEMICOLON],
])

/** Received headers by lower-case name. Only `set-cookie` is an array. */
export interface IncomingHeaders {
  [name: string]: string | string[] | undefined
}

/** Adds one field to `headers`, by the rule of its name. `name` may have any case. */
export function addHeader(headers: IncomingHeaders, name: string, value: string, joinDuplicates = false): void {
  addByKey(headers, name.toLowerCase(), value, joinDuplicates)
}

/** Returns whether the value was joined to one before it. */
function addByKey(headers: IncomingHeaders, key: string, value: string, joinDuplicates: boolean): boolean {
  const before = headers[key]
  if (key === 'set-cookie') {
    if (before === undefined) headers[key] = [value]
    else (before as string[]).push(value)
    return false
  }
  // Only a string is a header met before; `constructor` and its like are found on Object.prototype.
  if (typeof before !== 'string') {
    headers[key] = value
    return false
  }
  const rule = RULES.get(key) ?? Rule.JOIN_COMMA
  if (rule === Rule.JOIN_SEMICOLON) headers[key] = `${before}; ${value}`
  else if (rule === Rule.JOIN_COMMA || joinDuplicates) headers[key] = `${before}, ${value}`
  else return false
  return true
}

/**
 * Fields from which on the whole text is lowered at once and names are cut from that: one pass is cheaper than a table
 * look-up for each, but not for the ten fields of a browser, which the table knows.
 */
const MANY_FIELDS = 20

/** The text to cut lower-case names from; '' for a short head, whose names are lowered one by one. */
function lowerCaseText(text: string, spans: readonly number[]): string {
  if (spans.length < 4 * MANY_FIELDS) return ''
  const lower = text.toLowerCase()
  // Some letters above U+00FF have a lower case of two, after which no span would be right. A parser's text has none.
  return lower.length === text.length ? lower : ''
}

// Values are cut from pieces of the text: one that is kept holds no more of a large head than its piece.

/** Where the first piece ends: a short text is one piece, and of a longer one each is made when its first field is reached. */
function firstEnd(text: string, spans: readonly number[]): number {
  return text.length <= MAX_SHARED ? spans.length : 0
}

/** Where the fields end that share a piece with the one at `from`: a piece is longer than {@link MAX_SHARED} only if one field is. */
function pieceEnd(spans: readonly number[], from: number): number {
  const reach = spans[from]! + MAX_SHARED
  let end = from + 4
  while (end < spans.length && spans[end + 3]! <= reach) end += 4
  return end
}

/** Joins of one head from which on the strings are put together for good: each join by itself is a small object that points to both parts. */
const MANY_JOINS = 8

/** The fields merged by name. With `joinDuplicates` the keep-first names join with a comma too. */
export function mergedHeaders(text: string, spans: readonly number[], joinDuplicates = false): IncomingHeaders {
  const headers: IncomingHeaders = {}
  const lower = lowerCaseText(text, spans)
  let joins = 0
  for (let i = 0, end = firstEnd(text, spans), piece = text, start = 0; i < spans.length; i += 4) {
    if (i === end) {
      end = pieceEnd(spans, i)
      start = spans[i]!
      piece = cut(text, start, spans[end - 1]!)
    }
    const key = lower === '' ? lowerCaseName(text, spans[i]!, spans[i + 1]!) : lower.slice(spans[i], spans[i + 1])
    if (addByKey(headers, key, piece.slice(spans[i + 2]! - start, spans[i + 3]! - start), joinDuplicates)) joins++
  }
  if (joins > 0 && (joins > MANY_JOINS || text.length > MAX_SHARED)) putTogether(headers)
  return headers
}

/** Gives every value that may point to parts a string of its own. */
function putTogether(headers: IncomingHeaders): void {
  for (const key of Object.keys(headers)) {
    const value = headers[key]
    if (typeof value === 'string') headers[key] = copyOf(value)
  }
}

/** Every value of every name, without a prototype. */
export function distinctHeaders(text: string, spans: readonly number[]): Record<string, string[]> {
  const headers = Object.create(null) as Record<string, string[]>
  const lower = lowerCaseText(text, spans)
  for (let i = 0, end = firstEnd(text, spans), piece = text, start = 0; i < spans.length; i += 4) {
    if (i === end) {
      end = pieceEnd(spans, i)
      start = spans[i]!
      piece = cut(text, start, spans[end - 1]!)
    }
    const key = lower === '' ? lowerCaseName(text, spans[i]!, spans[i + 1]!) : lower.slice(spans[i], spans[i + 1])
    const value = piece.slice(spans[i + 2]! - start, spans[i + 3]! - start)
    const before = headers[key]
    if (before === undefined) headers[key] = [value]
    else before.push(value)
  }
  return headers
}

/** Name, value, name, value … as they came. */
export function rawHeaders(text: string, spans: readonly number[]): string[] {
  const raw = new Array<string>(spans.length / 2)
  for (let i = 0, to = 0, end = firstEnd(text, spans), piece = text, start = 0; i < spans.length; i += 4) {
    if (i === end) {
      end = pieceEnd(spans, i)
      start = spans[i]!
      piece = cut(text, start, spans[end - 1]!)
    }
    // A name may share its piece with a value that is too long for it.
    raw[to++] = cut(piece, spans[i]! - start, spans[i + 1]! - start)
    raw[to++] = piece.slice(spans[i + 2]! - start, spans[i + 3]! - start)
  }
  return raw
}

/**
 * The value of the first field called `name`, without making any view; undefined when there is none.
 *
 * @param name - in lower case
 */
export function firstValue(text: string, spans: readonly number[], name: string): string | undefined {
  const { length } = name
  const first = name.charCodeAt(0) | 0x20
  for (let i = 0; i < spans.length; i += 4) {
    const start = spans[i]!
    if (spans[i + 1]! - start !== length) continue
    // Bit 0x20 is all that tells an ASCII capital from its small letter; a name that only looks alike fails below.
    if ((text.charCodeAt(start) | 0x20) !== first) continue
    if (text.slice(start, spans[i + 1]).toLowerCase() === name) return cut(text, spans[i + 2]!, spans[i + 3]!)
  }
  return undefined
}
