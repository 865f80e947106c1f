/** The Date header's value, made once a second. */

/** Taken when the module is loaded: fake timers of a test do not change the header. As in Node, it is the real time. */
const SystemDate = Date
const { now: systemTime } = Date

let text = ''
/** Milliseconds since the epoch from which `text` is out of date. */
let expires = 0

const SECOND = 1000

/** Returns the time now as IMF-fixdate (RFC 9110 section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`. */
export function httpDate(): string {
  const now = systemTime()
  // The second test is true if the clock was set back.
  if (now >= expires || now < expires - SECOND) {
    text = new SystemDate(now).toUTCString()
    expires = now - (now % SECOND) + SECOND
  }
  return text
}
