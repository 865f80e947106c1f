/** Reads the options of a command. A mistake is one line that says what is wrong and what exists. */
import { parseArgs } from 'node:util'
import { StepError } from './step.mjs'

/**
 * Returns the values by name, and `words`, the other arguments.
 *
 * @param options - as for `parseArgs`, each with a `usage` such as `--into DIR (keeps the tarballs there)`
 * @param allowed.words - how many of the others it takes, 0 by default
 * @throws StepError
 */
export function readOptions(args, options, { words: most = 0 } = {}) {
  const { values, positionals } = parse(args, options)
  if (positionals.length > most) throw new StepError(`'${positionals[most]}' is one argument too many; ${usageOf(options)}`)
  return { ...values, words: positionals }
}

function parse(args, options) {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    // The first sentence names the option; the advice after it is about file names that start with a dash.
    throw new StepError(`${error.message.split(/[.\n]/)[0]}; ${usageOf(options)}`)
  }
}

/** Returns one line with all options. */
export function usageOf(options) {
  return Object.keys(options).length === 0 ? 'it has no options' : `options: ${usageLines(options).join(', ')}`
}

/** Returns a line for each option. */
export function usageLines(options) {
  return Object.values(options).map(({ usage }) => usage)
}

/** Returns the number, or `undefined` if the option is not there. */
export function wholeNumber(name, text) {
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new StepError(`--${name} takes a whole number from 1, not '${text}'`)
  return Number(text)
}
