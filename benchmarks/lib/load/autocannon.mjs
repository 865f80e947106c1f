/** autocannon, in a process of its own. Slower than wrk, but everywhere where npm is. */
import { startProgram } from '../children.mjs'

export async function run(load) {
  const program = await startProgram('other', 'lib/load/autocannon-program.mjs')
  try {
    return await program.ask('run', load, load.seconds)
  } finally {
    await program.stop()
  }
}
