/** What a peer must have said for its speed to count. */

/** @throws Error with `message` unless `condition` holds */
export function check(condition, message) {
  if (!condition) throw new Error(`wrong: ${message}`)
}

/**
 * Exact status line and body; the named headers, each equal to a string or matching a pattern.
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
  check(response.body === expected.body, `body ${JSON.stringify(response.body)} instead of ${JSON.stringify(expected.body)}`)
}
