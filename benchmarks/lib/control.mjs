/** The other end of `lib/children.mjs`: what a started program listens to. */

/**
 * Answers `commands` by name, and says that the program is ready.
 *
 * Every program also answers `usage`, `{ cpu, rss }`: the CPU microseconds, user and system, that it has used so far, and the bytes
 * of memory that it has now; and `memory`, the same as `process.memoryUsage()` after a collection of garbage.
 *
 * @param details - what the parent gets as `program.started`
 */
export function answer(commands, details = {}) {
  const all = { usage, memory, ...commands }
  process.on('message', async ({ id, command, argument }) => {
    try {
      process.send({ id, result: await all[command](argument) })
    } catch (error) {
      process.send({ id, error: error.message })
    }
  })
  // The parent has exited, for whatever reason. Nothing else would stop this program.
  process.on('disconnect', () => process.exit())
  process.send({ id: 'ready', result: details })
}

/** All threads of this process: what the garbage collector does beside the main thread costs as well. */
export function cpuMicroseconds() {
  const { user, system } = process.cpuUsage()
  return user + system
}

function usage() {
  return { cpu: cpuMicroseconds(), rss: process.memoryUsage().rss }
}

/** Collections after which nothing more is to be found: one may queue finalizers whose objects the next one frees. */
const COLLECTIONS = 3

/** Where garbage can be collected on demand, which is a flag of the runtime. */
async function memory() {
  for (let i = 0; i < COLLECTIONS; i++) {
    collectGarbage()
    await new Promise(setImmediate)
  }
  return process.memoryUsage()
}

function collectGarbage() {
  if (globalThis.gc) globalThis.gc()
  else globalThis.Bun?.gc(true)
}
