/**
 * The option `layered` of constructors. It has all options that Node does not have, so that no program sets one by accident.
 *
 * Each constructor has one table of its options. This file has the types of these tables, and the function that reads options by a table.
 */
import { describeName } from './describe.js'
import { invalidArgType, invalidArgValue, type CodedError } from './errors.js'
import { validateBoolean, validateFunction, validateInteger, validateNumber, validateObject, validateTimeout } from './validate.js'

/** The values that an option may have, and its default. */
export type LayeredRow<Value> = { readonly byDefault: Value } & (
  | { readonly is: 'boolean' }
  /** A number of at least `min`, or Infinity. */
  | { readonly is: 'number'; readonly min: number }
  | { readonly is: 'integer'; readonly min: number }
  /** Milliseconds. A value above the longest delay of a timer becomes that delay. */
  | { readonly is: 'timeout' }
  /** An object of timeouts with these names. Each is read as 'timeout' is; one that is undefined is left out. */
  | { readonly is: 'timeouts'; readonly of: readonly string[] }
  | { readonly is: 'one of'; readonly values: readonly Value[] }
  | { readonly is: 'function' }
  /** A list of names. */
  | { readonly is: 'list'; readonly of: readonly string[] }
  /** A list of names of the program's choice: strings of visible characters without commas. */
  | { readonly is: 'names' }
)

/** The value of each option: the given one or the default. */
export type LayeredValues<Options> = { readonly [Name in keyof Options]-?: Options[Name] }

/** A row for each option. */
export type LayeredTable<Options> = { readonly [Name in keyof Options]-?: LayeredRow<Options[Name]> }

/**
 * Returns the function that reads and checks `options.layered` by `table`. Without that option it always returns the same object.
 *
 * It throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE or ERR_OUT_OF_RANGE, with a message that names the option. A name that is not in the
 * table is an ERR_INVALID_ARG_VALUE.
 */
export function layeredReader<Options extends object>(table: LayeredTable<Options>): (layered: unknown) => LayeredValues<Options> {
  const names = Object.keys(table) as (keyof Options & string)[]
  const defaults = Object.freeze(Object.fromEntries(names.map((name) => [name, table[name].byDefault]))) as LayeredValues<Options>
  return (layered) => {
    if (layered === undefined) return defaults
    validateObject(layered, 'options.layered')
    checkNames(layered, 'options.layered', names)
    const values: Record<string, unknown> = { ...defaults }
    for (const name of names) {
      const value: unknown = (layered as Partial<Record<string, unknown>>)[name]
      if (value !== undefined) values[name] = checked(table[name] as LayeredRow<unknown>, value, `options.layered.${name}`)
    }
    return values as LayeredValues<Options>
  }
}

function checked(row: LayeredRow<unknown>, value: unknown, name: string): unknown {
  switch (row.is) {
    case 'boolean':
      validateBoolean(value, name)
      break
    case 'number':
      validateNumber(value, name, row.min)
      break
    case 'integer':
      validateInteger(value, name, row.min)
      break
    case 'timeout':
      return validateTimeout(value, name)
    case 'timeouts':
      return timeoutsOf(value, name, row.of)
    case 'one of':
      if (!row.values.includes(value)) throw notOneOf(row.values, value, name)
      break
    case 'function':
      validateFunction(value, name)
      break
    case 'list':
      if (!Array.isArray(value)) throw invalidArgType(name, ['Array'], value)
      for (const one of value) if (!row.of.includes(one as string)) throw notOneOf(row.of, one, name)
      break
    case 'names':
      if (!Array.isArray(value)) throw invalidArgType(name, ['Array'], value)
      for (const one of value) if (typeof one !== 'string' || !NAME.test(one)) throw invalidArgValue(name, one, 'must be a list of names', shown(one))
  }
  return value
}

/** Returns a new object of the timeouts that are given. */
function timeoutsOf(value: unknown, name: string, names: readonly string[]): Record<string, number> {
  validateObject(value, name)
  checkNames(value, name, names)
  const timeouts: Record<string, number> = {}
  for (const [key, timeout] of Object.entries(value)) if (timeout !== undefined) timeouts[key] = validateTimeout(timeout, `${name}.${key}`)
  return timeouts
}

/** Throws ERR_INVALID_ARG_VALUE for a key of the object `path` that is not one of `names`. */
export function checkNames(values: object, path: string, names: readonly string[]): void {
  for (const [key, value] of Object.entries(values)) if (!names.includes(key)) throw unknownOption(`${path}.${key}`, value, names)
}

/** Visible characters except the comma, which separates names on the wire. */
const NAME = /^[!-+\--~]+$/

const listed = (values: readonly unknown[]): string => values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(', ')

function notOneOf(values: readonly unknown[], value: unknown, name: string): CodedError {
  return invalidArgValue(name, value, `must be one of: ${listed(values)}`, shown(value))
}

function unknownOption(path: string, value: unknown, names: readonly string[]): CodedError {
  return invalidArgValue(path, value, `is not an option here; the options are: ${listed(names)}`, shown(value))
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : describeName(value)
}
