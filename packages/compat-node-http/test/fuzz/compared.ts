/** What two runs with the same bytes, cut in different ways, may differ in. */
import type { Message } from '../differential/outcome.js'

/** The reply of a server to bytes that it refuses: an error without a listener. */
const REFUSED = /HTTP\/1\.1 [45]\d\d [^\r]*\r\n(?:[^]+\r\n)?Connection: close\r\n\r\n$/

/** What a program saw of a connection. */
export interface Seen {
  messages: Message[]
  errors: string[]
  upgrades: string[]
  written: string
}

/**
 * Returns the differences of two runs. An error, or the end of the connection, may come before or after a response that a handler sends at the same time. So the
 * messages that both saw must be equal, and everything if there was no error and the same number of messages.
 */
export function differences(whole: Seen, cut: Seen): string[] {
  const problems: string[] = []
  const check = (what: string, a: unknown, b: unknown): void => {
    if (JSON.stringify(a) !== JSON.stringify(b)) problems.push(`in pieces: other ${what}\n  whole  ${JSON.stringify(a)}\n  pieces ${JSON.stringify(b)}`)
  }
  const both = Math.min(whole.messages.length, cut.messages.length)
  for (let i = 0; i < both; i++) {
    const [a, b] = [whole.messages[i]!, cut.messages[i]!]
    check('heads', [a.start, a.version, a.rawHeaders], [b.start, b.version, b.rawHeaders])
    if (a.end === 'complete' && b.end === 'complete') check('bodies', [a.body, a.rawTrailers], [b.body, b.rawTrailers])
    else if (!a.body.startsWith(b.body) && !b.body.startsWith(a.body)) check('parts of bodies', a.body, b.body)
  }
  if (REFUSED.test(whole.written) || REFUSED.test(cut.written)) return problems
  if (whole.errors.length + cut.errors.length > 0 || whole.messages.length !== cut.messages.length || whole.upgrades.length !== cut.upgrades.length) return problems
  check('upgrades', whole.upgrades, cut.upgrades)
  check('written bytes', withJoinedChunks(whole.written), withJoinedChunks(cut.written))
  return problems
}

/** Returns `written` with the two chunks of the handler that writes in pieces as one: what waits for an earlier response leaves as one chunk. */
function withJoinedChunks(written: string): string {
  return written.replaceAll('1\r\na\r\n2\r\nbc\r\n', '3\r\nabc\r\n')
}
