/** The options of a recorder: their types, defaults and checks, and the environment variables that set them. */
import { constants } from 'node:os'
import { checkNames, invalidArgValue, validateBoolean, validateInteger, validateObject } from '@layered-http/shared'

/** Options of a {@link HarRecorder}. */
export interface HarOptions {
  /** Exchanges to keep: the last ones. Default 10,000. */
  maxEntries?: number
  /** Bytes of each body to keep. Default 0: no bodies, only their sizes. */
  maxBodySize?: number
  /** Bytes of all bodies together. If there are more, the oldest exchanges are dropped. Default 64 MiB. */
  maxTotalBodySize?: number
  /** Also record Authorization, Cookie, Set-Cookie and other secrets, which are replaced by `(redacted)` otherwise. Default false. */
  secrets?: boolean
}

/** Exchanges that are kept: a head with ten headers takes about 5 KB of memory. */
export const DEFAULT_MAX_ENTRIES = 10_000

/** Bytes of bodies that are kept, of all exchanges. */
export const DEFAULT_MAX_TOTAL_BODY_SIZE = 64 * 1024 * 1024

const DEFAULTS: Required<HarOptions> = { maxEntries: DEFAULT_MAX_ENTRIES, maxBodySize: 0, maxTotalBodySize: DEFAULT_MAX_TOTAL_BODY_SIZE, secrets: false }

/**
 * Returns the options with their defaults.
 *
 * @throws TypeError ERR_INVALID_ARG_TYPE, RangeError ERR_OUT_OF_RANGE, TypeError ERR_INVALID_ARG_VALUE for a name that is unknown
 */
export function checkedOptions(options: HarOptions): Required<HarOptions> {
  validateObject(options, 'options')
  checkNames(options, 'options', Object.keys(DEFAULTS))
  const all = { ...DEFAULTS, ...definedOf(options) }
  validateInteger(all.maxEntries, 'options.maxEntries', 1)
  validateInteger(all.maxBodySize, 'options.maxBodySize', 0)
  validateInteger(all.maxTotalBodySize, 'options.maxTotalBodySize', 0)
  validateBoolean(all.secrets, 'options.secrets')
  return all
}

function definedOf(options: HarOptions): HarOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

/** What the environment variables of the preload say. */
export interface HarSettings {
  readonly options: HarOptions
  /** A path; `{pid}` and `{thread}` in it are replaced. */
  readonly file: string
  /** Writes the archive when it comes; undefined for none. */
  readonly signal: NodeJS.Signals | undefined
}

/** In the current folder. */
const DEFAULT_FILE = 'http-{pid}-{thread}.har'

/** Node keeps SIGUSR1 for its inspector. Windows has neither. */
const defaultSignal: NodeJS.Signals | undefined = 'SIGUSR2' in constants.signals ? 'SIGUSR2' : undefined

/** The variables, all of which begin with the first. */
const VARIABLES = ['LAYERED_HTTP_HAR', 'LAYERED_HTTP_HAR_BODIES', 'LAYERED_HTTP_HAR_TOTAL', 'LAYERED_HTTP_HAR_ENTRIES', 'LAYERED_HTTP_HAR_SECRETS', 'LAYERED_HTTP_HAR_SIGNAL']

/** Signals that end or stop a process whatever it listens to. */
const UNCATCHABLE = ['SIGKILL', 'SIGSTOP']

/**
 * Reads the environment variables of the preload.
 *
 * @throws TypeError ERR_INVALID_ARG_VALUE for a value that is not what the variable takes, and for another variable whose name begins as theirs
 */
export function readSettings(env: NodeJS.ProcessEnv): HarSettings {
  // The names of variables have no case on Windows.
  const unknown = Object.keys(env).find((name) => name.toUpperCase().startsWith(VARIABLES[0]!) && !VARIABLES.includes(name.toUpperCase()))
  if (unknown !== undefined) throw invalidArgValue(unknown, env[unknown], `is not a variable of the HTTP archive; they are: ${VARIABLES.join(', ')}`)
  const bytesOrCount = (name: string, least = 0): number | undefined => {
    const value = env[name]
    if (value === undefined || value === '') return undefined
    if (!/^\d{1,15}$/.test(value)) throw invalidArgValue(name, value, 'must be a whole number')
    if (Number(value) < least) throw invalidArgValue(name, value, `must be at least ${least}`)
    return Number(value)
  }
  const secrets = env['LAYERED_HTTP_HAR_SECRETS']
  if (secrets !== undefined && !['', '0', '1'].includes(secrets)) throw invalidArgValue('LAYERED_HTTP_HAR_SECRETS', secrets, 'must be 0 or 1')
  const signal = env['LAYERED_HTTP_HAR_SIGNAL']
  if (signal !== undefined && signal !== 'none' && !(signal in constants.signals)) throw invalidArgValue('LAYERED_HTTP_HAR_SIGNAL', signal, 'must be the name of a signal, or none')
  if (signal !== undefined && UNCATCHABLE.includes(signal)) throw invalidArgValue('LAYERED_HTTP_HAR_SIGNAL', signal, 'must be a signal that a program can listen to')
  return {
    options: {
      maxEntries: bytesOrCount('LAYERED_HTTP_HAR_ENTRIES', 1),
      maxBodySize: bytesOrCount('LAYERED_HTTP_HAR_BODIES'),
      maxTotalBodySize: bytesOrCount('LAYERED_HTTP_HAR_TOTAL'),
      secrets: secrets === '1',
    },
    file: env['LAYERED_HTTP_HAR'] || DEFAULT_FILE,
    signal: signal === 'none' ? undefined : ((signal ?? defaultSignal) as NodeJS.Signals | undefined),
  }
}
