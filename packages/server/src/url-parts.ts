/** `pathname`, `search` and `query` of requests: an extra of this package, made when somebody asks and never an error. */
import { parse, type ParsedUrlQuery } from 'node:querystring'
import { cut } from '@layered-http/shared'
import type { IncomingMessage as Request, IncomingMessageConstructor } from '@layered-http/streams'

/** What requests of a server with the option `urlParts` have besides. All three follow `url`. */
export interface UrlParts {
  /** The path, as it was sent: `/a%20b` of `/a%20b?c=d`, of an absolute target the part behind the authority; a target without a path has none: `''`. */
  readonly pathname: string
  /** The query with its question mark; `''` without one. */
  readonly search: string
  /** The query's fields, decoded, without a prototype; a repeated name has an array. */
  readonly query: ParsedUrlQuery
}

/** `scheme://authority`, before the path of a target in absolute form (RFC 9112 section 3.2.2). */
const ORIGIN = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/

/** Path and query of a request target, whichever form it has. Nothing is decoded. */
export function splitTarget(target: string): { pathname: string; search: string } {
  const rest = target.replace(ORIGIN, '')
  const hash = rest.indexOf('#')
  const whole = hash < 0 ? rest : rest.slice(0, hash)
  const mark = whole.indexOf('?')
  const path = cut(whole, 0, mark < 0 ? whole.length : mark)
  // `*`, and the `host:port` of CONNECT, are no paths; an absolute target may leave its root out.
  const pathname = path.startsWith('/') ? path : rest !== target ? '/' : ''
  return { pathname, search: mark < 0 ? '' : cut(whole, mark, whole.length) }
}

const PARTS: { [Part in keyof UrlParts]: (url: string) => UrlParts[Part] } = {
  pathname: (url) => splitTarget(url).pathname,
  search: (url) => splitTarget(url).search,
  query: (url) => parse(splitTarget(url).search.slice(1)),
}

/**
 * A class of requests with {@link UrlParts}. The accessors are on its prototype: a request that nobody asks costs nothing. They can
 * be set, because frameworks set fields of these names.
 */
export function withUrlParts(Base: IncomingMessageConstructor): IncomingMessageConstructor {
  const Derived = class IncomingMessage extends (Base as new (...args: never[]) => Request) {}
  for (const [name, part] of Object.entries(PARTS)) {
    Object.defineProperty(Derived.prototype, name, {
      get(this: Request) {
        return part(this.url)
      },
      set(this: Request, value: unknown) {
        Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true })
      },
      enumerable: true,
      configurable: true,
    })
  }
  return Derived as unknown as IncomingMessageConstructor
}
