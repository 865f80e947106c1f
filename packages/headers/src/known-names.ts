/**
 * Lower-case names of fields, without a new string for a usual name: it is compared with the text of the head, letter by letter.
 * (Cutting a name out, making it lower-case and hashing it took two fifths of the time of `mergedHeaders`.)
 */

/** The most frequent first: if two names have the same slot, the first gets it. */
const NAMES =
  'host user-agent accept accept-encoding accept-language connection content-length content-type cookie set-cookie date server cache-control ' +
  'referer origin authorization etag last-modified vary location transfer-encoding keep-alive upgrade-insecure-requests if-none-match ' +
  'if-modified-since expires age expect range accept-ranges content-encoding content-disposition content-language content-location ' +
  'content-range content-security-policy strict-transport-security x-forwarded-for x-forwarded-proto x-forwarded-host x-forwarded-port ' +
  'x-real-ip x-request-id x-correlation-id x-powered-by x-requested-with x-content-type-options x-frame-options x-xss-protection via ' +
  'forwarded pragma upgrade te trailer dnt priority allow link retry-after www-authenticate proxy-authorization proxy-authenticate ' +
  'proxy-connection if-match if-unmodified-since if-range max-forwards from traceparent tracestate alt-svc referrer-policy ' +
  'permissions-policy sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform ' +
  'sec-websocket-key sec-websocket-version sec-websocket-extensions sec-websocket-protocol sec-websocket-accept ' +
  'access-control-allow-origin access-control-allow-methods access-control-allow-headers access-control-allow-credentials ' +
  'access-control-expose-headers access-control-max-age access-control-request-method access-control-request-headers'

/** Slots of the table, a power of two. There are about five for each name, so that few collide. */
const SLOTS = 512
/** The bit that an ASCII small letter has and its capital has not. */
const SMALL = 0x20
const CAPITAL_A = 0x41
const CAPITAL_Z = 0x5a

const table = new Array<string>(SLOTS).fill('')
for (const name of NAMES.split(' ')) {
  const slot = slotOf(name, 0, name.length)
  // The engine interns the keys of objects: it has their hash already.
  if (table[slot] === '') table[slot] = Object.keys({ [name]: 0 })[0]!
}

function slotOf(text: string, start: number, end: number): number {
  const length = end - start
  const first = text.charCodeAt(start) | SMALL
  const last = text.charCodeAt(end - 1) | SMALL
  const middle = text.charCodeAt(start + (length >> 1)) | SMALL
  return (length * 37 + first * 11 + last * 5 + middle) & (SLOTS - 1)
}

/** Returns the name at [start, end) of `text` in lower case. */
export function lowerCaseName(text: string, start: number, end: number): string {
  const known = table[slotOf(text, start, end)]!
  if (known.length === end - start && isSame(text, start, known)) return known
  return text.slice(start, end).toLowerCase()
}

/** True if `known`, in lower case, is in `text` at `start`, in any case. */
export function isSame(text: string, start: number, known: string): boolean {
  for (let i = 0; i < known.length; i++) {
    const char = text.charCodeAt(start + i)
    const small = char >= CAPITAL_A && char <= CAPITAL_Z ? char | SMALL : char
    if (small !== known.charCodeAt(i)) return false
  }
  return true
}
