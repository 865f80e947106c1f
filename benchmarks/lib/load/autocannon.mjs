/** autocannon, in a process of its own. Slower than wrk, but everywhere where npm is. */
import { withPrograms } from '../children.mjs'

export function run(load) {
  return withPrograms(async ({ startProgram }) => {
    const program = await startProgram('other', 'lib/load/autocannon-program.mjs')
    return await program.ask('run', load, load.seconds)
  })
}
