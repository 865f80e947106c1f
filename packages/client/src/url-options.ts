/** What `request()` is called with, brought into one form. */
import { codedError } from '@layered-http/shared'
import type { RequestOptions } from './options.js'

/** A URL of any implementation; unlike what `url.parse` gives it has `search` and no `auth` or `path`. */
function isUrl(input: unknown): input is URL {
  const url = input as Partial<URL & { auth: unknown; path: unknown }> | null | undefined
  return Boolean(url?.href && url.protocol && url.auth === undefined && url.path === undefined)
}

/** The parts of a URL as options. User information is percent-decoded, brackets of an IPv6 host are dropped. */
export function urlToOptions(url: URL): RequestOptions {
  const { protocol, hostname, hash, search, pathname, href, port, username, password } = url
  const options: RequestOptions = {
    // Whatever was added to the URL by hand counts as an option.
    ...(url as unknown as RequestOptions),
    protocol,
    hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
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

/** @throws TypeError ERR_INVALID_URL */
function parseUrl(text: string): URL {
  if (URL.canParse(text)) return new URL(text)
  throw Object.assign(codedError(TypeError, 'ERR_INVALID_URL', 'Invalid URL', readArguments), { input: text })
}

/**
 * What options are gathered in. It inherits no names, as an object without prototype, but is no dictionary for the engine: the two dozen
 * options that a request looks at are read in half the time.
 */
function Options(this: object): void {}
Options.prototype = Object.freeze(Object.create(null) as object)
const newOptions = (): RequestOptions => new (Options as unknown as new () => RequestOptions)()

/**
 * The arguments of `request()`: a URL string or a URL, with options that win over it, and a listener; or options and a listener.
 *
 * @returns options as one object of its own, without a prototype, and the listener as it was given
 * @throws TypeError ERR_INVALID_URL
 */
export function readArguments(input: unknown, options: unknown, listener: unknown): { merged: RequestOptions; listener: unknown } {
  const merged = newOptions()
  const url = typeof input === 'string' ? parseUrl(input) : isUrl(input) ? input : null
  if (url === null) return { merged: Object.assign(merged, input), listener: options }
  Object.assign(merged, urlToOptions(url))
  if (typeof options === 'function') return { merged, listener: options }
  return { merged: Object.assign(merged, options), listener }
}
