/** Checks of arguments and options. Each throws Node's error for a wrong value. The stack of the error begins at the caller of `hidden`. */
import { invalidArgType, outOfRange, type Hidden } from './errors.js'

/** Throws ERR_INVALID_ARG_TYPE unless `value` is a function. */
export function validateFunction(value: unknown, name: string, hidden: Hidden = validateFunction): asserts value is (...args: never[]) => unknown {
  if (typeof value !== 'function') throw invalidArgType(name, 'function', value, hidden)
}

/** Throws ERR_INVALID_ARG_TYPE unless `value` is a boolean. */
export function validateBoolean(value: unknown, name: string, hidden: Hidden = validateBoolean): asserts value is boolean {
  if (typeof value !== 'boolean') throw invalidArgType(name, 'boolean', value, hidden)
}

/** Throws ERR_INVALID_ARG_TYPE unless `value` is an object, and not an array or a function. */
export function validateObject(value: unknown, name: string, hidden: Hidden = validateObject): asserts value is object {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw invalidArgType(name, 'object', value, hidden)
}

/** Throws ERR_INVALID_ARG_TYPE unless `value` is a number, ERR_OUT_OF_RANGE unless it is an integer in [min, max]. */
export function validateInteger(value: unknown, name: string, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER, hidden: Hidden = validateInteger): asserts value is number {
  if (typeof value !== 'number') throw invalidArgType(name, 'number', value, hidden)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value, hidden)
  if (value < min || value > max) throw outOfRange(name, `>= ${min} && <= ${max}`, value, hidden)
}

/** Throws ERR_INVALID_ARG_TYPE unless `value` is a number, ERR_OUT_OF_RANGE if a `min` is given and `value` is less or NaN. */
export function validateNumber(value: unknown, name: string, min?: number, hidden: Hidden = validateNumber): asserts value is number {
  if (typeof value !== 'number') throw invalidArgType(name, 'number', value, hidden)
  if (min !== undefined && !(value >= min)) throw outOfRange(name, `>= ${min}`, value, hidden)
}

/** The longest delay of Node's timers, in milliseconds. A longer one is 1 ms. */
export const MAX_TIMER_DELAY = 2 ** 31 - 1

/**
 * Returns a timeout in milliseconds, at most {@link MAX_TIMER_DELAY}. Throws ERR_INVALID_ARG_TYPE unless `value` is a number, ERR_OUT_OF_RANGE
 * unless it is finite and not negative.
 */
export function validateTimeout(value: unknown, name: string, hidden: Hidden = validateTimeout): number {
  if (typeof value !== 'number') throw invalidArgType(name, 'number', value, hidden)
  if (!(value >= 0 && Number.isFinite(value))) throw outOfRange(name, 'a non-negative finite number', value, hidden)
  return Math.min(value, MAX_TIMER_DELAY)
}
