/** Ways to wait for a state, with a limit, so that something that never happens is a result and not a hang. */

/** Milliseconds after which something that should happen at once counts as never. Generous: a busy machine must not change a result. */
export const NEVER = 60_000

/** Milliseconds between two looks at a state that takes long. */
const BETWEEN_LOOKS = 5

/** True when `isReached()` is true, looked at in each turn of the event loop; false after `limit` milliseconds. */
export async function until(isReached, limit = NEVER) {
  const end = performance.now() + limit
  while (!isReached()) {
    if (performance.now() > end) return false
    await new Promise(setImmediate)
  }
  return true
}

/** The same for states that take long: it leaves the processor to others. */
export async function slowlyUntil(isReached, limit = NEVER) {
  const end = performance.now() + limit
  while (!isReached()) {
    if (performance.now() > end) return false
    await pause(BETWEEN_LOOKS)
  }
  return true
}

/** Lets events that follow from what has happened come: ticks, and what is done in the next turns. */
export async function turns(count = 3) {
  for (let i = 0; i < count; i++) await new Promise(setImmediate)
}

export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** Runs `job(item)` for all items, `width` at a time. */
export async function inParallel(width, items, job) {
  const rest = items[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of rest) await job(item)
    }),
  )
}
