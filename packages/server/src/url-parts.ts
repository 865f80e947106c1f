/** `pathname`, `search` and `query` of requests: an extra of this package. They are made when they are read, and never an error. */
import { parse, type ParsedUrlQuery } from 'node:querystring'
import { cut } from '@layered-http/shared'
import type { IncomingMessage as Request, IncomingMessageConstructor } from '@layered-http/streams'

/** Members of requests of a server with the option `layered.urlParts`. All three follow `url`. */
export interface UrlParts {
  /** The path, as it was sent: `/a%20b` for `/a%20b?c=d`. In a target with scheme and authority it is the part after those, `/` if there is none. `''` for `*` and for the `host:port` of CONNECT. */
  readonly pathname: string
  /** The query with its question mark; `''` without one. */
  readonly search: string
  /** The query's fields, decoded, in an object without a prototype. A repeated name has an array. */
  readonly query: ParsedUrlQuery
}

/** A request of a server with or without the option `layered.urlParts`. */
export type WithUrlParts<Request, Parts extends boolean> = Parts extends true ? Request & UrlParts : Request

/** `scheme://authority`, before the path of a target in absolute form (RFC 9112 section 3.2.2). */
const ORIGIN = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/

/** Returns path and query of a request target of any form. Nothing is decoded. */
export function splitTarget(target: string): { pathname: string; search: string } {
  const rest = target.replace(ORIGIN, '')
  const hash = rest.indexOf('#')
  const whole = hash < 0 ? rest : rest.slice(0, hash)
  const mark = whole.indexOf('?')
  const path = cut(whole, 0, mark < 0 ? whole.length : mark)
  // `*` and the `host:port` of CONNECT are not paths. A target with an authority may leave its root out.
  const pathname = path.startsWith('/') ? path : rest !== target ? '/' : ''
  return { pathname, search: mark < 0 ? '' : cut(whole, mark, whole.length) }
}

const PARTS: { [Part in keyof UrlParts]: (url: string) => UrlParts[Part] } = {
  pathname: (url) => splitTarget(url).pathname,
  search: (url) => splitTarget(url).search,
  query: (url) => parse(splitTarget(url).search.slice(1)),
}

/**
 * Returns a class of requests with {@link UrlParts}. The accessors are on its prototype, so that a request costs nothing until they are read. They can
 * be set, because frameworks set properties of these names. Members that `Base` has are kept, and so are its name and the `constructor` of its requests.
 */
export function withUrlParts(Base: IncomingMessageConstructor): IncomingMessageConstructor {
  const Derived = class extends (Base as new (...args: never[]) => Request) {}
  Object.defineProperty(Derived, 'name', { value: Base.name, configurable: true })
  Object.defineProperty(Derived.prototype, 'constructor', { value: Base, writable: true, enumerable: false, configurable: true })
  for (const [name, part] of Object.entries(PARTS)) {
    if (name in Base.prototype) continue
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
