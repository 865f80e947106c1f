/** What `request()` accepts, brought into one form. */
import type { Duplex } from 'node:stream'
import { codedError } from '@layered-http/shared'
import type { Agent, ConnectionOptions } from '@layered-http/agent'
import type { HeadersInit } from '@layered-http/streams'

/** Options of a request. Whatever else `net.connect` understands is passed on to it. */
export interface RequestOptions extends ConnectionOptions {
  /** Must be the protocol of the agent. Default `http:`. */
  protocol?: string | null
  /** Wins over `host`. */
  hostname?: string
  /** Port if `port` is not given. Default that of the agent, 80. */
  defaultPort?: number
  method?: string
  /** Target of the request. Default `/`. */
  path?: string | null
  headers?: HeadersInit
  /** `user:password` for Basic authentication. */
  auth?: string | null
  /** The pool; `false` for a connection of its own. Default the global agent. */
  agent?: Agent | object | false | null
  /** Opens the connection instead of the agent. */
  createConnection?: (options: ConnectionOptions, callback: (error: Error | null, socket?: Duplex) => void) => Duplex | null | undefined
  /** Milliseconds of silence on the socket after which `'timeout'` is emitted. */
  timeout?: number
  /** Aborting it destroys the request. */
  signal?: AbortSignal
  /** Whether a Host header is added. Default true. */
  setHost?: boolean
  /** Whether the received header limits are other than the default, bytes. */
  maxHeaderSize?: number
}

/** The parts of a URL as options. User information is percent-decoded, brackets of an IPv6 host are dropped. */
export function urlToOptions(url: URL): RequestOptions {
  const options: RequestOptions = {
    ...(url as unknown as RequestOptions),
    protocol: url.protocol,
    hostname: url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname,
    path: `${url.pathname}${url.search}`,
  }
  if (url.port !== '') options.port = Number(url.port)
  if (url.username || url.password) options.auth = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return options
}

/**
 * A URL string, a URL or options, and options over them, as one object without a prototype.
 *
 * @throws TypeError ERR_INVALID_URL
 */
export function mergeOptions(input: string | URL | RequestOptions, options: RequestOptions | null | undefined): RequestOptions {
  const merged = Object.create(null) as RequestOptions
  if (typeof input === 'string') Object.assign(merged, urlToOptions(parseUrl(input)))
  else if (input instanceof URL) Object.assign(merged, urlToOptions(input))
  else Object.assign(merged, input)
  return Object.assign(merged, options)
}

function parseUrl(text: string): URL {
  if (!URL.canParse(text)) {
    const error = codedError(TypeError, 'ERR_INVALID_URL', 'Invalid URL')
    throw Object.assign(error, { input: text })
  }
  return new URL(text)
}
