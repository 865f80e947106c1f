/** Checks of responses: the speed of a peer counts only if its responses are right. */

/** Characters of a wrong text that are shown. */
const EXCERPT = 200

/** Returns the beginning of a text, for an error message. */
export function excerpt(text) {
  return typeof text === 'string' && text.length > EXCERPT ? `${JSON.stringify(text.slice(0, EXCERPT))} and ${text.length - EXCERPT} more characters` : JSON.stringify(text)
}

/** @throws Error with `message` unless `condition` holds */
export function check(condition, message) {
  if (!condition) throw new Error(`wrong: ${message}`)
}

/**
 * Checks a response: status line and body must be equal, each expected header must equal its string or match its pattern.
 *
 * @param response - `{ status, headers, body }`, header names in lower case
 */
export function checkResponse(response, expected) {
  check(response.status === expected.status, `status line ${JSON.stringify(response.status)} instead of ${JSON.stringify(expected.status)}`)
  for (const [name, value] of Object.entries(expected.headers)) {
    const received = response.headers[name]
    const fits = value instanceof RegExp ? received !== undefined && value.test(received) : received === value
    check(fits, `header ${name}: ${JSON.stringify(received)} instead of ${value instanceof RegExp ? value : JSON.stringify(value)}`)
  }
  check(response.body === expected.body, `body ${excerpt(response.body)} instead of ${excerpt(expected.body)}`)
}

/** The format of a Date header (RFC 9110, section 5.6.7). */
export const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/
