/**
 * How a message whose head was just read goes on.
 * What may live here: what llhttp has decided, read from its struct, and the rules of RFC 9112 section 6.3 for messages that end with their head.
 */
import type { RequestHead, ResponseHead } from '../event-parser.js'
import type { Framing } from '../framing.js'
import { llhttp } from '../llhttp.js'
import { Fact, Struct, StructFlag, Word } from '../state.js'
import { isChunkedLast } from '../strict.js'

const NONE: Framing = { kind: 'none' }
const TUNNEL: Framing = { kind: 'tunnel' }
const CHUNKED: Framing = { kind: 'chunked' }
const CLOSE: Framing = { kind: 'close' }

/**
 * Returns the framing of a message that goes on after its head, as llhttp will read it. The fields do not tell: a response may have lost some, and a leniency reads others.
 *
 * @param bodyRead - bytes of the body that llhttp has read already
 */
export function framingInStruct(pointer: number, bodyRead: number): Framing {
  const struct = new DataView(llhttp().exports.memory.buffer, pointer)
  const flags = struct.getUint16(Struct.FLAGS, true)
  if ((flags & StructFlag.CHUNKED) !== 0) return CHUNKED
  if ((flags & StructFlag.TRANSFER_ENCODING) !== 0 || (flags & StructFlag.CONTENT_LENGTH) === 0) return CLOSE
  return { kind: 'length', length: Number(struct.getBigUint64(Struct.CONTENT_LENGTH, true)) + bodyRead }
}

/**
 * Returns the framing of a message that ended with its head, or after one byte, or that failed after its head.
 *
 * @param method - of the request; of a response only for a final one, and as far as the parser was told
 * @param hasBody - true if the one byte is the body
 */
export function framingOfEnded(head: RequestHead | ResponseHead, method: string | undefined, hasBody: boolean): Framing {
  if (method === 'CONNECT') return TUNNEL
  const isResponse = 'statusCode' in head
  if (isResponse && (isInformational(head.statusCode) || head.statusCode === 204 || head.statusCode === 304 || method === 'HEAD')) return NONE
  const codings = valuesOf(head, 'transfer-encoding')
  if (codings.length > 0) {
    if (isChunkedLast(codings)) return CHUNKED
    // A request whose last coding is not chunked, which is the next error (rule 4), unless another protocol follows: then llhttp reads no body.
    return head.upgrade ? NONE : CLOSE
  }
  const [length] = valuesOf(head, 'content-length')
  if (length !== undefined) return { kind: 'length', length: Number(length) }
  if (!isResponse) return NONE
  // A response without length and coding does not end here. So it has lost that field.
  return (llhttp().words[Word.FACTS]! & Fact.CODED) !== 0 ? CHUNKED : { kind: 'length', length: hasBody ? 1 : 0 }
}

/** True for a 1xx. */
export function isInformational(statusCode: number): boolean {
  return statusCode >= 100 && statusCode < 200
}

/** Returns the values of a field. The parser has checked them. With `Lenient.HEADERS` a name may end with white space. */
function valuesOf({ headers }: RequestHead | ResponseHead, name: string): string[] {
  return headers.filter((field) => field[0].trimEnd().toLowerCase() === name).map((field) => field[1])
}
