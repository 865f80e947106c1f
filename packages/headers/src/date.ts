/** The Date header's value, made once a second. */

/** Taken when the module is loaded, so that fake timers of a test do not reach the header: as in Node, it says when a message was made. */
const SystemDate = Date
const { now: systemTime } = Date

let text = ''
/** Milliseconds since the epoch from which `text` is out of date. */
let expires = 0

const SECOND = 1000

/** Now as IMF-fixdate (RFC 9110 section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`. */
export function httpDate(): string {
  const now = systemTime()
  // The clock may also have been set back by more than what the cached second covers.
  if (now >= expires || now < expires - SECOND) {
    text = new SystemDate(now).toUTCString()
    expires = now - (now % SECOND) + SECOND
  }
  return text
}
