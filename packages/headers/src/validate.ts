/** Checks of header names and values (RFC 9110 sections 5.1, 5.5, 5.6.2), with Node's errors. */
import { codedError, describeName } from '@layered-http/shared'

/** A function that an error's stack leaves out, with everything it called. It must be on the stack. */
export type Hidden = (...args: never[]) => unknown

/** `token = 1*tchar` */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** Anything but HTAB, SP to `~`, and obs-text. A character above U+00FF is not Latin-1. */
const INVALID_VALUE_CHAR = /[^\t\x20-\x7e\x80-\xff]/
/** Characters that are refused even by the lenient check: they could end the line, or are not one byte. */
const INVALID_VALUE_CHAR_LENIENT = /[\0\r\n]|[^\0-\xff]/

/** True if `text` is a token (RFC 9110 section 5.6.2). */
export function isToken(text: string): boolean {
  return TOKEN.test(text)
}

/** True if `text` has a character that may not be in a header value. `lenient` refuses only NUL, CR, LF and characters above U+00FF. */
export function hasInvalidValueChar(text: string, lenient = false): boolean {
  return (lenient ? INVALID_VALUE_CHAR_LENIENT : INVALID_VALUE_CHAR).test(text)
}

/**
 * Throws unless `name` is a valid header name.
 *
 * @param label - its name in the message. Default `Header name`
 * @throws TypeError ERR_INVALID_HTTP_TOKEN
 */
export function validateHeaderName(name: string, label?: string): void {
  checkHeaderName(name, label, validateHeaderName)
}

/**
 * As {@link validateHeaderName}.
 *
 * @param hidden - the first function that the error's stack leaves out
 */
export function checkHeaderName(name: string, label: string | undefined, hidden: Hidden): void {
  if (typeof name !== 'string' || !TOKEN.test(name)) {
    throw codedError(TypeError, 'ERR_INVALID_HTTP_TOKEN', `${describeName(label || 'Header name')} must be a valid HTTP token ["${describeName(name)}"]`, hidden)
  }
}

/**
 * Throws unless `value` can be sent as the value of the header `name`. A value that is not a string is made into one first.
 *
 * @throws TypeError ERR_HTTP_INVALID_HEADER_VALUE for undefined, ERR_INVALID_CHAR for a character that may not be sent
 */
export function validateHeaderValue(name: string, value: unknown, lenient = false): void {
  checkHeaderValue(name, value, lenient, validateHeaderValue)
}

/**
 * As {@link validateHeaderValue}.
 *
 * @param hidden - the first function that the error's stack leaves out
 */
export function checkHeaderValue(name: string, value: unknown, lenient: boolean, hidden: Hidden): void {
  if (value === undefined) {
    throw codedError(TypeError, 'ERR_HTTP_INVALID_HEADER_VALUE', `Invalid value "${String(value)}" for header "${describeName(name)}"`, hidden)
  }
  if (hasInvalidValueChar(value as string, lenient)) {
    throw codedError(TypeError, 'ERR_INVALID_CHAR', `Invalid character in header content${name === undefined ? '' : ` ["${name}"]`}`, hidden)
  }
}
