/** Collects uncaught exceptions, for tests in which a listener throws. */

/** Runs `run`. Returns the messages of the exceptions that were not caught meanwhile; no other listener gets them. */
export async function uncaughtDuring(run: () => Promise<unknown>): Promise<string[]> {
  const errors: string[] = []
  const listeners = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException').on('uncaughtException', (error) => errors.push(error.message))
  try {
    await run()
  } finally {
    process.removeAllListeners('uncaughtException')
    for (const listener of listeners) process.on('uncaughtException', listener)
  }
  return errors
}
