/** Leniencies by name, for options that people write. */
import { invalidArgType, invalidArgValue, validateInteger, type Hidden } from '@layered-http/shared'
import { Lenient } from './constants.js'

/** The name of one thing that a parser can accept though it is not HTTP/1.1; see {@link Lenient}. */
export type LenientFlag = keyof typeof Lenient

const OPTION = 'options.lenient'

/**
 * Returns the sum of {@link Lenient} numbers for a list of their names; 0 for an empty list.
 *
 * @param names - the value of an option named `lenient`
 * @throws TypeError ERR_INVALID_ARG_TYPE when it is not an array, ERR_INVALID_ARG_VALUE for an unknown name
 */
export function lenientFlags(names: readonly LenientFlag[]): number {
  if (!Array.isArray(names)) throw invalidArgType(OPTION, 'Array', names)
  return sumOf(names as readonly LenientFlag[], sumOf)
}

function sumOf(names: readonly LenientFlag[], hidden: Hidden): number {
  let flags = 0
  for (const name of names) {
    if (!Object.hasOwn(Lenient, name)) throw invalidArgValue(OPTION, name, `must be one of: ${KNOWN_NAMES}`, undefined, hidden)
    flags |= Lenient[name]
  }
  return flags
}

const KNOWN_NAMES = Object.keys(Lenient)
  .map((name) => `'${name}'`)
  .join(', ')

/**
 * Returns the sum of {@link Lenient} numbers that the option `lenient` of a parser stands for.
 *
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE
 */
export function leniencyOf(lenient: number | readonly LenientFlag[], hidden: Hidden = leniencyOf): number {
  if (Array.isArray(lenient)) return sumOf(lenient as readonly LenientFlag[], hidden)
  if (typeof lenient !== 'number') throw invalidArgType(OPTION, ['number', 'Array'], lenient, hidden)
  validateInteger(lenient, OPTION, 0, Lenient.ALL, hidden)
  return lenient
}
