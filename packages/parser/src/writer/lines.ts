/** The lines of a message that is written, and the checks of what is in them. What may live here: text and bytes, nothing about the order of calls. */
import { codedError, invalidArgType, invalidArgValue } from '@layered-http/shared'
import type { HeaderField } from '../event-parser.js'

/** RFC 9110 section 5.6.2. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/
/** Characters of a value or a reason phrase: Latin-1 without controls other than HTAB (RFC 9110 section 5.5). */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
/** Extensions of a chunk: `;` and a token, perhaps `=` and a token or a quoted string, any number of times (RFC 9112 section 7.1.1). */
const EXTENSIONS = /^(?:;[\w!#$%&'*+.^`|~-]+(?:=(?:[\w!#$%&'*+.^`|~-]+|"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t\x20-\x7e\x80-\xff])*"))?)*$/

/** @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE */
export function checkToken(value: unknown, name: string): asserts value is string {
  if (typeof value !== 'string') throw invalidArgType(name, 'string', value)
  if (!TOKEN.test(value)) throw invalidArgValue(name, value, 'must be a token')
}

/** @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE */
export function checkText(value: unknown, name: string): asserts value is string {
  if (typeof value !== 'string') throw invalidArgType(name, 'string', value)
  if (!VALUE.test(value)) throw invalidArgValue(name, value, 'must be Latin-1 without control characters')
}

/** @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE */
export function checkVersion(value: unknown): asserts value is '1.0' | '1.1' {
  if (value !== '1.1' && value !== '1.0') throw invalidArgValue('head.version', value, "must be '1.0' or '1.1'")
}

/** @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE */
export function checkExtensions(value: unknown): asserts value is string {
  if (typeof value !== 'string') throw invalidArgType('extensions', 'string', value)
  if (!EXTENSIONS.test(value)) throw invalidArgValue('extensions', value, "must be like ';name=value'")
}

/** Fields that cannot be trailers: they say how a message is framed or where it goes (RFC 9110 section 6.5.1). */
const NO_TRAILERS = new Set(['content-length', 'transfer-encoding', 'trailer', 'host', 'connection', 'te', 'upgrade'])

/**
 * Returns the lines of a field section with its empty line.
 *
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 */
export function fieldLines(fields: unknown, name: string, isTrailers: boolean): string {
  if (!Array.isArray(fields)) throw invalidArgType(name, 'Array', fields)
  let lines = ''
  for (const [index, field] of (fields as readonly Partial<HeaderField>[]).entries()) {
    if (!Array.isArray(field) || field.length !== 2) throw invalidArgType(`${name}.${index}`, '[name, value]', field)
    checkToken(field[0], `${name}.${index}.0`)
    checkText(field[1], `${name}.${index}.1`)
    if (isTrailers && NO_TRAILERS.has(field[0].toLowerCase())) throw codedError(Error, 'ERR_WRITER_FRAMING', `${field[0]} cannot be a trailer`)
    // A reader removes white space around a value (RFC 9112 section 5.1), so it would not read what was given.
    if (/^[ \t]|[ \t]$/.test(field[1])) throw invalidArgValue(`${name}.${index}.1`, field[1], 'must be without white space around it')
    lines += `${field[0]}: ${field[1]}\r\n`
  }
  return `${lines}\r\n`
}

/** Returns text as bytes. All characters are Latin-1. */
export function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

/** Returns a chunk of a chunked body: size, extensions, data (RFC 9112 section 7.1). */
export function chunkOf(data: Uint8Array, extensions: string): Uint8Array {
  const line = bytesOf(`${data.length.toString(16)}${extensions}\r\n`)
  const chunk = new Uint8Array(line.length + data.length + 2)
  chunk.set(line)
  chunk.set(data, line.length)
  chunk.set(CRLF, line.length + data.length)
  return chunk
}

const CRLF = bytesOf('\r\n')
