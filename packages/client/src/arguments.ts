/**
 * The arguments of `request()`, brought into one form.
 * What may live here: reading and checking them as arguments. What the options mean is in options.ts and request-start.ts.
 */
import { codedError, invalidArgType, withoutBrackets, type Hidden } from '@layered-http/shared'
import type { RequestOptions } from './options.js'

/** True for a URL of any implementation. Unlike the result of `url.parse`, it has `search` and neither `auth` nor `path`. */
function isUrl(input: unknown): input is URL {
  const url = input as Partial<URL & { auth: unknown; path: unknown }> | null | undefined
  return Boolean(url?.href && url.protocol && url.auth === undefined && url.path === undefined)
}

/** The parts of a URL as options. User information is percent-decoded, brackets of an IPv6 host are dropped. */
export function urlToOptions(url: URL): RequestOptions {
  const { protocol, hostname, hash, search, pathname, href, port, username, password } = url
  const options: RequestOptions = {
    // As in Node, properties that were added to the URL are options.
    ...(url as unknown as RequestOptions),
    protocol,
    hostname: withoutBrackets(hostname),
    hash,
    search,
    pathname,
    path: `${pathname || ''}${search || ''}`,
    href,
  }
  if (port !== '') options.port = Number(port)
  if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return options
}

/** Throws ERR_INVALID_URL. */
function parseUrl(text: string, hidden: Hidden): URL {
  if (URL.canParse(text)) return new URL(text)
  throw Object.assign(codedError(TypeError, 'ERR_INVALID_URL', 'Invalid URL', hidden), { input: text })
}

/**
 * The constructor of option objects. They inherit no names, as objects without a prototype, but the engine does not treat them as dictionaries: the two dozen
 * options that a request reads take half the time.
 */
function Options(this: object): void {}
Options.prototype = Object.freeze(Object.create(null) as object)
const newOptions = (): RequestOptions => new (Options as unknown as new () => RequestOptions)()

/** A listener is checked when it is added. */
interface Arguments {
  readonly merged: RequestOptions
  readonly listener: unknown
}

/**
 * Reads the arguments of `request()`: a URL string or a URL, with options that win over it, and a listener; or options and a listener.
 *
 * @param isStrict - false: as in Node, a value that is neither a string nor an object has no options, so that the request goes to localhost
 * @param hidden - the first function that the stack of an error leaves out
 * @returns the options as one new object without a prototype, and the listener as it was given
 * @throws ERR_INVALID_URL; with `isStrict` also ERR_INVALID_ARG_TYPE
 */
export function readArguments(input: unknown, options: unknown, listener: unknown, isStrict: boolean, hidden: Hidden = readArguments): Arguments {
  const merged = newOptions()
  const url = typeof input === 'string' ? parseUrl(input, hidden) : isUrl(input) ? input : null
  if (url === null) {
    if (isStrict) checkObject(input, 'input', ['string', 'URL', 'Object'], hidden)
    return { merged: Object.assign(merged, input), listener: options }
  }
  Object.assign(merged, urlToOptions(url))
  if (typeof options === 'function') return { merged, listener: options }
  if (isStrict && options !== undefined && options !== null) checkObject(options, 'options', ['Object'], hidden)
  return { merged: Object.assign(merged, options), listener }
}

/** Throws ERR_INVALID_ARG_TYPE. */
function checkObject(value: unknown, name: string, expected: readonly string[], hidden: Hidden): void {
  if (typeof value !== 'object' || value === null) throw invalidArgType(name, expected, value, hidden)
}
