/** Errors with Node's codes, messages and looks: `name` says the class, the stack's first line the code. */
import { describeReceived, inspectPrimitive } from './describe.js'

/** An error with a stable `code`. */
export interface CodedError extends Error {
  code: string
}

type ErrorClass = new (message: string) => Error

/** A function that does not show in an error's stack, nor what it has called. It must have been called. */
export type Hidden = (...args: never[]) => unknown

/**
 * An error of Node's shape: `<Class> [<code>]: <message>`.
 *
 * @param hidden - the check that found the mistake: its caller, a method that the user knows, is the first line of the stack
 */
export function codedError(Class: ErrorClass, code: string, message: string, hidden: Hidden = codedError): CodedError {
  const error = new Class(message) as CodedError
  // The stack's first line is composed from the name of that moment.
  const { name } = error
  Object.defineProperty(error, 'name', { value: `${name} [${code}]`, configurable: true, writable: true, enumerable: false })
  ;(Error as { captureStackTrace?: (error: Error, hidden: Hidden) => void }).captureStackTrace?.(error, hidden)
  void error.stack
  delete (error as { name?: string }).name
  Object.defineProperty(error, 'toString', {
    value: function toString(this: Error) {
      return `${this.name} [${code}]: ${this.message}`
    },
    configurable: true,
    writable: true,
    enumerable: false,
  })
  error.code = code
  return error
}

/** How Node joins alternatives: `a`, `a or b`, `a, b, or c`. */
function listed(words: readonly string[]): string {
  if (words.length <= 2) return words.join(' or ')
  return `${words.slice(0, -1).join(', ')}, or ${words.at(-1)}`
}

/** `The "x" argument …` or `The "x.y" property …`: Node's two ways to name what was wrong. */
function subject(name: string): string {
  if (name.endsWith(' argument')) return `The ${name}`
  return `The "${name}" ${name.includes('.') ? 'property' : 'argument'}`
}

/** Words that are `typeof` results in a list of expected types; everything else is an instance or a sentence. */
const TYPES = new Set(['string', 'function', 'number', 'object', 'boolean', 'bigint', 'symbol'])

/** TypeError ERR_INVALID_ARG_TYPE. `expected` mixes type names, class names and free words. */
export function invalidArgType(name: string, expected: string | readonly string[], value: unknown, hidden: Hidden = invalidArgType): CodedError {
  const words = typeof expected === 'string' ? [expected] : expected
  const types = words.filter((word) => TYPES.has(word))
  const classes = words.filter((word) => !TYPES.has(word) && /^[A-Z]\w*$/.test(word))
  const others = words.filter((word) => !TYPES.has(word) && !classes.includes(word))
  const clauses = []
  if (types.length > 0) clauses.push(`${types.length > 1 ? 'one of type' : 'of type'} ${listed(types)}`)
  if (classes.length > 0) clauses.push(`an instance of ${listed(classes)}`)
  if (others.length > 0) clauses.push(others.length > 1 ? `one of ${listed(others)}` : others[0]!)
  return codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `${subject(name)} must be ${clauses.join(' or ')}.${describeReceived(value)}`, hidden)
}

/** TypeError ERR_INVALID_ARG_VALUE. `shown` replaces the usual view of the value. */
export function invalidArgValue(name: string, value: unknown, reason = 'is invalid', shown = inspectPrimitive(value), hidden: Hidden = invalidArgValue): CodedError {
  const kind = name.includes('.') ? 'property' : 'argument'
  return codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `The ${kind} '${name}' ${reason}. Received ${shown}`, hidden)
}

/** 1234567 as 1_234_567, as Node writes numbers in range errors. */
function withUnderscores(value: number): string {
  const text = String(value)
  return Number.isInteger(value) && Math.abs(value) > 2 ** 32 ? text.replace(/\B(?=(\d{3})+$)/g, '_') : text
}

/** RangeError ERR_OUT_OF_RANGE. */
export function outOfRange(name: string, range: string, value: unknown, hidden: Hidden = outOfRange): CodedError {
  const shown = typeof value === 'number' ? withUnderscores(value) : inspectPrimitive(value)
  return codedError(RangeError, 'ERR_OUT_OF_RANGE', `The value of "${name}" is out of range. It must be ${range}. Received ${shown}`, hidden)
}

/** Error ECONNRESET, as for a peer that went away: `code` is its one own key. */
export function connectionReset(message: string): CodedError {
  const error = new Error(message) as CodedError
  error.code = 'ECONNRESET'
  return error
}
