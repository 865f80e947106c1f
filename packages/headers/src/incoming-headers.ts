/**
 * Views of a received head: a text and the spans of its fields, four positions each (name start, name end, value
 * start, value end). A view is made when it is asked for, because most programs read few fields of a head.
 */
import { copyOf, cut, MAX_SHARED } from '@layered-http/shared'
import { isSame, lowerCaseName } from './known-names.js'
import { seenNames } from './seen-names.js'
import { emptyObject } from './wide-object.js'

/** What to do with the second field of a name. */
const Rule = { JOIN_COMMA: 0, KEEP_FIRST: 1, JOIN_SEMICOLON: 2 } as const
type Rule = (typeof Rule)[keyof typeof Rule]

/** The names whose duplicates are not joined with a comma. `set-cookie` is not here: it is always an array. Source: Node's documentation of `message.headers`. */
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
  accept?: string
  'accept-encoding'?: string
  'accept-language'?: string
  age?: string
  authorization?: string
  'cache-control'?: string
  connection?: string
  'content-encoding'?: string
  'content-length'?: string
  'content-type'?: string
  cookie?: string
  date?: string
  etag?: string
  expect?: string
  expires?: string
  forwarded?: string
  from?: string
  host?: string
  'if-match'?: string
  'if-modified-since'?: string
  'if-none-match'?: string
  'if-range'?: string
  'if-unmodified-since'?: string
  'last-modified'?: string
  location?: string
  'max-forwards'?: string
  origin?: string
  'proxy-authenticate'?: string
  'proxy-authorization'?: string
  range?: string
  referer?: string
  'retry-after'?: string
  server?: string
  te?: string
  trailer?: string
  'transfer-encoding'?: string
  upgrade?: string
  'user-agent'?: string
  vary?: string
  via?: string
  'www-authenticate'?: string
  'x-forwarded-for'?: string
  'x-forwarded-host'?: string
  'x-forwarded-proto'?: string
  'set-cookie'?: string[]
  [name: string]: string | string[] | undefined
}

/**
 * Adds one field to `headers`, by the rules of {@link mergedHeaders}.
 *
 * @param name - in any case
 * @param joinDuplicates - join the values of names of which otherwise the first value counts
 */
export function addHeader(headers: IncomingHeaders, name: string, value: string, joinDuplicates = false): void {
  addByKey(headers, name.toLowerCase(), value, joinDuplicates)
}

/** False for a header's name that a program has put on Object.prototype by mistake. */
function isOwn(headers: IncomingHeaders, key: string, value: unknown): boolean {
  return value !== undefined && Object.hasOwn(headers, key)
}

/** Returns true if the value was joined to an earlier one. */
function addByKey(headers: IncomingHeaders, key: string, value: string, joinDuplicates: boolean): boolean {
  const before = headers[key]
  if (key === 'set-cookie') {
    if (isOwn(headers, key, before)) (before as string[]).push(value)
    else headers[key] = [value]
    return false
  }
  // Only a string is an earlier field: `constructor` and others are on Object.prototype.
  if (typeof before !== 'string' || !isOwn(headers, key, before)) {
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
 * A head with at least this many fields is made lower-case as a whole, and names are cut from that. With fewer fields, such as the
 * ten of a browser, looking each name up in the table is faster.
 */
const MANY_FIELDS = 20

/** Returns the lower-case name of each field. */
function lowerCaseNames(text: string, spans: readonly number[]): string[] {
  const names = new Array<string>(spans.length / 4)
  const lower = spans.length < 4 * MANY_FIELDS ? '' : text.toLowerCase()
  // Some letters above U+00FF have a lower case of two letters: the spans after one would be wrong. A parser's text has none.
  const isCut = lower.length === text.length
  for (let i = 0; i < spans.length; i += 4) names[i >> 2] = isCut ? lower.slice(spans[i], spans[i + 1]) : lowerCaseName(text, spans[i]!, spans[i + 1]!)
  return names
}

// Values are cut from pieces of the text, so that a value which a program keeps holds only its piece in memory and not a large head.

/** Returns the index in `spans` where the first piece ends. A short text is one piece; the pieces of a longer one are made on the way. */
function firstEnd(text: string, spans: readonly number[]): number {
  return text.length <= MAX_SHARED ? spans.length : 0
}

/** Returns the index in `spans` where the piece ends that begins with the field at `from`. Only a piece of one field is longer than {@link MAX_SHARED}. */
function pieceEnd(spans: readonly number[], from: number): number {
  const reach = spans[from]! + MAX_SHARED
  let end = from + 4
  while (end < spans.length && spans[end + 3]! <= reach) end += 4
  return end
}

/** With more joins than this the joined values are copied into flat strings: a joined string is an object that points to its parts. */
const MANY_JOINS = 8

/**
 * Returns the fields merged by name, as `message.headers` of node:http.
 *
 * @param joinDuplicates - join the values of names of which otherwise the first value counts. Node: `joinDuplicateHeaders`
 */
export function mergedHeaders(text: string, spans: readonly number[], joinDuplicates = false): IncomingHeaders {
  const headers: IncomingHeaders = emptyObject(spans.length / 4)
  const seen = seenNames(text, spans)
  const keys = seen?.keys ?? lowerCaseNames(text, spans)
  const isPlain = seen !== undefined && seen.isPlain
  let joins = 0
  for (let i = 0, end = firstEnd(text, spans), piece = text, start = 0; i < spans.length; i += 4) {
    if (i === end) {
      end = pieceEnd(spans, i)
      start = spans[i]!
      piece = cut(text, start, spans[end - 1]!)
    }
    const value = piece.slice(spans[i + 2]! - start, spans[i + 3]! - start)
    if (isPlain) headers[keys[i >> 2]!] = value
    else if (addByKey(headers, keys[i >> 2]!, value, joinDuplicates)) joins++
  }
  if (joins > 0 && (joins > MANY_JOINS || text.length > MAX_SHARED)) flatten(headers)
  return headers
}

/** Copies every value that may point to parts. */
function flatten(headers: IncomingHeaders): void {
  for (const key of Object.keys(headers)) {
    const value = headers[key]
    if (typeof value === 'string') headers[key] = copyOf(value)
  }
}

/** Returns all values of each name, in an object without a prototype. */
export function distinctHeaders(text: string, spans: readonly number[]): Record<string, string[]> {
  const headers = Object.create(null) as Record<string, string[]>
  const keys = seenNames(text, spans)?.keys ?? lowerCaseNames(text, spans)
  for (let i = 0, end = firstEnd(text, spans), piece = text, start = 0; i < spans.length; i += 4) {
    if (i === end) {
      end = pieceEnd(spans, i)
      start = spans[i]!
      piece = cut(text, start, spans[end - 1]!)
    }
    const key = keys[i >> 2]!
    const value = piece.slice(spans[i + 2]! - start, spans[i + 3]! - start)
    const before = headers[key]
    if (before === undefined) headers[key] = [value]
    else before.push(value)
  }
  return headers
}

/** Returns name, value, name, value … as received. */
export function rawHeaders(text: string, spans: readonly number[]): string[] {
  const raw = new Array<string>(spans.length / 2)
  for (let i = 0, to = 0, end = firstEnd(text, spans), piece = text, start = 0; i < spans.length; i += 4) {
    if (i === end) {
      end = pieceEnd(spans, i)
      start = spans[i]!
      piece = cut(text, start, spans[end - 1]!)
    }
    // The name is cut too: a long value may be in the same piece.
    raw[to++] = cut(piece, spans[i]! - start, spans[i + 1]! - start)
    raw[to++] = piece.slice(spans[i + 2]! - start, spans[i + 3]! - start)
  }
  return raw
}

/**
 * Returns the value of the first field called `name`, or undefined. Makes no other string.
 *
 * @param name - in lower case
 */
export function firstValue(text: string, spans: readonly number[], name: string): string | undefined {
  const at = fieldAt(text, spans, name)
  return at < 0 ? undefined : cut(text, spans[at + 2]!, spans[at + 3]!)
}

/**
 * True if there is a field called `name`. Makes no string.
 *
 * @param name - in lower case
 */
export function hasField(text: string, spans: readonly number[], name: string): boolean {
  return fieldAt(text, spans, name) >= 0
}

/** Returns the position in `spans` of the first field called `name`, or -1. */
function fieldAt(text: string, spans: readonly number[], name: string): number {
  const { length } = name
  for (let i = 0; i < spans.length; i += 4) {
    const start = spans[i]!
    if (spans[i + 1]! - start === length && isSame(text, start, name)) return i
  }
  return -1
}
