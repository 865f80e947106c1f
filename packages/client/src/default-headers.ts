/**
 * The headers that a request begins with: the user's, and those that it adds.
 * What may live here: reading the options about headers.
 */
import type { HeadersInit } from '@layered-http/headers'
import { withBrackets } from '@layered-http/shared'
import { eachHeader } from '@layered-http/streams/port'
import type { ServedRequest } from './exchange.js'
import { REQUEST_OPTIONS, type RequestOptions } from './options.js'

/** Where a request goes. */
export interface Origin {
  host: string
  port: number
  defaultPort: number | undefined
}

/** Headers that `setDefaultHeaders: false` switches off, besides Host. */
const AUTOMATIC_HEADERS = ['connection', 'content-length', 'transfer-encoding']

/**
 * Sets the user's headers on a new request and adds Host and Authorization. A list of headers is only checked: it becomes the head later.
 *
 * @returns true if there is an expectation (RFC 9110 section 10.1.1)
 */
export function setHeaders(request: ServedRequest, options: RequestOptions, origin: Origin): boolean {
  const headers = options.headers as HeadersInit | undefined | null
  if (options.setDefaultHeaders === false) for (const name of AUTOMATIC_HEADERS) request.removeHeader(name)
  if (Array.isArray(headers)) {
    REQUEST_OPTIONS.headers.check(headers)
    let expects = false
    eachHeader(headers, (name) => {
      if (String(name).toLowerCase() === 'expect') expects = true
    })
    return expects
  }
  if (headers !== undefined && headers !== null) eachHeader(headers, (name, value) => request.setHeader(name, value!))
  const setsHost = options.setHost === undefined ? options.setDefaultHeaders !== false : Boolean(options.setHost)
  if (setsHost && !request.hasHeader('host')) request.setHeader('Host', hostHeader(request, options.path, origin))
  if (options.auth && !request.hasHeader('authorization')) {
    request.setHeader('Authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`)
  }
  return request.hasHeader('expect')
}

// The last Host header. Most requests go where the one before went, and a string that was used before is flat and has its hash.
let lastHost: string | undefined
let lastPort: number | undefined
let lastDefaultPort: number | undefined
let lastHeader = ''

/** The authority of the target (RFC 9112 section 3.2). The target of CONNECT is one. */
function hostHeader(request: ServedRequest, target: RequestOptions['path'], { host, port, defaultPort }: Origin): string {
  if (target && request.method === 'CONNECT') return request.path
  if (host !== lastHost || port !== lastPort || defaultPort !== lastDefaultPort) {
    const name = withBrackets(host)
    // The text first: a port that is an object may make another request when it becomes a string.
    const text = port && Number(port) !== defaultPort ? `${name}:${port}` : name
    // An object may become another string the next time.
    if (typeof port === 'object') return text
    lastHost = host
    lastPort = port
    lastDefaultPort = defaultPort
    lastHeader = text
  }
  return lastHeader
}
