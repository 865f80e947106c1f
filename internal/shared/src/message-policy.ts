/**
 * Message policy: the meaning of the options `httpValidation`, `insecureHTTPParser`, `lenient`, `maxHeaderSize` and `maxHeadersCount` of a server or a request,
 * for the parser of received messages and for the headers of sent ones.
 *
 * This file has only the checks of these options and pure decisions about them. Other files set up parsers and messages.
 */
import { invalidArgValue, type Hidden } from './errors.js'
import { inspectPrimitive } from './describe.js'
import { validateBoolean } from './validate.js'

/**
 * How strictly header values are checked, in received and in sent messages.
 *
 * - `'strict'`: no control characters
 * - `'relaxed'`: control characters other than CR, LF and NUL
 * - `'insecure'`: as `'relaxed'`, and the parser accepts everything that llhttp can accept
 */
export type HttpValidation = 'strict' | 'relaxed' | 'insecure'

/** The options that decide how strict a server or a request is. */
export interface ValidationOptions {
  readonly httpValidation?: HttpValidation | undefined
  readonly insecureHTTPParser?: boolean | undefined
}

/** Defaults of a whole process, for options that are not given. */
export interface MessageDefaults {
  /** Bytes of a received head. Default 16384. */
  readonly maxHeaderSize?: number
  /** The value of `insecureHTTPParser` if neither that nor `httpValidation` is given. Default false. */
  readonly insecureHTTPParser?: boolean
}

/** The meaning of the options. Many messages share one object. */
export interface MessagePolicy {
  /** For the parser: a sum of its `Lenient` numbers. */
  readonly lenient: number
  /** For the parser: true if it accepts control characters other than CR, LF and NUL in values. */
  readonly relaxedHeaderValues: boolean
  /** For sent headers: true if values may have such characters. */
  readonly lenientValues: boolean
}

/** The sum of all `Lenient` numbers of the parser: `Lenient.ALL`. */
export const ALL_LENIENCIES = 1023

const STRICT: MessagePolicy = Object.freeze({ lenient: 0, relaxedHeaderValues: false, lenientValues: false })
const RELAXED: MessagePolicy = Object.freeze({ lenient: 0, relaxedHeaderValues: true, lenientValues: true })
const INSECURE: MessagePolicy = Object.freeze({ lenient: ALL_LENIENCIES, relaxedHeaderValues: false, lenientValues: true })

/**
 * Returns the policy for the options. Equal policies without single leniencies are the same object.
 *
 * @param lenient - the sum of the leniencies that were named one by one. They do not change what may be sent.
 */
export function messagePolicy({ httpValidation, insecureHTTPParser }: ValidationOptions, lenient: number, defaults: MessageDefaults): MessagePolicy {
  const isInsecure = httpValidation === undefined ? (insecureHTTPParser ?? defaults.insecureHTTPParser ?? false) : httpValidation === 'insecure'
  const policy = isInsecure ? INSECURE : httpValidation === 'relaxed' ? RELAXED : STRICT
  return lenient === 0 ? policy : { ...policy, lenient: policy.lenient | lenient }
}

const HTTP_VALIDATIONS: readonly unknown[] = ['strict', 'relaxed', 'insecure']

/**
 * Checks the two options. Throws ERR_INVALID_ARG_TYPE or ERR_INVALID_ARG_VALUE, as Node does.
 *
 * @param shown - returns a wrong value as the message shows it
 */
export function checkValidationOptions(options: object, shown: (value: unknown) => string = inspectPrimitive, hidden: Hidden = checkValidationOptions): asserts options is ValidationOptions {
  const { httpValidation, insecureHTTPParser } = options as { httpValidation?: unknown; insecureHTTPParser?: unknown }
  if (insecureHTTPParser !== undefined) validateBoolean(insecureHTTPParser, 'options.insecureHTTPParser', hidden)
  if (httpValidation === undefined) return
  if (!HTTP_VALIDATIONS.includes(httpValidation)) {
    throw invalidArgValue('options.httpValidation', httpValidation, "must be one of: 'strict', 'relaxed', 'insecure'", shown(httpValidation), hidden)
  }
  if (insecureHTTPParser !== undefined) {
    throw invalidArgValue('options.httpValidation', httpValidation, 'cannot be used together with options.insecureHTTPParser', shown(httpValidation), hidden)
  }
}

/** Bytes of a head, if neither an option nor the process sets a limit. Source: Node's `http.maxHeaderSize`; the parser has the same default. */
const DEFAULT_MAX_HEADER_SIZE = 16 * 1024

/**
 * Returns the bytes that a head may have: `maxHeaderSize` if it is a positive number, otherwise the default. A default of 0, which a command line can set,
 * makes every head too large, as in Node.
 */
export function headSizeLimit(maxHeaderSize: unknown, defaults: MessageDefaults): number {
  return typeof maxHeaderSize === 'number' && maxHeaderSize > 0 ? maxHeaderSize : (defaults.maxHeaderSize ?? DEFAULT_MAX_HEADER_SIZE)
}

/**
 * Returns the number of fields that a head may have: null for the parser's default, 0 for no limit. As in Node, a number is cut to 32 bits, and means no limit
 * if it is not positive then. A value that is not a number means the default.
 */
export function fieldLimit(maxHeadersCount: unknown): number | null {
  return typeof maxHeadersCount === 'number' ? Math.max(maxHeadersCount | 0, 0) : null
}
