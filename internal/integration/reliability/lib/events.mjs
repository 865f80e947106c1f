/** Counts of events, to see that each came as often as it should. */

/** Counts each of `names` of `emitter` from now on. An `'error'` among them does not throw. */
export function countEvents(emitter, names) {
  const counts = Object.fromEntries(names.map((name) => [name, 0]))
  for (const name of names) emitter.on(name, () => counts[name]++)
  return counts
}

/** Reads a message and counts its ends. `body` grows, `end` and `aborted` and so on are counts. */
export function readMessage(message) {
  const reading = { message, body: '', counts: countEvents(message, ['end', 'aborted', 'error', 'close']) }
  message.setEncoding('latin1')
  message.on('data', (text) => (reading.body += text))
  return reading
}

/**
 * Returns what is wrong with how a message ended, as a list of words.
 *
 * @param expected - `{ whole, body }`: true if the peer sent all of it, and then its text
 */
export function wrongsOf({ message, body, counts }, expected) {
  const wrongs = []
  if (counts.close !== 1) wrongs.push(`${counts.close} times 'close'`)
  if (counts.error > 1) wrongs.push(`${counts.error} times 'error'`)
  if (counts.aborted > 1) wrongs.push(`${counts.aborted} times 'aborted'`)
  if (expected.whole) {
    if (counts.end !== 1) wrongs.push(`whole, and ${counts.end} times 'end'`)
    if (!message.complete) wrongs.push('whole, and not complete')
    if (body !== expected.body) wrongs.push(`its body is ${JSON.stringify(body.slice(0, 40))}`)
  }
  return wrongs
}

/** True if a message that is not whole looks like one that is: neither an error nor an end without `complete` says so. */
export function isSilentlyCut({ message, counts }) {
  return message.complete || (counts.error === 0 && counts.aborted === 0)
}
