/** Checks of arguments and options, with Node's errors. Each throws or returns nothing; `hidden` is the first function that its error's stack leaves out. */
import { invalidArgType, outOfRange, type Hidden } from './errors.js'

/** Throws ERR_INVALID_ARG_TYPE unless `value` is a function. */
export function validateFunction(value: unknown, name: string, hidden: Hidden = validateFunction): asserts value is (...args: never[]) => unknown {
  if (typeof value !== 'function') throw invalidArgType(name, 'function', value, hidden)
}

/** Throws ERR_INVALID_ARG_TYPE unless `value` is a boolean. */
export function validateBoolean(value: unknown, name: string, hidden: Hidden = validateBoolean): asserts value is boolean {
  if (typeof value !== 'boolean') throw invalidArgType(name, 'boolean', value, hidden)
}

/** Throws ERR_INVALID_ARG_TYPE unless `value` is an object. Arrays and functions are refused. */
export function validateObject(value: unknown, name: string, hidden: Hidden = validateObject): asserts value is object {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw invalidArgType(name, 'object', value, hidden)
}

/** Throws ERR_INVALID_ARG_TYPE unless a number, ERR_OUT_OF_RANGE unless an integer in [min, max]. */
export function validateInteger(value: unknown, name: string, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER, hidden: Hidden = validateInteger): asserts value is number {
  if (typeof value !== 'number') throw invalidArgType(name, 'number', value, hidden)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value, hidden)
  if (value < min || value > max) throw outOfRange(name, `>= ${min} && <= ${max}`, value, hidden)
}

/** Throws ERR_INVALID_ARG_TYPE unless a number, ERR_OUT_OF_RANGE when there is a `min` and it is below that or NaN. */
export function validateNumber(value: unknown, name: string, min?: number, hidden: Hidden = validateNumber): asserts value is number {
  if (typeof value !== 'number') throw invalidArgType(name, 'number', value, hidden)
  if (min !== undefined && !(value >= min)) throw outOfRange(name, `>= ${min}`, value, hidden)
}

/** Longest delay a Node timer takes, milliseconds. */
const MAX_TIMER_DELAY = 2 ** 31 - 1

/** A timeout in milliseconds, whole and in timer range. Throws as {@link validateNumber} does for what is not a finite number from 0. */
export function validateTimeout(value: unknown, name: string, hidden: Hidden = validateTimeout): number {
  if (typeof value !== 'number') throw invalidArgType(name, 'number', value, hidden)
  if (!(value >= 0 && Number.isFinite(value))) throw outOfRange(name, 'a non-negative finite number', value, hidden)
  return Math.min(value, MAX_TIMER_DELAY)
}
