/**
 * The framing of a message that is written: pure decisions about its head (RFC 9112 section 6). A head that two readers could understand differently is refused.
 */
import { codedError } from '@layered-http/shared'
import type { HeaderField } from '../event-parser.js'
import type { Framing as AnyFraming } from '../framing.js'
import { listMembers } from '../list.js'
import { isChunkedLast } from '../strict.js'

/** The framings of messages with a body, or without. What a tunnel carries is not written here. */
export type Framing = Exclude<AnyFraming, { kind: 'tunnel' }>

const NONE: Framing = { kind: 'none' }

/** The fields of a head that say how it is framed, and whether another message may follow. */
export interface FramingFields {
  readonly lengths: readonly string[]
  readonly codings: readonly string[]
  readonly connection: readonly string[]
  readonly hosts: readonly string[]
}

const LIST_OF: { readonly [name: string]: keyof FramingFields | undefined } = {
  'content-length': 'lengths',
  'transfer-encoding': 'codings',
  connection: 'connection',
  host: 'hosts',
}

/** Returns the values of these fields. */
export function framingFields(headers: readonly HeaderField[]): FramingFields {
  const fields = { lengths: [] as string[], codings: [] as string[], connection: [] as string[], hosts: [] as string[] }
  for (const [name, value] of headers) {
    const list = LIST_OF[name.toLowerCase()]
    if (list !== undefined) fields[list].push(value)
  }
  return fields
}

/** Returns an error for a message that would be ambiguous. */
export function refusal(reason: string): Error {
  return codedError(Error, 'ERR_WRITER_FRAMING', reason, refusal)
}

/** Returns the length; null without one. Throws if there are several, or one that is not digits. */
function lengthOf({ lengths }: FramingFields): number | null {
  const [value] = lengths
  if (value === undefined) return null
  if (lengths.length > 1) throw refusal('Several Content-Length fields')
  const length = Number(value)
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(length)) throw refusal(`Invalid Content-Length '${value}'`)
  return length
}

/** True if the fields have a transfer coding. Throws if its last one is not chunked, or the version has none. */
function isChunked({ codings, lengths }: FramingFields, version: string): boolean {
  if (codings.length === 0) return false
  if (lengths.length > 0) throw refusal('Content-Length together with Transfer-Encoding')
  if (version !== '1.1') throw refusal(`Transfer-Encoding in HTTP/${version}`)
  if (!isChunkedLast(codings)) throw refusal('The last transfer coding is not chunked')
  return true
}

/** Returns the framing of a request: without a length and a coding it has no body. */
export function requestFraming(method: string, version: string, fields: FramingFields): Framing {
  if (version === '1.1' && fields.hosts.length !== 1) throw refusal(fields.hosts.length === 0 ? 'A request of HTTP/1.1 needs a Host field' : 'Several Host fields')
  const length = lengthOf(fields)
  const isCoded = isChunked(fields, version)
  if (method === 'CONNECT' && (length !== null || isCoded)) throw refusal('CONNECT has no body')
  if (isCoded) return { kind: 'chunked' }
  return length === null ? NONE : { kind: 'length', length }
}

/** Returns the framing of the response to a request with `method`: without a length and a coding its body ends with the connection. */
export function responseFraming(method: string, status: number, version: string, fields: FramingFields): Framing {
  const length = lengthOf(fields)
  const isCoded = isChunked(fields, version)
  const isTunnel = method === 'CONNECT' && status >= 200 && status < 300
  if (status < 200 || status === 204 || isTunnel) {
    // RFC 9110 section 8.6 and RFC 9112 section 6.1.
    if (length !== null || isCoded) throw refusal(`A response ${isTunnel ? 'to CONNECT' : status} must not have Content-Length or Transfer-Encoding`)
    return NONE
  }
  if (status === 304 || method === 'HEAD') return NONE
  if (isCoded) return { kind: 'chunked' }
  return length === null ? { kind: 'close' } : { kind: 'length', length }
}

/** True if another message may follow on the connection (RFC 9112 section 9.3). */
export function keepsAlive(version: string, { connection }: FramingFields): boolean {
  const options = listMembers(connection)
  if (options.includes('close')) return false
  return version === '1.1' || options.includes('keep-alive')
}
