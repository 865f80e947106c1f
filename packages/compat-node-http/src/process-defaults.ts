/** The settings of http on the command line and in NODE_OPTIONS, read once: M-06, M-12 and P-31 of docs/behaviours.md. */
import { DEFAULT_MAX_HEADER_SIZE } from '@layered-http/parser/tape'

/** The defaults of this process. */
export interface ProcessDefaults {
  /** Bytes of a head where no option says otherwise: `--max-http-header-size`. */
  readonly maxHeaderSize: number
  /** `--insecure-http-parser` */
  readonly insecureHTTPParser: boolean
  /** `--use-env-proxy`, or NODE_USE_ENV_PROXY=1. */
  readonly useEnvProxy: boolean
}

/**
 * The value of an option of Node: of the last time it is given, the command line after NODE_OPTIONS. '' where an option has no
 * value of its own, undefined where it is not given.
 */
function lastOf(words: readonly string[], name: string): string | undefined {
  let value: string | undefined
  for (let i = 0; i < words.length; i++) {
    const [option, ...rest] = words[i]!.replaceAll('_', '-').split('=')
    if (option === `--${name}`) value = rest.length > 0 ? words[i]!.slice(words[i]!.indexOf('=') + 1) : (words[i + 1] ?? '')
    else if (option === `--no-${name}`) value = undefined
  }
  return value
}

/** True if an option without a value is on, false if it is negated last; undefined if it is not given. */
function switchOf(words: readonly string[], name: string): boolean | undefined {
  const word = words.findLast((option) => option === `--${name}` || option === `--no-${name}`)
  return word === undefined ? undefined : word === `--${name}`
}

/** A number as Node reads it: the digits at its start. None are 0, with which every head is too large, and a negative one is no limit. */
function bytesOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const bytes = Number.parseInt(value, 10) || 0
  return bytes < 0 ? UNSIGNED_64 + bytes : Math.min(bytes, UNSIGNED_64)
}

/** Numbers that 64 bits hold. */
const UNSIGNED_64 = 2 ** 64

/** NODE_OPTIONS in words: separated by spaces, which double quotes keep. */
function wordsOf(options: string): string[] {
  return Array.from(options.matchAll(/"((?:\\.|[^"])*)"|\S+/g), ([word, quoted]) => quoted?.replaceAll('\\', '') ?? word)
}

/** The defaults that an environment and a command line make. */
export function readProcessDefaults(env: NodeJS.ProcessEnv, args: readonly string[]): ProcessDefaults {
  const words = [...wordsOf(env.NODE_OPTIONS ?? ''), ...args]
  return {
    maxHeaderSize: bytesOf(lastOf(words, 'max-http-header-size')) ?? DEFAULT_MAX_HEADER_SIZE,
    insecureHTTPParser: lastOf(words, 'insecure-http-parser') !== undefined,
    useEnvProxy: switchOf(words, 'use-env-proxy') ?? env.NODE_USE_ENV_PROXY === '1',
  }
}

export const processDefaults = readProcessDefaults(process.env, process.execArgv)
