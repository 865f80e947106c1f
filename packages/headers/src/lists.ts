/** Lists of tokens in a header value (RFC 9110 section 5.6.1): Connection, Transfer-Encoding, Expect. */

/** Characters of a word. A token has more: node:http finds `close` in `close-x`, and programs rely on it. */
const WORD_CHAR = /\w/

/**
 * True if `list` has `token` as a whole word, in any case: no letter, digit or underscore stands before or after it. This is how
 * node:http finds `close`, `chunked` and `100-continue`. Takes time linear in its input.
 *
 * @param token - in lower case
 */
export function hasToken(list: string, token: string): boolean {
  const text = list.toLowerCase()
  for (let at = text.indexOf(token); at !== -1; at = text.indexOf(token, at + token.length)) {
    const end = at + token.length
    if ((at === 0 || !WORD_CHAR.test(text[at - 1]!)) && (end === text.length || !WORD_CHAR.test(text[end]!))) return true
  }
  return false
}
