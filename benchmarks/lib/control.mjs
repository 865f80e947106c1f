/** The other end of `lib/children.mjs`: receives commands in a started program. */

/**
 * Tells the parent that the program is ready, and runs `commands` by name.
 *
 * Every program also has the commands `usage`, `footprint` and `memory`. `usage` returns `{ cpu, user, rss }`: the CPU microseconds used so far,
 * all of them and those in user mode, and the bytes of memory now. `footprint` returns `process.memoryUsage()`, `memory` the same after a garbage collection.
 *
 * @param details - the parent gets them as `program.started`
 */
export function answer(commands, details = {}) {
  const all = { usage, footprint, memory, ...commands }
  process.on('message', async ({ id, command, argument }) => {
    try {
      process.send({ id, result: await all[command](argument) })
    } catch (error) {
      process.send({ id, error: error.message })
    }
  })
  // The parent has exited. Nothing else would stop this program.
  process.on('disconnect', () => process.exit())
  process.send({ id: 'ready', result: details })
}

/** CPU time of all threads, because the threads of the garbage collector are part of the cost. */
export function cpuMicroseconds() {
  return cpuTime().cpu
}

/** Returns `{ cpu, user }`: all CPU microseconds, and those in user mode. */
export function cpuTime() {
  const { user, system } = process.cpuUsage()
  return { cpu: user + system, user }
}

function usage() {
  return { ...cpuTime(), rss: process.memoryUsage().rss }
}

function footprint() {
  return process.memoryUsage()
}

/** Collections until nothing more is freed: one may queue finalizers whose objects the next one frees. */
const COLLECTIONS = 3

/** Needs a flag of the runtime that allows garbage collection on demand. */
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
