/** Compares outcomes: with what the RFC asks, and with each other. */
import { message as named, type Ask } from './case.js'
import type { Outcome, Recorded } from './outcome.js'

/** The deed of an implementation, in the words of asks. `other`: it has read other messages than those of the ask. */
type Deed = 'accepted' | 'refused' | 'other'

const ASKED: Record<Ask['verdict'], Deed[]> = { accept: ['accepted'], refuse: ['refused'], either: ['accepted', 'refused'] }

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
/** Of a response only the status counts, not the reason. */
const nameOf = (start: string): string => (/^\d/.test(start) ? start.slice(0, start.indexOf(' ')) : start)

function deedOf({ messages, statuses, error, connection }: Outcome, ask: Ask): Deed {
  const complete = messages.filter(({ end }) => end === 'complete').map(({ start, body }) => named(nameOf(start), body))
  const isRefusal = connection === 'closed' || error !== null || statuses.some((status) => status >= 400) || messages.some(({ end }) => end === 'aborted')
  // A message that was read may be followed by an error about the bytes after it. If none is read, the reader must still wait.
  if (ask.verdict !== 'refuse' && same(complete, ask.messages) && (complete.length > 0 || !isRefusal)) return 'accepted'
  return same(complete, ask.before) && isRefusal ? 'refused' : 'other'
}

/** Returns null if the RFC allows the outcome; otherwise what it asks and what was done. */
export function deviation(outcome: Outcome, ask: Ask): string | null {
  const deed = deedOf(outcome, ask)
  return ASKED[ask.verdict].includes(deed) ? null : `RFC: ${ask.verdict} (${ask.rule}); done: ${deed}`
}

/** Returns the names of the fields in which two outcomes differ. */
export function differences(a: Recorded, b: Recorded): string[] {
  return (['messages', 'statuses', 'error', 'connection'] as const).filter((field) => !same(a[field], b[field]))
}
