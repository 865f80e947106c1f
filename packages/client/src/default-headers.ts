/** The headers that a request begins with: the user's, and those that it adds. */
import type { HeadersInit } from '@layered-http/headers'
import { buildHead, eachHeader } from '@layered-http/streams/port'
import type { ClientRequest } from './client-request.js'
import { checkFlatHeaders } from './option-checks.js'
import type { RequestOptions } from './options.js'

/** Where a request goes. */
export interface Origin {
  host: string
  port: number
  defaultPort: number | undefined
}

/** What `setDefaultHeaders: false` switches off, besides Host. */
const AUTOMATIC_HEADERS = ['connection', 'content-length', 'transfer-encoding']

/**
 * Sets the user's headers on a new request and adds Host and Authorization. A list is another matter: see {@link buildListedHead}.
 *
 * @returns whether there is an expectation
 */
export function setHeaders(request: ClientRequest, options: RequestOptions, origin: Origin): boolean {
  const headers = options.headers as HeadersInit | undefined | null
  if (options.setDefaultHeaders === false) for (const name of AUTOMATIC_HEADERS) request.removeHeader(name)
  if (Array.isArray(headers)) {
    checkFlatHeaders(headers)
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

/**
 * Headers as a list are the head, which is built at once; nothing but Connection and the framing is added to it. A proxy may have
 * changed the request line before.
 */
export function buildListedHead(request: ClientRequest, { headers }: RequestOptions): void {
  if (Array.isArray(headers)) buildHead(request, request.requestLine(), headers as HeadersInit)
}

/** The authority of the target (RFC 9112 section 3.2): CONNECT names it itself. */
function hostHeader(request: ClientRequest, target: RequestOptions['path'], { host, port, defaultPort }: Origin): string {
  if (target && request.method === 'CONNECT') return request.path
  // One colon may be a port that somebody left in the name; an address has more.
  const name = host.indexOf(':') !== host.lastIndexOf(':') && !host.startsWith('[') ? `[${host}]` : host
  return port && Number(port) !== defaultPort ? `${name}:${port}` : name
}
