/**
 * The options of a parser.
 * What may live here: their types, with units and defaults, and one table of their checks.
 */
import { invalidArgType, invalidArgValue, outOfRange, validateBoolean, validateObject, type Hidden } from '@layered-http/shared'
import { leniencyOf, type LenientFlag } from './leniency.js'

/** How a parser is set up. A wrong value or an unknown name throws when the parser is made. */
export interface ParserOptions {
  /** Bytes of target or reason, names and values in one head; reaching it is an error. 0 and undefined: 16384; source: Node's `maxHeaderSize`. */
  maxHeaderSize?: number
  /**
   * Fields in one head, and in one trailer section. A request with more is an error, a response loses the rest, as with Node.
   * 0: no limit. null and undefined: 1000; source: Node's `maxHeadersCount`.
   */
  maxHeadersCount?: number | null
  /** Bytes of extensions in one chunk of a chunked body; more is an error. 0 and undefined: 16384; source: Node. */
  maxChunkExtensionsSize?: number
  /** What to accept though it is not HTTP/1.1: a list of names, for example `['HEADERS']`, or a sum of `Lenient` numbers. Default: nothing. */
  lenient?: number | readonly LenientFlag[]
  /** Accept control characters other than CR, LF and NUL in header values, and DEL. Default false; source: Node's `httpValidation: 'relaxed'`. */
  relaxedHeaderValues?: boolean
  /**
   * For requests: refuse what RFC 9112 tells a server to refuse and llhttp accepts. Several Host fields, an invalid or a missing one; a target in none of
   * the four forms; more than one space in the request line; versions other than 1.0 and 1.1; a transfer coding in HTTP/1.0; a last coding other than
   * chunked. Not together with `lenient`. Default false.
   */
  strict?: boolean
}

/** By option: throws when the value is wrong. */
const CHECKS: { readonly [Name in keyof ParserOptions]-?: (value: never, name: string, hidden: Hidden) => void } = {
  maxHeaderSize: checkLimit,
  maxHeadersCount: (value: unknown, name: string, hidden: Hidden) => {
    if (value !== null) checkLimit(value, name, hidden)
  },
  maxChunkExtensionsSize: checkLimit,
  lenient: (value: number | readonly LenientFlag[], _name: string, hidden: Hidden) => void leniencyOf(value, hidden),
  relaxedHeaderValues: (value: unknown, name: string, hidden: Hidden) => validateBoolean(value, name, hidden),
  strict: (value: unknown, name: string, hidden: Hidden) => validateBoolean(value, name, hidden),
}

const NAMES = Object.keys(CHECKS) as (keyof ParserOptions)[]

/**
 * Checks the options of a parser. An option that is undefined is not given.
 *
 * @param hidden - the first function that the stack of an error leaves out
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE or ERR_OUT_OF_RANGE, with a message that names the option
 */
export function checkParserOptions(options: unknown, hidden: Hidden = checkParserOptions): asserts options is ParserOptions {
  validateObject(options, 'options', hidden)
  const values = options as Record<string, unknown>
  for (const name of NAMES) {
    const value = values[name]
    if (value !== undefined) CHECKS[name](value as never, `options.${name}`, hidden)
  }
  if (values['strict'] === true && leniencyOf((values['lenient'] ?? 0) as number) !== 0) {
    throw invalidArgValue('options.strict', true, 'cannot be used together with options.lenient', undefined, hidden)
  }
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(CHECKS, name) || values[name] === undefined) continue
    throw invalidArgValue(`options.${name}`, values[name], `is not one of a parser's options: ${NAMES.join(', ')}`, undefined, hidden)
  }
}

function checkLimit(value: unknown, name: string, hidden: Hidden): void {
  if (typeof value !== 'number') throw invalidArgType(name, 'number', value, hidden)
  if (!(value >= 0 && (Number.isInteger(value) || value === Infinity))) throw outOfRange(name, 'a non-negative integer or Infinity', value, hidden)
}
