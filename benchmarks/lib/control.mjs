/** The other end of `lib/children.mjs`: what a started program listens to. */

/**
 * Answers `commands` by name, and says that the program is ready.
 *
 * Every program also answers `usage`: the CPU microseconds, user and system, that it has used so far.
 *
 * @param details - what the parent gets as `program.started`
 */
export function answer(commands, details = {}) {
  const all = { usage: cpuMicroseconds, ...commands }
  process.on('message', async ({ id, command, argument }) => {
    try {
      process.send({ id, result: await all[command](argument) })
    } catch (error) {
      process.send({ id, error: error.message })
    }
  })
  // The parent is gone, however that happened: nobody is left to stop this program.
  process.on('disconnect', () => process.exit())
  process.send({ id: 'ready', result: details })
}

/** All threads of this process: what the garbage collector does beside the main thread costs as well. */
export function cpuMicroseconds() {
  const { user, system } = process.cpuUsage()
  return user + system
}
