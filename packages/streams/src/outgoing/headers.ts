/**
 * The headers of an outgoing message: set, changed and removed until the head is built.
 *
 * Errors hide the function of this file that throws them: the first line of their stack is the method that the user has called.
 */
import { invalidArgType } from '@layered-http/shared'
import { checkHeader, OutgoingHeaders, Suppressed, type HeaderValue, type Hidden } from '@layered-http/headers'
import { headersSent } from './errors.js'
import type { OutgoingState } from './state.js'

/** Names whose removal switches an automatic header off. */
const SUPPRESSIBLE = new Map([
  ['connection', Suppressed.CONNECTION],
  ['content-length', Suppressed.CONTENT_LENGTH],
  ['transfer-encoding', Suppressed.TRANSFER_ENCODING],
])

/** True if `headers` has the two methods by which Node tells Headers and Maps: both exist in several implementations and realms. */
function isHeadersLike(headers: unknown): boolean {
  if (headers === null || (typeof headers !== 'object' && typeof headers !== 'function')) return false
  const { get, keys } = headers as Partial<Headers>
  return typeof get === 'function' && typeof keys === 'function'
}


/** Throws ERR_HTTP_HEADERS_SENT if the head is built. */
function checkOpen({ head }: OutgoingState, what: string, hidden: Hidden): void {
  if (head) throw headersSent(what, hidden)
}

function checkName(name: unknown, hidden: Hidden): asserts name is string {
  if (typeof name !== 'string') throw invalidArgType('name', 'string', name, hidden)
}

export function setHeader(state: OutgoingState, name: string, value: HeaderValue): void {
  checkOpen(state, 'set', setHeader)
  checkHeader(name, value, state.options, setHeader)
  ;(state.headers ??= new OutgoingHeaders()).set(name, value)
  // A header that is set again is no longer switched off.
  if (state.suppressed !== 0) state.suppressed &= ~(SUPPRESSIBLE.get(name.toLowerCase()) ?? 0)
}

export function appendHeader(state: OutgoingState, name: string, value: string | readonly string[]): void {
  checkOpen(state, 'append', appendHeader)
  checkHeader(name, value, state.options, appendHeader)
  ;(state.headers ??= new OutgoingHeaders()).append(name, value)
}

/** Calls `set` for every header of a Headers or Map object; the values of `set-cookie` come as one list. */
export function setHeaders(state: OutgoingState, headers: Headers | ReadonlyMap<string, HeaderValue>, set: (name: string, value: HeaderValue) => void): void {
  checkOpen(state, 'set', setHeaders)
  if (!isHeadersLike(headers)) throw invalidArgType('headers', ['Headers', 'Map'], headers, setHeaders)
  let cookies: string[] | null = null
  for (const { 0: name, 1: value } of headers) {
    if (name !== 'set-cookie') set(name, value)
    // Cookies cannot be joined to one line, and Headers has each by itself.
    else if (Array.isArray(value)) (cookies ??= []).push(...(value as readonly string[]))
    else (cookies ??= []).push(value as string)
  }
  if (cookies !== null) set('set-cookie', cookies)
}

export function getHeader({ headers }: OutgoingState, name: string): HeaderValue | undefined {
  checkName(name, getHeader)
  return headers?.get(name)
}

export function hasHeader({ headers }: OutgoingState, name: string): boolean {
  checkName(name, hasHeader)
  return headers !== null && headers.has(name)
}

export function removeHeader(state: OutgoingState, name: string): void {
  checkName(name, removeHeader)
  checkOpen(state, 'remove', removeHeader)
  const key = name.toLowerCase()
  if (key === 'date') state.message.sendDate = false
  else state.suppressed |= SUPPRESSIBLE.get(key) ?? 0
  state.headers?.delete(key)
}
