/** A body that is written in pieces, a turn of the event loop apart, so that a connection can be lost between any two. */

export const PIECES = 12

/** Writes all pieces and ends, also if the message has been destroyed meanwhile, as careless programs do. */
export function writePieces(message) {
  /** By piece: how often its callback was called. */
  const calls = Array(PIECES).fill(0)
  let ended = 0
  let done = false
  const next = (index) => {
    if (index === PIECES) {
      done = true
      message.end(() => ended++)
      return
    }
    message.write('piece ', () => calls[index]++)
    setImmediate(next, index + 1)
  }
  next(0)
  return {
    isDone: () => done,
    /** Returns what is wrong with the callbacks, when all is over. That of `end()` is called for `'finish'` only, which a lost message does not have. */
    wrongs: () => {
      const found = []
      if (calls.some((count) => count > 1) || ended > 1) found.push('a callback was called twice')
      if (done && calls.some((count) => count === 0)) found.push(`${calls.filter((count) => count === 0).length} callbacks of write() were not called`)
      return found
    },
  }
}
