/** `maxHeadersCount`, the property of servers and of requests: what its values mean. */

/**
 * The number of fields that a head may have: null for the default, 0 for no limit. As Node, live: a number is cut to 32 bits, and one that is
 * not positive then is no limit; what is not a number is the default.
 */
export function fieldLimit(maxHeadersCount: unknown): number | null {
  return typeof maxHeadersCount === 'number' ? Math.max(maxHeadersCount | 0, 0) : null
}
