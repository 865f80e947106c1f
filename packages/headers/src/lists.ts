/** Comma-separated token lists (RFC 9110 section 5.6.1): Connection, Transfer-Encoding, Expect and their like. */

/** Characters that may be part of a token. */
const TCHAR = /[!#$%&'*+\-.^_`|~0-9A-Za-z]/

/**
 * Whether `list` holds `token` as a whole word, in any case. Linear in its input.
 *
 * @param token - in lower case
 */
export function hasToken(list: string, token: string): boolean {
  const text = list.toLowerCase()
  for (let at = text.indexOf(token); at !== -1; at = text.indexOf(token, at + token.length)) {
    const end = at + token.length
    if ((at === 0 || !TCHAR.test(text[at - 1]!)) && (end === text.length || !TCHAR.test(text[end]!))) return true
  }
  return false
}
