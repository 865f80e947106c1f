/**
 * The command line of a program that is run by its file, such as a fuzzer. `--help` prints the comment at the top of the file. A mistake is one line on stderr and exit code
 * {@link NOT_RUN}: a proof that was asked for in a wrong way must not end as if it had found nothing.
 */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readOptions } from './options.mjs'

/** Exit code. 1 is for findings. */
const NOT_RUN = 2

/** Runs `act` with the arguments. A StepError, or an error of `parseArgs`, is a mistake in them. */
export async function runProgram(url, act) {
  answerHelp(url)
  try {
    await act(process.argv.slice(2))
  } catch (error) {
    stopAtMistake(url, error)
  }
}

/** Returns the values of the options, by name: see `readOptions`. */
export function optionsOf(url, options, allowed) {
  answerHelp(url)
  try {
    return readOptions(process.argv.slice(2), options, allowed)
  } catch (error) {
    return stopAtMistake(url, error)
  }
}

/**
 * Returns the arguments of a program that takes whole numbers in a fixed order, by name.
 *
 * @param defaults - by name, in the order of the command line
 */
export function numbersOf(url, defaults) {
  answerHelp(url)
  const words = process.argv.slice(2)
  const names = Object.keys(defaults)
  if (words.length > names.length) stop(url, `'${words[names.length]}' is one argument too many; it takes ${names.join(', ')}`)
  const wrong = words.findIndex((word) => !/^\d{1,15}$/.test(word))
  if (wrong >= 0) stop(url, `${names[wrong]} is a whole number, not '${words[wrong]}'`)
  return Object.fromEntries(names.map((name, index) => [name, Number(words[index] ?? defaults[name])]))
}

function answerHelp(url) {
  if (!process.argv.includes('--help')) return
  console.log(headOf(url))
  process.exit()
}

function stopAtMistake(url, error) {
  // By name: a bundle has a class of its own.
  if (error?.name !== 'StepError' && !/^ERR_PARSE_ARGS_/.test(error?.code)) throw error
  return stop(url, error.message.split(/\. To specify|\n/)[0])
}

function stop(url, message) {
  console.error(`${basename(fileURLToPath(url))}: ${message}; --help says more`)
  process.exit(NOT_RUN)
}

/** Returns the first comment of the file. */
function headOf(url) {
  const [, text] = /\/\*\*(.*?)\*\//s.exec(readFileSync(fileURLToPath(url), 'utf8'))
  return text.split('\n').map((line) => line.replace(/^ \* ?/, '')).join('\n').trim()
}
