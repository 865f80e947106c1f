/** Errors with Node's codes and messages. As in Node, `name` is the class, and the first line of the stack has the code. */
import { describeReceived, inspectPrimitive } from './describe.js'

/** An error with a stable `code`. */
export interface CodedError extends Error {
  code: string
}

type ErrorClass = new (message: string) => Error

/** A function that an error's stack leaves out, with everything that it called. It must be running when the error is made. */
export type Hidden = (...args: never[]) => unknown

/**
 * Returns an error of Node's shape: `<Class> [<code>]: <message>`.
 *
 * @param hidden - the check that found the error. Its caller, the method that the user called, is the first line of the stack
 */
export function codedError(Class: ErrorClass, code: string, message: string, hidden: Hidden = codedError): CodedError {
  const error = new Class(message) as CodedError
  // V8 composes the first line of the stack from the name that the error has now.
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

/**
 * Returns the error that `make` makes, without frames in its stack: those of a timer tell nothing, and composing them is a third of the cost when thousands of connections time out
 * at once. Where the limit of frames cannot be changed (`--frozen-intrinsics`), the error has its frames.
 */
export function withoutFrames<Made extends Error>(make: () => Made): Made {
  const { stackTraceLimit } = Error
  if (!Reflect.set(Error, 'stackTraceLimit', 0)) return make()
  try {
    return make()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** Joins alternatives as Node does: `a`, `a or b`, `a, b, or c`. */
function listed(words: readonly string[]): string {
  if (words.length <= 2) return words.join(' or ')
  return `${words.slice(0, -1).join(', ')}, or ${words.at(-1)}`
}

/** Returns `The "x" argument` or `The "x.y" property`: Node's two ways to name a wrong value. */
function subject(name: string): string {
  if (name.endsWith(' argument')) return `The ${name}`
  return `The "${name}" ${name.includes('.') ? 'property' : 'argument'}`
}

/** Expected types that are results of `typeof`. Every other expected type is a class name or a phrase. */
const TYPES = new Set(['string', 'function', 'number', 'object', 'boolean', 'bigint', 'symbol'])

/** Returns a TypeError ERR_INVALID_ARG_TYPE. `expected` may mix type names, class names and phrases. */
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

/** Returns a TypeError ERR_INVALID_ARG_VALUE. `shown` is the value's text in the message. */
export function invalidArgValue(name: string, value: unknown, reason = 'is invalid', shown = inspectPrimitive(value), hidden: Hidden = invalidArgValue): CodedError {
  const kind = name.includes('.') ? 'property' : 'argument'
  return codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `The ${kind} '${name}' ${reason}. Received ${shown}`, hidden)
}

/** Returns a number as Node writes it in range errors: integers above 2 ** 32 with underscores, as in 5_000_000_000. */
function withUnderscores(value: number): string {
  const text = String(value)
  return Number.isInteger(value) && Math.abs(value) > 2 ** 32 ? text.replace(/\B(?=(\d{3})+$)/g, '_') : text
}

/** Returns a RangeError ERR_OUT_OF_RANGE. */
export function outOfRange(name: string, range: string, value: unknown, hidden: Hidden = outOfRange): CodedError {
  const shown = typeof value === 'number' ? withUnderscores(value) : inspectPrimitive(value)
  return codedError(RangeError, 'ERR_OUT_OF_RANGE', `The value of "${name}" is out of range. It must be ${range}. Received ${shown}`, hidden)
}

/** Returns an Error ECONNRESET, as for a connection that the peer closed. `code` is its only enumerable key. */
export function connectionReset(message: string): CodedError {
  const error = new Error(message) as CodedError
  error.code = 'ECONNRESET'
  return error
}
