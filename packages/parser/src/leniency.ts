/** Leniencies by name, for options that people write. */
import { Lenient } from './constants.js'

/** The name of one thing that a parser can be told to accept though it is not HTTP/1.1; see {@link Lenient}. */
export type LenientFlag = keyof typeof Lenient

/**
 * Names of leniencies as the number that {@link ParserOptions.lenient} takes, 0 for none.
 *
 * @param names - what an option named `lenient` was given
 * @throws TypeError ERR_INVALID_ARG_VALUE for a name that is none
 */
export function lenientFlags(names: readonly LenientFlag[]): number {
  let flags = 0
  for (const name of names) {
    if (!Object.hasOwn(Lenient, name)) throw unknownName(name)
    flags |= Lenient[name]
  }
  return flags
}

function unknownName(name: unknown): TypeError {
  const names = Object.keys(Lenient).map((one) => `'${one}'`)
  const shown = typeof name === 'string' ? `'${name}'` : String(name)
  return Object.assign(new TypeError(`The property 'options.lenient' must be one of: ${names.join(', ')}. Received ${shown}`), { code: 'ERR_INVALID_ARG_VALUE' })
}
