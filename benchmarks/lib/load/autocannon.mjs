/** autocannon, in a separate process. It is slower than wrk, but npm can install it everywhere. */
import { withPrograms } from '../children.mjs'

export function run(load) {
  return withPrograms(async ({ startProgram }) => {
    const program = await startProgram('other', 'lib/load/autocannon-program.mjs')
    return await program.ask('run', load, load.seconds)
  })
}
