/** The headers of an OutgoingMessage: the methods that set and show them. They can change until the head is built. */
import { Stream } from 'node:stream'
import { invalidArgType } from '@layered-http/shared'
import { OutgoingHeaders, type HeaderValue } from '@layered-http/headers'
import { headersSent } from './errors.js'
import { kHead, kHeaders, kSuppressed, Suppressed } from './fields.js'
import { checkHeader } from './header-checks.js'
import type { OutgoingMessage } from './message.js'

/** Names whose removal switches an automatic header off. */
const SUPPRESSIBLE = new Map([
  ['connection', Suppressed.CONNECTION],
  ['content-length', Suppressed.CONTENT_LENGTH],
  ['transfer-encoding', Suppressed.TRANSFER_ENCODING],
])

/** As Node tells them: by two of their methods, for there are Headers of many makers, and Maps of other realms. */
function isHeadersLike(headers: unknown): boolean {
  if (headers === null || (typeof headers !== 'object' && typeof headers !== 'function')) return false
  const { get, keys } = headers as Partial<Headers>
  return typeof get === 'function' && typeof keys === 'function'
}

/** True if a head is built; also for an object that is no message, as in Node. */
function isFixed(head: string | null): boolean {
  return head !== null && head !== ''
}

export class HeaderMethods extends Stream {
  /** Whether a Date header is added to those that were set. */
  declare sendDate: boolean
  declare [kHeaders]: OutgoingHeaders | null
  declare [kHead]: string | null
  declare [kSuppressed]: number

  /** The head is built: no header can change any more. */
  get headersSent(): boolean {
    return Boolean(this[kHead])
  }

  /**
   * Sets a header, replacing one of the same name.
   *
   * @throws ERR_HTTP_HEADERS_SENT, ERR_INVALID_HTTP_TOKEN, ERR_HTTP_INVALID_HEADER_VALUE, ERR_INVALID_CHAR
   */
  setHeader(name: string, value: HeaderValue): this {
    if (isFixed(this[kHead])) throw headersSent('set')
    checkHeader(this as unknown as OutgoingMessage, name, value)
    ;(this[kHeaders] ??= new OutgoingHeaders()).set(name, value)
    // What was set again is no longer switched off.
    if (this[kSuppressed] !== 0) this[kSuppressed] &= ~(SUPPRESSIBLE.get(name.toLowerCase()) ?? 0)
    return this
  }

  /** Adds values to a header, or sets it. Throws as `setHeader` does. */
  appendHeader(name: string, value: string | readonly string[]): this {
    if (isFixed(this[kHead])) throw headersSent('append')
    checkHeader(this as unknown as OutgoingMessage, name, value)
    ;(this[kHeaders] ??= new OutgoingHeaders()).append(name, value)
    return this
  }

  /**
   * Sets every header of a Headers or Map object, of any realm or implementation. Throws as `setHeader` does, and ERR_INVALID_ARG_TYPE
   * for anything else.
   */
  setHeaders(headers: Headers | ReadonlyMap<string, HeaderValue>): this {
    if (isFixed(this[kHead])) throw headersSent('set')
    if (!isHeadersLike(headers)) throw invalidArgType('headers', ['Headers', 'Map'], headers)
    let cookies: string[] | null = null
    for (const [name, value] of headers) {
      if (name !== 'set-cookie') this.setHeader(name, value)
      // Cookies cannot be joined to one line, and Headers has each by itself.
      else if (Array.isArray(value)) (cookies ??= []).push(...(value as readonly string[]))
      else (cookies ??= []).push(value as string)
    }
    if (cookies !== null) this.setHeader('set-cookie', cookies)
    return this
  }

  /** The value as it was set. */
  getHeader(name: string): HeaderValue | undefined {
    if (typeof name !== 'string') throw invalidArgType('name', 'string', name)
    return this[kHeaders]?.get(name)
  }

  hasHeader(name: string): boolean {
    if (typeof name !== 'string') throw invalidArgType('name', 'string', name)
    return this[kHeaders] !== null && this[kHeaders].has(name)
  }

  /** Lower-case names to values, without a prototype. */
  getHeaders(): Record<string, HeaderValue> {
    return this[kHeaders]?.toObject() ?? (Object.create(null) as Record<string, HeaderValue>)
  }

  getHeaderNames(): string[] {
    return this[kHeaders]?.keys() ?? []
  }

  getRawHeaderNames(): string[] {
    return this[kHeaders]?.rawNames() ?? []
  }

  /** Removes a header. Removing Date, Connection, Content-Length or Transfer-Encoding also stops the automatic one. */
  removeHeader(name: string): void {
    if (typeof name !== 'string') throw invalidArgType('name', 'string', name)
    if (isFixed(this[kHead])) throw headersSent('remove')
    const key = name.toLowerCase()
    if (key === 'date') this.sendDate = false
    else this[kSuppressed] |= SUPPRESSIBLE.get(key) ?? 0
    this[kHeaders]?.delete(key)
  }
}
