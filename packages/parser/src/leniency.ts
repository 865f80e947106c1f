/** Leniencies by name, for options that people write. */
import { invalidArgValue } from '@layered-http/shared'
import { Lenient } from './constants.js'

/** The name of one thing that a parser can be told to accept though it is not HTTP/1.1; see {@link Lenient}. */
export type LenientFlag = keyof typeof Lenient

/**
 * Names of leniencies as the number that {@link ParserOptions.lenient} takes, 0 for none.
 *
 * @param names - what an option named `lenient` was given
 * @throws ERR_INVALID_ARG_VALUE for a name that is none
 */
export function lenientFlags(names: readonly LenientFlag[]): number {
  let flags = 0
  for (const name of names) {
    if (!Object.hasOwn(Lenient, name)) throw invalidArgValue('options.lenient', name, `must be one of: ${Object.keys(Lenient).map((one) => `'${one}'`).join(', ')}`)
    flags |= Lenient[name]
  }
  return flags
}
