/** The names of a memory network: origins, as `http://api.test` or `https://api.test:8443`. */
import { HTTP_PORT, HTTPS_PORT, invalidArgValue, withBrackets, withoutBrackets } from '@layered-http/shared'

/** An origin in its parts. */
export interface Name {
  readonly host: string
  readonly port: number
  readonly isSecure: boolean
}

/**
 * Reads an origin. A path, a query or user information is a mistake.
 *
 * @throws ERR_INVALID_ARG_VALUE, ERR_INVALID_URL
 */
export function readName(origin: string | URL): Name {
  const url = new URL(origin)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw invalidArgValue('origin', String(origin), 'must begin with http:// or https://')
  if (url.pathname !== '/' || url.search !== '' || url.username !== '') throw invalidArgValue('origin', String(origin), 'must be an origin, without a path')
  return readUrl(url)
}

/** Returns the origin of a URL. */
export function readUrl({ protocol, hostname, port }: URL): Name {
  const isSecure = protocol === 'https:'
  return { host: withoutBrackets(hostname), port: port === '' ? defaultPort(isSecure) : Number(port), isSecure }
}

/** Returns the port of origins that name none. */
export function defaultPort(isSecure: boolean): number {
  return isSecure ? HTTPS_PORT : HTTP_PORT
}

/** Returns the place of an origin in the network. The protocol is not part of it, as with ports. */
export function placeOf({ host, port }: Pick<Name, 'host' | 'port'>): string {
  return `${withBrackets(host.toLowerCase())}:${port}`
}

/** Returns an origin as text, always with its port. */
export function textOf(name: Name): string {
  return `http${name.isSecure ? 's' : ''}://${placeOf(name)}`
}
