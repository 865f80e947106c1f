/**
 * Reads plain messages: complete in the input and with nothing unusual. One pass, 16 bytes at a time, without llhttp.
 *
 * It accepts a small part of what llhttp accepts, and writes the tape that llhttp's callbacks would write. llhttp reads every other message
 * from its first byte on, and only llhttp reports errors. These, among others, are not plain: a message that the input cuts, HTTP/1.0, an
 * empty value, HTAB, white space around a value beyond one SP before it, a header that changes how messages follow each other (except
 * `Connection: keep-alive` and one Content-Length or `Transfer-Encoding: chunked`), trailers, chunk extensions, and a message that reaches
 * a limit.
 */
import { At, Flag, Rec, Size } from '../src/layout'
import { Bit, Bytes, Char, Guard, LlhttpType, Method, Verdict } from '../src/state'
import { isChunked, isKeepAlive, Role, roleOf } from './fields'
import { endOfTarget, endOfToken, endOfValue } from './scan'
import { state } from './state'
import { isStrictlyPlain } from './strict'
import { writeBody, writeComplete } from './tape'

/** Two and more bytes as little-endian numbers. */
const CRLF: i32 = 0x0a0d
const HTTP_1_1: i64 = 0x312e312f50545448
const GET_: i32 = 0x20544547
const HEAD: i32 = 0x44414548
const POST: i32 = 0x54534f50
const PUT_: i32 = 0x20545550
const PATC: i32 = 0x43544150
const H_: i32 = 0x2048
const DELE: i32 = 0x454c4544
const TE_: i32 = 0x204554
const OPTI: i32 = 0x4954504f
const ONS_: i32 = 0x20534e4f

/** Returned for a message that is not plain. An address is never 0. */
const NOT_PLAIN = 0
/** Used instead of a Content-Length. */
const NO_LENGTH = -1
const CHUNKED = -2
/** The largest number of digits of a Content-Length and of a chunk's size. Enough for any input, and no number overflows. */
const MAX_LENGTH_DIGITS = 6
const MAX_SIZE_DIGITS = 6
const VERSION = 0x0101

/** Reads the plain messages at the start of an input. Returns the address of the rest. */
export function readPlain(at: i32): i32 {
  const end = state.inputEnd
  if (!state.keepAlive || state.verdict != Verdict.PROCEED) return at
  while (at < end) {
    const next = state.type == LlhttpType.REQUEST ? readRequest(at) : readResponse(at)
    if (next == NOT_PLAIN) break
    at = next
  }
  return at
}

/** Reads a request: `GET /path HTTP/1.1` and the rest. */
function readRequest(at: i32): i32 {
  const method = methodAt(at)
  if (method < 0) return NOT_PLAIN
  const target = at + method / METHOD_SCALE
  if (load<u8>(target) != Char.SLASH) return NOT_PLAIN
  const end = endOfTarget(target)
  if (load<u8>(end) != Char.SPACE || load<i64>(end, 1) != HTTP_1_1 || load<u16>(end, 9) != CRLF) return NOT_PLAIN
  return readFields(method % METHOD_SCALE, target, end, end + 11)
}

/** Reads a response: `HTTP/1.1 200 reason` and the rest. */
function readResponse(at: i32): i32 {
  if (load<i64>(at) != HTTP_1_1 || load<u8>(at, 8) != Char.SPACE || load<u8>(at, 12) != Char.SPACE) return NOT_PLAIN
  const hundreds = <i32>load<u8>(at, 9) - Char.ZERO
  const tens = <i32>load<u8>(at, 10) - Char.ZERO
  const ones = <i32>load<u8>(at, 11) - Char.ZERO
  if (<u32>(hundreds - 2) > 7 || <u32>tens > 9 || <u32>ones > 9) return NOT_PLAIN
  const status = hundreds * 100 + tens * 10 + ones
  if (status == 204 || status == 304) return NOT_PLAIN
  const reason = at + 13
  if (<i32>load<u8>(reason) <= Char.SPACE) return NOT_PLAIN
  const end = endOfValue(reason)
  if (load<u16>(end) != CRLF) return NOT_PLAIN
  return readFields(status, reason, end, end + 2)
}

/** Reads the fields from `at` on, the empty line, and the body. `code`, `line` and `lineEnd` are those of the start line. */
function readFields(code: i32, line: i32, lineEnd: i32, at: i32): i32 {
  const record = state.end
  const lastField = record + Size.HEAD * Bytes.NUMBER + state.maxFieldBytes
  let field = record + Size.HEAD * Bytes.NUMBER
  let headerBytes = lineEnd - line
  let contentLength = NO_LENGTH
  let textEnd = lineEnd
  while (load<u16>(at) != CRLF) {
    const nameEnd = endOfToken(at)
    if (nameEnd == at || load<u8>(nameEnd) != Char.COLON) return NOT_PLAIN
    const value = nameEnd + 1 + i32(load<u8>(nameEnd, 1) == Char.SPACE)
    if (<i32>load<u8>(value) <= Char.SPACE) return NOT_PLAIN
    const valueEnd = endOfValue(value)
    if (load<u16>(valueEnd) != CRLF || load<u8>(valueEnd - 1) == Char.SPACE || field > lastField) return NOT_PLAIN
    const length = nameEnd - at
    switch (roleOf(at, length)) {
      case Role.LENGTH:
        if (contentLength != NO_LENGTH) return NOT_PLAIN
        contentLength = numberAt(value, valueEnd)
        if (contentLength < 0) return NOT_PLAIN
        break
      case Role.CODING:
        if (contentLength != NO_LENGTH || !isChunked(value, valueEnd)) return NOT_PLAIN
        contentLength = CHUNKED
        break
      case Role.CONNECTION:
        if (!isKeepAlive(value, valueEnd)) return NOT_PLAIN
        break
      case Role.PROXY_CONNECTION:
      case Role.FRAMING:
        return NOT_PLAIN
    }
    store<i32>(field, at - line)
    store<i32>(field, nameEnd - line, Bytes.NUMBER)
    store<i32>(field, value - line, 2 * Bytes.NUMBER)
    store<i32>(field, valueEnd - line, 3 * Bytes.NUMBER)
    field += Size.SPAN * Bytes.NUMBER
    headerBytes += length + valueEnd - value
    textEnd = valueEnd
    at = valueEnd + 2
  }
  at += 2
  if ((state.guards & Guard.STRICT) != 0 && !isStrictlyPlain(line, lineEnd, record + Size.HEAD * Bytes.NUMBER, field)) return NOT_PLAIN
  // A response without a length ends with the input.
  if (headerBytes >= state.maxHeaderSize || (contentLength == NO_LENGTH && state.type == LlhttpType.RESPONSE)) return NOT_PLAIN
  const toChunk = state.toChunk
  store<i32>(record, Rec.HEAD)
  store<i32>(record, (field - record) / Bytes.NUMBER, At.SIZE * Bytes.NUMBER)
  store<i32>(record, 0, At.CARRIED * Bytes.NUMBER)
  store<i32>(record, line + toChunk, At.TEXT_START * Bytes.NUMBER)
  store<i32>(record, textEnd + toChunk, At.TEXT_END * Bytes.NUMBER)
  store<i32>(record, code, At.CODE * Bytes.NUMBER)
  store<i32>(record, VERSION, At.VERSION * Bytes.NUMBER)
  store<i32>(record, Flag.KEEP_ALIVE, At.FLAGS * Bytes.NUMBER)
  store<i32>(record, 0, At.LINE_START * Bytes.NUMBER)
  store<i32>(record, lineEnd - line, At.LINE_END * Bytes.NUMBER)
  state.end = field
  const end = contentLength == CHUNKED ? readChunks(at) : contentLength > 0 ? readBody(at, at + contentLength) : at
  if (end == NOT_PLAIN) state.end = record
  else writeComplete(1)
  return end
}

/** Reads a body that is complete in the input. Returns its end. */
function readBody(at: i32, end: i32): i32 {
  if (end > state.inputEnd) return NOT_PLAIN
  writeBody(at + state.toChunk, end + state.toChunk)
  return end
}

/** Reads a chunked body (RFC 9112 section 7.1). Returns its end. */
function readChunks(at: i32): i32 {
  let size: i32
  do {
    let digit = hexDigit(<i32>load<u8>(at))
    if (digit < 0) return NOT_PLAIN
    const lastDigit = at + MAX_SIZE_DIGITS
    size = 0
    do {
      size = (size << 4) | digit
      digit = hexDigit(<i32>load<u8>(++at))
    } while (digit >= 0 && at < lastDigit)
    if (load<u16>(at) != CRLF) return NOT_PLAIN
    at += 2
    if (size > 0) at = readBody(at, at + size)
    if (at == NOT_PLAIN || load<u16>(at) != CRLF) return NOT_PLAIN
    at += 2
  } while (size > 0)
  return at
}

/** {@link methodAt} multiplies the method's length, SP included, by this. Larger than the number of methods. */
const METHOD_SCALE = 64

/** Returns the number and the length of a common method in one number, or -1. */
function methodAt(at: i32): i32 {
  switch (load<i32>(at)) {
    case GET_:
      return 4 * METHOD_SCALE + Method.GET
    case POST:
      return load<u8>(at, 4) == Char.SPACE ? 5 * METHOD_SCALE + Method.POST : -1
    case PUT_:
      return 4 * METHOD_SCALE + Method.PUT
    case HEAD:
      return load<u8>(at, 4) == Char.SPACE ? 5 * METHOD_SCALE + Method.HEAD : -1
    case DELE:
      return (load<i32>(at, 4) & 0xffffff) == TE_ ? 7 * METHOD_SCALE + Method.DELETE : -1
    case PATC:
      return load<u16>(at, 4) == H_ ? 6 * METHOD_SCALE + Method.PATCH : -1
    case OPTI:
      return load<i32>(at, 4) == ONS_ ? 8 * METHOD_SCALE + Method.OPTIONS : -1
    default:
      return -1
  }
}

/** Returns the decimal number there, or -1. */
function numberAt(at: i32, end: i32): i32 {
  if (end - at > MAX_LENGTH_DIGITS) return -1
  let number = 0
  for (; at < end; at++) {
    const digit = <i32>load<u8>(at) - Char.ZERO
    if (<u32>digit > 9) return -1
    number = number * 10 + digit
  }
  return number
}

/** Returns the value of a hexadecimal digit, or -1. */
function hexDigit(byte: i32): i32 {
  const digit = byte - Char.ZERO
  if (<u32>digit <= 9) return digit
  const letter = (byte | Bit.SMALL) - 0x61
  return <u32>letter <= 5 ? letter + 10 : -1
}
