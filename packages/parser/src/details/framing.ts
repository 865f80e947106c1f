/**
 * How a message whose head was just read goes on.
 * What may live here: what llhttp has decided, read from its struct, and the rules of RFC 9112 section 6.3 for messages that end with their head.
 */
import type { HeaderField, RequestHead, ResponseHead } from '../event-parser.js'
import type { Framing } from '../framing.js'
import { llhttp } from '../llhttp.js'
import { Struct, StructFlag } from '../state.js'

const NONE: Framing = { kind: 'none' }
const TUNNEL: Framing = { kind: 'tunnel' }
const CHUNKED: Framing = { kind: 'chunked' }
const CLOSE: Framing = { kind: 'close' }

/** Returns the framing of a message that goes on after its head, as llhttp will read it. */
export function framingInStruct(pointer: number, headers: readonly HeaderField[]): Framing {
  const { buffer } = llhttp().exports.memory
  const flags = new DataView(buffer, pointer).getUint16(Struct.FLAGS, true)
  if ((flags & StructFlag.CHUNKED) !== 0) return CHUNKED
  if ((flags & StructFlag.TRANSFER_ENCODING) !== 0) return CLOSE
  return lengthIn(headers) ?? CLOSE
}

/**
 * Returns the framing of a message that ended with its head, or after one byte, or that failed after its head.
 *
 * @param method - of the request; of a response only for a final one, and as far as the parser was told
 */
export function framingOfEnded(head: RequestHead | ResponseHead, method: string | undefined): Framing {
  if (method === 'CONNECT') return TUNNEL
  if ('statusCode' in head && (isInformational(head.statusCode) || head.statusCode === 204 || head.statusCode === 304 || method === 'HEAD')) return NONE
  // A request whose last coding is not chunked, which is the next error (rule 4).
  if (head.headers.some(([name]) => name.toLowerCase() === 'transfer-encoding')) return CLOSE
  return lengthIn(head.headers) ?? NONE
}

/** True for a 1xx. */
export function isInformational(statusCode: number): boolean {
  return statusCode >= 100 && statusCode < 200
}

/** Returns the framing by Content-Length. The parser has checked that there is only one, of digits. */
function lengthIn(headers: readonly HeaderField[]): Framing | undefined {
  const field = headers.find(([name]) => name.toLowerCase() === 'content-length')
  return field === undefined ? undefined : { kind: 'length', length: Number(field[1]) }
}
